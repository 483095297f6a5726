import { hostPlace, type HostPlaceOptions } from "./host-place.ts";
import { warnOfRunningHost } from "./hosts/is-host-running.ts";
import type { ListProcesses } from "./hosts/list-processes.ts";
import { hostDefinition, type Host } from "./hosts/table.ts";
import { isOwnEntry, isTouchedEntry } from "./install/own-entry.ts";
import { currentPlatform } from "./platform.ts";
import { removeEntry, type RemovedEntry } from "./remove-entry.ts";
import { checkServerName } from "./server-name.ts";
import { dropHeaders, madeHeaderFiles } from "./uninstall/drop-headers.ts";
import { keptSignIn } from "./uninstall/kept-sign-in.ts";
import { userFolder } from "./user-folder.ts";

export interface UninstallOptions extends Pick<HostPlaceOptions, "file" | "platform"> {
  /** Default `"claude-desktop"`. */
  host?: Host | undefined;
  /** Writes nothing at all. */
  dryRun?: boolean | undefined;
  /** How the machine is asked for what runs. */
  processes?: ListProcesses | undefined;
}

export interface Uninstalled extends RemovedEntry {
  host: Host;
  name: string;
  /** The URL of the server whose stored sign-in stays, where there is one. */
  signInStays?: string;
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
  const own = key(checkServerName(name));
  // Whatever the file is called: only what the kit wrote is taken out of it.
  const place = hostPlace(host, { file: options.file, force: true, platform });
  const headers = await madeHeaderFiles(own, place, platform);
  const running = await warnOfRunningHost(host, platform, options.processes);
  const removed = await removeEntry(place, {
    name: own,
    userFolder: userFolder(platform),
    isOurs: isOwnEntry(host, platform),
    isTouched: isTouchedEntry(host),
    dryRun,
  });
  const isGone = removed.how !== "foreign" && removed.before !== undefined && !dryRun;
  const warnings = [
    ...(removed.changed ? running : []),
    ...removed.warnings,
    ...(isGone ? await dropHeaders(headers, platform) : []),
  ];
  const { before, changed } = removed;
  const signInStays =
    changed && before !== undefined && !dryRun
      ? await keptSignIn({ host, name: own, place, before }, platform)
      : undefined;
  return { ...removed, warnings, host, name, ...(signInStays !== undefined && { signInStays }) };
}
