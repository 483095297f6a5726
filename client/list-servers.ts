import { isDeepStrictEqual } from "node:util";
import { findHostFiles } from "./host-files.ts";
import type { HostPlaceOptions } from "./host-place.ts";
import { hostDefinition, type Host } from "./hosts/table.ts";
import { faultOf } from "./hosts/entry-shape.ts";
import type { ReadEntry } from "./hosts/host.ts";
import { isOwnEntry, isUnchangedEntry } from "./install/own-entry.ts";
import { KitError } from "./kit-error.ts";
import { currentPlatform, type Platform } from "./platform.ts";
import { readHostEntries } from "./read-host-entries.ts";
import { readReceipts, type Receipt } from "./receipt.ts";
import { readBridgeArguments } from "./sign-in/bridge-arguments.ts";
import { userFolder } from "./user-folder.ts";

/** A server in a host's configuration file. */
export interface ListedServer {
  host: Host;
  file: string;
  name: string;
  /** Where the server answers. Missing for one that the host starts and that is no bridge to a URL. */
  url?: string;
  /** `bridge` reaches its URL through mcp-remote, `remote` is called by the host itself, `local` is any other program. */
  kind: "bridge" | "remote" | "local";
  /** Whether the kit wrote it. */
  ours: boolean;
  /** Of one that the kit wrote: somebody has changed it since, so that `install` writes it anew with `force` only. */
  touched?: true;
  /** Whether the host was told to leave it alone. */
  disabled: boolean;
  /** What the host reads. */
  entry: ReadEntry;
}

/** An entry that its host cannot read. */
export interface UnreadableEntry {
  host: Host;
  file: string;
  name: string;
  /** What is wrong, as the end of a sentence about it: `has args that are no list of texts`. */
  fault: string;
}

export interface ServerList {
  servers: ListedServer[];
  /** Entries that are no servers, as they stand. */
  unreadable: UnreadableEntry[];
  /** Files that their hosts cannot read, each with the reason. */
  refused: KitError[];
  /** Receipts that cannot be used, and count as none, each in a whole sentence. */
  warnings: string[];
}

export interface ListServersOptions extends Pick<HostPlaceOptions, "file" | "platform"> {
  /** Default: every host; with a `file` `"claude-desktop"`. */
  host?: Host | undefined;
}

/**
 * Lists the servers in the configuration files of every host that has one here, and in files of other names that the kit has written.
 * Nothing is written, and no network is asked.
 *
 * @throws {KitError} HOST_UNSUPPORTED, USAGE for a host or a file that is none
 */
export async function listServers(options: ListServersOptions = {}): Promise<ServerList> {
  const { platform = currentPlatform() } = options;
  const warnings = new Set<string>();
  const receipts = await readReceipts(userFolder(platform), (warning) => warnings.add(warning));
  const list: ServerList = { servers: [], unreadable: [], refused: [], warnings: [...warnings] };
  for (const place of await findHostFiles({ ...options, platform }, receipts)) {
    try {
      const { servers, unreadable } = await readServers({ ...place, platform, receipts });
      list.servers.push(...servers);
      list.unreadable.push(...unreadable);
    } catch (error) {
      if (!(error instanceof KitError)) throw error;
      list.refused.push(error);
    }
  }
  return list;
}

async function readServers({
  host,
  file,
  platform,
  receipts,
}: {
  host: Host;
  file: string;
  platform: Platform;
  receipts: readonly Receipt[];
}): Promise<Pick<ServerList, "servers" | "unreadable">> {
  const { format, container, read } = hostDefinition(host);
  const { file: path, entries } = await readHostEntries({ file, format, container });
  const steps = receipts.find((receipt) => receipt.file === path)?.steps ?? [];
  const hasOwnShape = isOwnEntry(host, platform);
  const isUnchanged = isUnchangedEntry(host, platform);
  const unreadable: UnreadableEntry[] = [];
  const servers = Object.entries(entries).map(async ([name, value]) => {
    const entry = read(value);
    const fault = entry ? undefined : faultOf(value);
    if (fault !== undefined) unreadable.push({ host, file: path, name, fault });
    if (!entry) return [];
    const isReceived = steps.some(
      (step) => step.name === name && isDeepStrictEqual(step.value, value),
    );
    const disabled = entry.disabled ?? false;
    const ours = hasOwnShape(value) || isReceived;
    const touched = ours && !isReceived && !isUnchanged(value) && { touched: true as const };
    return [
      {
        host,
        file: path,
        name,
        ...(await whereTo(entry, platform)),
        ours,
        ...touched,
        disabled,
        entry,
      },
    ];
  });
  return { servers: (await Promise.all(servers)).flat(), unreadable };
}

async function whereTo(
  entry: ReadEntry,
  platform: Platform,
): Promise<Pick<ListedServer, "kind" | "url">> {
  if (entry.kind === "remote") return { kind: "remote", url: entry.url };
  try {
    const { url } = await readBridgeArguments(entry.entry, platform);
    return { kind: "bridge", url };
  } catch {
    return { kind: "local" }; // whatever it starts, it is no bridge to a URL
  }
}
