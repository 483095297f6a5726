import { open, readFile, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isMissing, reasonOf, refuseHostFile } from "./host-file.ts";
import { readRegularFile } from "./read-regular-file.ts";

export interface FileLockOptions {
  /** How long to wait for other owners. Default: 20 seconds, within which a hundred of them have written. */
  waitMs?: number;
  /** Ends the wait. */
  signal?: AbortSignal | undefined;
}

/** Whose lock it is. */
interface Owner {
  pid: number;
  /** When the process started, by the system's own clock; a number is soon somebody else's. Linux only. */
  start?: string;
  /** Folders are shared between machines, and process numbers are not. */
  machine: string;
}

/** No owner takes a tenth of that. */
const staleMs = 60_000;
/** A lock without an owner is one that is about to be filled, or whose maker was killed or had no disk left. */
const staleEmptyMs = 5_000;

/**
 * Keeps all others of this kit away from a file until it is disposed of. A lock whose owner has ended is broken.
 *
 * The lock lies beside the file: all who write the file meet there, whatever home they run under, and its folder must be
 * writable for the file to be replaced anyway.
 *
 * @param path where the bytes of the file lie, links followed; its folder is there
 * @throws {KitError} HOST_FILE_REFUSED when somebody holds it for longer than the wait, or no lock can be made
 * @throws the signal's reason when it is aborted
 */
export async function lockFile(
  path: string,
  { waitMs = 20_000, signal }: FileLockOptions = {},
): Promise<AsyncDisposable> {
  const lock = join(dirname(path), `.${basename(path)}.mcp-kit.lock`);
  const until = performance.now() + waitMs;
  while (!(await acquire(path, lock))) {
    signal?.throwIfAborted();
    await breakStale(lock).catch((cause: unknown) => {
      throw cannotLock(path, cause);
    });
    if (performance.now() > until) throw await heldTooLong(path, lock);
    await sleep(5 + Math.random() * 20); // so that those who wait do not all come back at once
  }
  return { [Symbol.asyncDispose]: () => rm(lock, { force: true }) };
}

async function acquire(path: string, lock: string): Promise<boolean> {
  const handle = await open(lock, "wx", 0o600).catch((cause: unknown) => {
    if (cause instanceof Error && "code" in cause && cause.code === "EEXIST") return undefined;
    throw cannotLock(path, cause);
  });
  if (!handle) return false;
  try {
    const start = await startOf(process.pid);
    const owner: Owner = { pid: process.pid, ...(start && { start }), machine: hostname() };
    await handle.writeFile(JSON.stringify(owner));
    return true;
  } catch (cause) {
    await rm(lock, { force: true });
    throw cannotLock(path, cause);
  } finally {
    await handle.close();
  }
}

/** Removes a lock whose owner has ended. A lock of its own sees to it that nobody removes the next owner's. */
async function breakStale(lock: string): Promise<void> {
  if (!(await isStale(lock))) return;
  const guard = `${lock}.break`;
  const handle = await open(guard, "wx", 0o600).catch(() => undefined);
  if (!handle) {
    const ageMs = await ageOf(guard);
    if (ageMs !== undefined && ageMs > staleEmptyMs) await rm(guard, { force: true });
    return;
  }
  try {
    if (await isStale(lock)) await rm(lock, { force: true });
  } finally {
    await handle.close();
    await rm(guard, { force: true });
  }
}

async function isStale(lock: string): Promise<boolean> {
  const ageMs = await ageOf(lock);
  if (ageMs === undefined) return false;
  const owner = await readOwner(lock);
  if (!owner) return ageMs > staleEmptyMs;
  if (owner.machine !== hostname()) return ageMs > staleMs;
  if (!isRunning(owner.pid)) return true;
  return owner.start === undefined ? ageMs > staleMs : owner.start !== (await startOf(owner.pid));
}

async function readOwner(lock: string): Promise<Owner | undefined> {
  try {
    const owner: Partial<Owner> | null = JSON.parse(String(await readRegularFile(lock)));
    const { pid, start, machine } = owner ?? {};
    if (typeof pid !== "number" || pid <= 0 || typeof machine !== "string") return undefined;
    return { pid, machine, ...(typeof start === "string" && { start }) };
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Field 22 of proc(5)'s `stat`; the second one, in brackets, may hold spaces. */
async function startOf(pid: number): Promise<string | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return text.slice(text.lastIndexOf(")") + 2).split(" ")[19];
}

/** Nothing when it is not there. */
async function ageOf(path: string): Promise<number | undefined> {
  const stats = await stat(path).catch(() => undefined);
  return stats && Date.now() - stats.mtimeMs;
}

function cannotLock(path: string, cause: unknown) {
  return refuseHostFile(path, `could not be written: ${reasonOf(cause)}`, {
    hint: isMissing(cause)
      ? "Its folder has gone meanwhile: run the command again."
      : "See that the folder can be written to and the disk has room, and run the command again.",
    cause,
  });
}

async function heldTooLong(path: string, lock: string) {
  const owner = await readOwner(lock);
  return refuseHostFile(path, `is being changed by process ${owner?.pid ?? "unknown"}`, {
    hint: `Wait for it to end and run the command again. If there is no such process, remove ${lock}.`,
  });
}
