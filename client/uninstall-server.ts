import { hostPlace, type HostPlaceOptions } from "./host-place.ts";
import { warnOfRunningHost } from "./hosts/is-host-running.ts";
import { hostDefinition, type Host } from "./hosts/table.ts";
import { isOwnEntry } from "./install/own-entry.ts";
import { currentPlatform } from "./platform.ts";
import { removeEntry, type RemovedEntry } from "./remove-entry.ts";
import { checkServerName } from "./server-name.ts";
import { userFolder } from "./user-folder.ts";

export interface UninstallOptions extends HostPlaceOptions {
  /** Default `"claude-desktop"`. */
  host?: Host | undefined;
  /** Writes nothing at all. */
  dryRun?: boolean | undefined;
}

export interface Uninstalled extends RemovedEntry {
  host: Host;
  name: string;
}

/**
 * Takes a server out of a host's configuration file that the kit put there. If nobody else has written meanwhile, the file has the
 * bytes of before; a foreign entry of that name is left alone. The stored sign-in stays: `signOut` removes it.
 *
 * @throws {KitError} USAGE, HOST_UNSUPPORTED before any file is read
 * @throws {KitError} HOST_FILE_REFUSED when the file is not what its host can read; it is left as it was
 * @example const { how } = await uninstallServer("my-worker"); // "restored"
 */
export async function uninstallServer(
  name: string,
  options: UninstallOptions = {},
): Promise<Uninstalled> {
  const { host = "claude-desktop", platform = currentPlatform(), dryRun = false } = options;
  const { key = (same: string) => same } = hostDefinition(host);
  const removed = await removeEntry(hostPlace(host, { ...options, platform }), {
    name: key(checkServerName(name)),
    userFolder: userFolder(platform),
    isOurs: isOwnEntry(host, platform),
    dryRun,
  });
  // What is taken out while the host runs it may write again.
  const warnings = removed.changed ? await warnOfRunningHost(host, platform) : [];
  return { ...removed, warnings: [...removed.warnings, ...warnings], host, name };
}
