import type { DiagnoseOptions } from "../diagnose.ts";
import type { Entry } from "../entry.ts";
import { entryHeaders } from "../entry-headers.ts";
import { probeServer, type ProbeOptions } from "../probe-server.ts";
import type { ServerProbe } from "../probe/server-probe.ts";
import { mask } from "../server-url.ts";
import { usableUrl } from "./mend-command.ts";
import type { BridgedServer } from "./mcp-remote-of.ts";
import type { Scene } from "./scene.ts";

/** A server as its entry leads to it; without `entry` its host calls it by itself. */
export type AskedServer = Pick<BridgedServer, "server" | "url"> & { entry?: Entry };

/**
 * Asks an entry's server what it is, with the headers of the entry's mcp-remote, and once in a run.
 *
 * @returns nothing for a URL that the kit would not ask: it is no https or loopback http, or holds a secret
 */
export async function askServer(
  { url, entry }: AskedServer,
  { platform, options, memory }: Scene,
): Promise<ServerProbe | undefined> {
  const headers = entry ? await entryHeaders(entry, platform) : {};
  if (usableUrl(url) === undefined) return undefined;
  const key = JSON.stringify([url, headers]);
  const asked = memory.probes.get(key) ?? ask(url, headers, options);
  memory.probes.set(key, asked);
  return asked;
}

function ask(url: string, headers: Record<string, string>, options: DiagnoseOptions) {
  options.onProgress?.(`Asking ${mask(url)}`);
  return probeServer(url, { headers, ...limitsOf(options) });
}

export function limitsOf({ fetch, signal, timeoutMs }: DiagnoseOptions): ProbeOptions {
  return {
    ...(fetch && { fetch }),
    ...(signal && { signal }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  };
}
