import { mkdir, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { readHostFile, reasonOf, refuseHostFile, type HostFile } from "./host-file.ts";
import { KitError } from "./kit-error.ts";

/** A configuration file may hold other servers' secrets. */
const newFileMode = 0o600;
const newFolderMode = 0o700;

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
  try {
    await mkdir(folder, { recursive: true, mode: newFolderMode });
    await writeWhole(temporary, text, file.found?.stats.mode ?? newFileMode);
    await checkUnchanged(file);
    await rename(temporary, file.path);
    await syncFolder(folder);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    if (cause instanceof KitError) throw cause;
    throw refuseHostFile(file.path, `could not be written: ${reasonOf(cause)}`, {
      hint: "See that the folder can be written to and the disk has room, and run the command again.",
      cause,
    });
  }
}

/** Renaming asks for rights on the folder only, so the file's own have to be looked at here. */
function checkReplaceable({ path, found }: HostFile): void {
  if (!found) return;
  if ((found.stats.mode & 0o222) === 0)
    throw refuseHostFile(path, "is read-only", {
      hint: "If it is yours to change, make it writable and run the command again.",
    });
  const user = process.getuid?.();
  if (user !== undefined && user !== found.stats.uid)
    throw refuseHostFile(path, "belongs to another user", {
      hint: "Run the command as the user who runs the host, without sudo.",
    });
}

async function writeWhole(path: string, text: string, mode: number): Promise<void> {
  // "wx" never follows or opens what somebody put there before.
  const handle = await open(path, "wx", newFileMode);
  try {
    await handle.writeFile(text);
    await handle.chmod(mode & 0o7777);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Hosts rewrite their file from memory, at launch, at sign-in and while they run. */
async function checkUnchanged(before: HostFile): Promise<void> {
  const now = await readHostFile(before.path);
  const unchanged =
    before.path === now.path &&
    (before.found && now.found
      ? before.found.bytes.equals(now.found.bytes)
      : before.found === now.found);
  if (unchanged) return;
  throw refuseHostFile(before.path, "was changed by another program meanwhile", {
    hint: "Quit the host, and run the command again.",
  });
}

/** Makes the rename itself outlast a power cut. Windows cannot open a folder, and some file systems cannot sync one. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close().catch(() => undefined);
}
