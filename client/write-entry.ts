import { mcpServersPlace } from "./documents/place.ts";
import type { Entry } from "./entry.ts";
import { checkServerName } from "./server-name.ts";

export interface WriteEntryOptions {
  /** The host's configuration file. It is created, with its folder, where it is missing. */
  file: string;
  /** What the host calls the server. */
  name: string;
  entry: Entry;
}

export interface WrittenEntry {
  /** False when the entry was there already: then nothing was written. */
  changed: boolean;
  /** The file as it stands now. */
  text: string;
}

/**
 * Writes one entry into Claude Desktop's configuration file and keeps every other byte of it, but for a byte order mark, with which
 * Claude Desktop would not read it. An entry of that name that differs is replaced. There is no receipt: see `addEntry`.
 *
 * The file is replaced in one step, and only if nobody changed it meanwhile. Its mode is kept and a link is followed; a new
 * file has mode 0600.
 *
 * @throws {KitError} USAGE when the name is not allowed
 * @throws {KitError} HOST_FILE_REFUSED when the file is not what its host can read, or cannot be replaced; it is left as it was
 * @example await writeEntry({ file, name: "my-worker", entry: createEntry(url) });
 */
export async function writeEntry({ file, name, entry }: WriteEntryOptions): Promise<WrittenEntry> {
  checkServerName(name);
  // Loaded late: most of this room's weight, which a command that only prints an entry can do without.
  const { changeHostFile } = await import("./change-host-file.ts");
  const { setEntry } = await import("./documents/edit-entry.ts");
  const { applySplices } = await import("./documents/splice.ts");
  const { changed, text = "" } = await changeHostFile(
    mcpServersPlace(file),
    async ({ text: before = "" }, place) => {
      const splices = await setEntry(place, before, name, entry);
      return { text: applySplices(before, splices), steps: [], result: undefined };
    },
  );
  return { changed, text };
}
