import { parseServerUrl } from "./server-url.ts";
import type { ServerProbe } from "./probe/server-probe.ts";
import type { Fetch } from "./probe/guarded-fetch.ts";

export interface ProbeOptions {
  /** Sent with each request to the server's own origin, e.g. `{ Authorization: "Bearer …" }`. */
  headers?: Record<string, string>;
  /** For the whole probe. Default: 10 000. */
  timeoutMs?: number;
  /** Ends the probe early. */
  signal?: AbortSignal;
  /** Default: the global `fetch`. */
  fetch?: Fetch;
}

/**
 * Asks a URL what it is: an MCP server that anybody may use, one that wants a sign-in or a header, the wrong path of one, or
 * something else. What a hostile server can do to the probe is limited in time, size and places.
 *
 * @throws {KitError} URL_INVALID when the URL is not https or loopback http, or holds a secret
 * @throws the signal's reason when it is aborted
 * @example
 * const probe = await probeServer("https://my-worker.example.workers.dev/mcp");
 * if (probe.kind === "wrong-path") console.error(`It answers at ${probe.right}.`);
 */
export async function probeServer(url: string, options: ProbeOptions = {}): Promise<ServerProbe> {
  const target = parseServerUrl(url, { allowRoot: true });
  // Loaded late: it brings the MCP SDK.
  const { probe } = await import("./probe/probe.ts");
  return probe(target, options);
}
