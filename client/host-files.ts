import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { findHostFile } from "./host-file.ts";
import { hostConfigFiles } from "./host-config-file.ts";
import { hostPlace } from "./host-place.ts";
import { hosts, isHost, type Host } from "./hosts/table.ts";
import type { Platform } from "./platform.ts";
import type { Receipt } from "./receipt.ts";

/** A file in which a host keeps servers. */
export interface HostFilePlace {
  host: Host;
  file: string;
}

export interface HostFilesOptions {
  /** Default: every host; with a `file` `"claude-desktop"`. */
  host?: Host | undefined;
  /** The only file, named outright. */
  file?: string | undefined;
  platform: Platform;
}

/**
 * Finds the files that there are to look at: those where hosts have them, and those of other names that the kit has written. One that
 * cannot be read is among them, so that nobody takes it for one that is not there.
 *
 * @throws {KitError} HOST_UNSUPPORTED, USAGE for a host or a file that is none
 */
export async function findHostFiles(
  { host, file, platform }: HostFilesOptions,
  receipts: readonly Receipt[],
): Promise<HostFilePlace[]> {
  if (file !== undefined) {
    const named = host ?? "claude-desktop";
    return [{ host: named, file: hostPlace(named, { file, platform, force: true }).file }];
  }
  const asked = host === undefined ? Object.keys(hosts).filter(isHost) : [host];
  const usual = asked.flatMap((each) =>
    hostConfigFiles(each, platform).map(async ({ file: path, exists }) =>
      exists || (await isWayBarred(path)) ? [{ host: each, file: path }] : [],
    ),
  );
  const found = (await Promise.all(usual)).flat();
  const known = new Set(await Promise.all(found.map((each) => pathOf(each.file))));
  const others = (await Promise.all(receipts.map((receipt) => elsewhere(receipt, host)))).flat();
  return [...found, ...others.filter((each) => !known.has(each.file))];
}

/** A file that the kit has written, by whatever name. */
async function elsewhere(
  { file, steps }: Receipt,
  asked: Host | undefined,
): Promise<HostFilePlace[]> {
  const host = steps.map((step) => step.host).find((each) => isHost(each));
  if (host === undefined || (asked !== undefined && asked !== host)) return [];
  // Where the folder is gone the host is gone.
  const isThere = existsSync(dirname(file)) && (existsSync(file) || (await isWayBarred(file)));
  return isThere ? [{ host, file }] : [];
}

/** Where its bytes lie, links followed. */
function pathOf(file: string): Promise<string> {
  return findHostFile(file).catch(() => file);
}

/** Whether a file that is not there cannot be made there either, e.g. since the name is a link to nothing. */
function isWayBarred(file: string): Promise<boolean> {
  return findHostFile(file).then(
    () => false,
    () => true,
  );
}
