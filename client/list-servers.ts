import { isDeepStrictEqual } from "node:util";
import { hostConfigFiles } from "./host-config-file.ts";
import { hostPlace, type HostPlaceOptions } from "./host-place.ts";
import { hostDefinition, hosts, isHost, type Host } from "./hosts/table.ts";
import type { ReadEntry } from "./hosts/host.ts";
import { isOwnEntry } from "./install/own-entry.ts";
import { KitError } from "./kit-error.ts";
import { currentPlatform, type Platform } from "./platform.ts";

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
  /** Whether the host was told to leave it alone. */
  disabled: boolean;
  /** What the host reads. */
  entry: ReadEntry;
}

export interface ServerList {
  servers: ListedServer[];
  /** Files that their hosts cannot read, each with the reason. */
  refused: KitError[];
}

export interface ListServersOptions extends Pick<HostPlaceOptions, "file" | "platform"> {
  /** Default: every host. */
  host?: Host | undefined;
}

/**
 * Lists the servers in the configuration files of every host that has one here. Nothing is written, and no network is asked.
 *
 * @throws {KitError} HOST_UNSUPPORTED, USAGE for a host or a file that is none
 */
export async function listServers(options: ListServersOptions = {}): Promise<ServerList> {
  const { host, platform = currentPlatform() } = options;
  const list: ServerList = { servers: [], refused: [] };
  for (const each of host === undefined ? Object.keys(hosts).filter(isHost) : [host]) {
    for (const file of filesOf(each, { ...options, platform })) {
      try {
        list.servers.push(...(await readServers(each, file, platform)));
      } catch (error) {
        if (!(error instanceof KitError)) throw error;
        list.refused.push(error);
      }
    }
  }
  return list;
}

function filesOf(
  host: Host,
  { file, platform }: { file?: string | undefined; platform: Platform },
) {
  if (file !== undefined) return [hostPlace(host, { file, platform, force: true }).file];
  return hostConfigFiles(host, platform).flatMap((each) => (each.exists ? [each.file] : []));
}

async function readServers(host: Host, file: string, platform: Platform): Promise<ListedServer[]> {
  const { readHostFile } = await import("./host-file.ts");
  const { decodeHostFile, readEntries } = await import("./documents/edit-entry.ts");
  const { readBridgeArguments } = await import("./sign-in/bridge-arguments.ts");
  const { readHistory } = await import("./receipt.ts");
  const { userFolder } = await import("./user-folder.ts");
  const { format, container, read } = hostDefinition(host);
  const place = { file, format, container };
  const hostFile = await readHostFile(file);
  const text = hostFile.found ? decodeHostFile(hostFile.path, hostFile.found.bytes) : "";
  const { steps } = (await readHistory(userFolder(platform), hostFile)) ?? { steps: [] };
  const isOwn = isOwnEntry(host, platform);
  const servers: ListedServer[] = [];
  for (const [name, value] of Object.entries(await readEntries(place, text))) {
    const entry = read(value);
    if (!entry) continue;
    const url =
      entry.kind === "remote"
        ? entry.url
        : await readBridgeArguments(entry.entry, platform).then(
            (bridge) => bridge.url,
            () => undefined,
          );
    servers.push({
      host,
      file: hostFile.path,
      name,
      ...(url !== undefined && { url }),
      kind: entry.kind === "remote" ? "remote" : url === undefined ? "local" : "bridge",
      ours:
        isOwn(value) ||
        steps.some((step) => step.name === name && isDeepStrictEqual(step.value, value)),
      disabled: entry.disabled ?? false,
      entry,
    });
  }
  return servers;
}
