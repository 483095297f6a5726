import { mcpServersPlace } from "./documents/place.ts";
import { isRecord } from "./is-record.ts";
import type { Entry } from "./entry.ts";
import { readHostEntries } from "./read-host-entries.ts";

/** What a host's configuration file says about MCP servers. */
export interface HostConfig {
  /** The entries that the host can start, by name. It skips one of another shape, and so is it here. */
  mcpServers: Record<string, Entry>;
  /** The file as it stands, a byte order mark included; empty when there is none. */
  text: string;
}

/**
 * Reads a host's configuration file as the host does. A missing or empty file is an empty configuration.
 *
 * @throws {KitError} HOST_FILE_REFUSED when the host could not read it, with `file:line:column` and what was expected there
 */
export async function readHostConfig(file: string): Promise<HostConfig> {
  const { entries, text = "" } = await readHostEntries(mcpServersPlace(file));
  // Without a prototype, so that no name is there that the file does not have.
  const mcpServers: Record<string, Entry> = Object.create(null);
  for (const [name, value] of Object.entries(entries)) {
    if (isStartable(value)) mcpServers[name] = { ...value, args: value.args ?? [] };
  }
  return { mcpServers, text };
}

function isStartable(value: unknown): value is Omit<Entry, "args"> & Partial<Entry> {
  if (!isRecord(value)) return false;
  const { command, args = [], env = {} } = value;
  return (
    typeof command === "string" &&
    Array.isArray(args) &&
    args.every(isString) &&
    isRecord(env) &&
    Object.values(env).every(isString)
  );
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}
