import { currentPlatform, type Platform } from "./platform.ts";
import type { Entry } from "./entry.ts";

export interface ProveOptions {
  /** Default: this machine. */
  platform?: Platform;
  /** For all of it. Default: 60 000, after which Claude Desktop gives up. */
  timeoutMs?: number;
  signal?: AbortSignal;
  /** What the host calls the server, for the commands in hints. */
  name?: string;
}

export interface Proof {
  /** The names of the server's tools, cleaned and cut. */
  tools: string[];
  /** From the start of the process to the list of tools. */
  ms: number;
  /** As the server calls itself, cleaned and cut. */
  server: { name: string; version: string };
}

/**
 * Starts an entry exactly as it is written, as a host does that was started from the desktop, and waits until it has answered
 * `initialize` and `tools/list`. Nothing that it started runs afterwards, whatever happened. No browser is opened.
 *
 * @throws {KitError} SIGN_IN_FAILED when the server wants a sign-in that is not stored
 * @throws {KitError} NODE_TOO_OLD when the entry's Node.js cannot run the bridge
 * @throws {KitError} CONNECT_TIMED_OUT when it has not answered in time
 * @throws {KitError} CONNECT_FAILED when it ends before it has answered, with its last words
 * @example const { tools, ms } = await proveEntry(createEntry("http://localhost:8788/mcp"));
 */
export async function proveEntry(entry: Entry, options: ProveOptions = {}): Promise<Proof> {
  // Loaded late: it brings the MCP SDK.
  const { prove } = await import("./start/prove.ts");
  return prove(entry, { platform: currentPlatform(), timeoutMs: 60_000, ...options });
}
