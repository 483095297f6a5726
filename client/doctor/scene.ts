import type { DiagnoseOptions } from "../diagnose.ts";
import { findHostFile } from "../host-file.ts";
import { findHostFiles } from "../host-files.ts";
import type { Host } from "../hosts/table.ts";
import { KitError } from "../kit-error.ts";
import { listServers, type ListedServer, type UnreadableEntry } from "../list-servers.ts";
import { currentPlatform, type Platform } from "../platform.ts";
import type { ServerProbe } from "../probe/server-probe.ts";
import { quote } from "../quote.ts";
import { readReceipts, type Receipt } from "../receipt.ts";
import { userFolder } from "../user-folder.ts";
import { shownName } from "./shown-name.ts";

/** What the checks look at: read once, and nothing of it written. */
export interface Scene {
  platform: Platform;
  /** The hosts' files that are there. */
  files: readonly { host: Host; file: string; refused?: KitError }[];
  servers: readonly ListedServer[];
  unreadable: readonly UnreadableEntry[];
  /** Of the hosts and files that are looked at. */
  receipts: readonly Receipt[];
  /** Those that cannot be used, whatever they are of, each with a sentence that says so. */
  unusable: readonly { receipt: string; warning: string }[];
  /** Whether the user has named the one server that is looked at: then `--fix` may change it, whoever wrote it. */
  named: boolean;
  options: DiagnoseOptions;
  memory: Memory;
}

/** What outlasts one look at the scene. */
export interface Memory {
  /** Files that were written in this run. */
  written: Set<string>;
  /** A server is asked once. */
  probes: Map<string, Promise<ServerProbe>>;
}

/**
 * Reads what there is to look at.
 *
 * @throws {KitError} USAGE when the user names a server that is neither in a file nor in a receipt
 */
export async function openScene(options: DiagnoseOptions, memory: Memory): Promise<Scene> {
  const { platform = currentPlatform(), name } = options;
  const files: Scene["files"][number][] = [];
  const servers: ListedServer[] = [];
  const unreadable: UnreadableEntry[] = [];
  const unusable: { receipt: string; warning: string }[] = [];
  const allReceipts = await readReceipts(userFolder(platform), (warning, receipt) =>
    unusable.push({ receipt, warning }),
  );
  for (const { host, file } of await findHostFiles({ ...options, platform }, allReceipts)) {
    if (files.some((each) => each.file === file)) continue;
    const list = await listServers({ host, file, platform });
    const [refused] = list.refused;
    const path = await findHostFile(file).catch(() => file);
    files.push({ host, file: path, ...(refused && { refused }) });
    servers.push(...list.servers);
    unreadable.push(...list.unreadable);
  }
  const receipts = allReceipts.filter(({ file, steps }) =>
    options.file === undefined
      ? steps.some(({ host }) => options.host === undefined || host === options.host)
      : files.some((each) => each.file === file),
  );
  const scene = { platform, files, servers, unreadable, receipts, unusable, options, memory };
  return name === undefined ? { ...scene, named: false } : onlyNamed(scene, name);
}

function onlyNamed(scene: Omit<Scene, "named">, name: string): Scene {
  const servers = scene.servers.filter((server) => server.name === name);
  const unreadable = scene.unreadable.filter((entry) => entry.name === name);
  const receipts = scene.receipts.flatMap(({ steps, ...receipt }) => {
    const own = steps.filter((step) => step.name === name);
    return own.length > 0 ? [{ ...receipt, steps: own }] : [];
  });
  const found = new Set([...servers, ...unreadable, ...receipts].map(({ file }) => file));
  // A file that cannot be read may hold it, if no other does.
  const files = scene.files.filter(({ file, refused }) =>
    found.size > 0 ? found.has(file) : refused !== undefined,
  );
  if (found.size > 0 || files.length > 0)
    return { ...scene, files, servers, unreadable, receipts, named: true };
  const known = [...new Set(scene.servers.map((server) => server.name))];
  throw new KitError("USAGE", `There is no server ${quote(name)} in any host's file.`, {
    hint:
      known.length > 0
        ? `There are ${known.slice(0, 20).map(shownName).join(", ")}.`
        : "Install it first: mcp-kit install <url>.",
  });
}

/** Whether `--fix` may change an entry: one of the kit's own, or one that the user names. */
export function mayChange({ named }: Scene, { ours }: Pick<ListedServer, "ours">): boolean {
  return ours || named;
}
