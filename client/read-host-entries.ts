import type { Place } from "./documents/place.ts";

/** What a host's configuration file says about MCP servers, in the host's own shape. */
export interface HostEntries {
  /** Where the bytes of the file lie, links followed. */
  file: string;
  /** By name, whatever they hold. Without a prototype, so that no name is there that the file does not have. */
  entries: Record<string, unknown>;
  /** The file as it stands, a byte order mark included; nothing when there is none. */
  text: string | undefined;
}

/**
 * Reads the entries of a host's configuration file. A missing or empty file has none.
 *
 * @throws {KitError} HOST_FILE_REFUSED when the host could not read it, with `file:line:column` and what was expected there
 */
export async function readHostEntries(place: Place): Promise<HostEntries> {
  // Loaded late: most of this room's weight, which a command that only prints an entry can do without.
  const { readHostFile } = await import("./host-file.ts");
  const { decodeHostFile, readEntries } = await import("./documents/edit-entry.ts");
  const { path, found } = await readHostFile(place.file);
  const text = found && decodeHostFile(path, found.bytes);
  return { file: path, entries: await readEntries({ ...place, file: path }, text ?? ""), text };
}
