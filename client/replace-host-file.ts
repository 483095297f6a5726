import { lstat, mkdir, open, readdir, rename, rm, type FileHandle } from "node:fs/promises";
import type { Stats } from "node:fs";
import { basename, dirname, join } from "node:path";
import { readHostFile, reasonOf, refuseHostFile, type HostFile } from "./host-file.ts";
import { KitError } from "./kit-error.ts";

/** A configuration file may hold other servers' secrets. */
const newFileMode = 0o600;
const newFolderMode = 0o700;

/** The file is not any more what the new text was made from. It holds what another program wrote, and a new try may do. */
export class ChangedMeanwhile extends KitError {
  constructor(path: string, when = "meanwhile") {
    super("HOST_FILE_REFUSED", `${path} was changed by another program ${when}.`, {
      hint: "Quit the host, and run the command again.",
    });
  }
}

/**
 * Replaces the file as a whole or not at all: a new one is written beside it, and takes its place in one step.
 *
 * @param file what the new text was made from; nothing is written if the file holds something else by now
 * @throws {KitError} HOST_FILE_REFUSED when it may not be replaced, was changed meanwhile, or cannot be written
 */
export async function replaceHostFile(file: HostFile, text: string): Promise<void> {
  checkReplaceable(file);
  const folder = dirname(file.path);
  const temporary = join(folder, `.${basename(file.path)}.${crypto.randomUUID()}.mcp-kit.tmp`);
  await asRefusal(file, async () => {
    await mkdir(folder, { recursive: true, mode: newFolderMode });
    // "wx" never follows or opens what somebody put there before, and such a thing is not ours to remove either.
    const handle = await open(temporary, "wx", newFileMode);
    try {
      await writeWhole(handle, text, file.found?.stats);
      await checkUnchanged(file);
      await rename(temporary, file.path);
    } catch (cause) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw cause;
    }
    await syncFolder(folder);
  });
}

/** Removes the file, unless it holds something else than what was found. */
export async function removeHostFile(file: HostFile): Promise<void> {
  checkReplaceable(file);
  await asRefusal(file, async () => {
    await checkUnchanged(file);
    await rm(file.path, { force: true });
    await syncFolder(dirname(file.path));
  });
}

/**
 * Removes what a run of this kit that was killed left beside the file. To be called under the file's lock: then no other run is
 * in the midst of writing.
 */
export async function removeLeftovers(path: string): Promise<void> {
  const [start, end] = [`.${basename(path)}.`, ".mcp-kit.tmp"];
  const names = await readdir(dirname(path)).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(start) || !name.endsWith(end)) continue;
    if (!/^[\da-f-]{36}$/.test(name.slice(start.length, -end.length))) continue;
    const leftover = join(dirname(path), name);
    const stats = await lstat(leftover).catch(() => undefined);
    if (stats?.isFile() && isOurs(stats))
      await rm(leftover, { force: true }).catch(() => undefined);
  }
}

/**
 * Renaming asks for rights on the folder only, so the file's own have to be looked at here.
 *
 * @throws {KitError} HOST_FILE_REFUSED when the file is read-only or somebody else's
 */
export function checkReplaceable({ path, found }: HostFile): void {
  if (!found) return;
  if ((found.stats.mode & 0o222) === 0)
    throw refuseHostFile(path, "is read-only", {
      hint: "If it is yours to change, make it writable and run the command again.",
    });
  if (!isOurs(found.stats))
    throw refuseHostFile(path, "belongs to another user", {
      hint: "Run the command as the user who runs the host, without sudo.",
    });
}

function isOurs({ uid }: Stats): boolean {
  const user = process.getuid?.();
  return user === undefined || user === uid;
}

async function asRefusal(file: HostFile, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    if (cause instanceof KitError) throw cause;
    throw refuseHostFile(file.path, `could not be written: ${reasonOf(cause)}`, {
      hint: "See that the folder can be written to and the disk has room, and run the command again.",
      cause,
    });
  }
}

async function writeWhole(handle: FileHandle, text: string, old?: Stats): Promise<void> {
  try {
    await handle.writeFile(text);
    await handle.chmod(await modeFor(handle, old));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The old file's mode; without the rights of its group where the new file cannot be given to that group. */
async function modeFor(handle: FileHandle, old?: Stats): Promise<number> {
  if (!old) return newFileMode;
  const mode = old.mode & 0o7777;
  if (process.getuid === undefined || (await handle.stat()).gid === old.gid) return mode;
  const given = await handle.chown(old.uid, old.gid).then(
    () => true,
    () => false,
  );
  return given ? mode : mode & ~0o070;
}

/**
 * Hosts rewrite their file from memory, at launch, at sign-in and while they run.
 *
 * @throws {ChangedMeanwhile} when the file holds something else than what was found
 */
export async function checkUnchanged(before: HostFile): Promise<void> {
  const now = await readHostFile(before.path, before.limit);
  const unchanged =
    before.path === now.path &&
    (before.found && now.found
      ? before.found.bytes.equals(now.found.bytes)
      : before.found === now.found);
  if (!unchanged) throw new ChangedMeanwhile(before.path);
}

/** Makes the rename itself outlast a power cut. Windows cannot open a folder, and some file systems cannot sync one. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close().catch(() => undefined);
}
