import { constants, type Stats } from "node:fs";
import { lstat, open, realpath, type FileHandle } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { KitError } from "./kit-error.ts";

/** A host's configuration file as it was found at one moment. */
export interface HostFile {
  /** Where the bytes lie: absolute, links followed. */
  path: string;
  /** Nothing when the file is not there. */
  found?: { bytes: Buffer; stats: Stats };
}

/** Claude Desktop's file has a few kilobytes; what is larger is something else. */
const maxBytes = 1024 * 1024;

// Without O_NONBLOCK a FIFO would hold the open until somebody writes to it. Windows has neither flag.
const readFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

/** @throws {KitError} HOST_FILE_REFUSED when there is something, but no readable regular file of sensible size */
export async function readHostFile(file: string): Promise<HostFile> {
  const path = await findHostFile(file);
  const handle = await open(path, readFlags).catch((cause: unknown) => {
    if (isMissing(cause)) return undefined;
    throw unreadable(path, cause);
  });
  return handle ? { path, found: await readOpened(path, handle) } : { path };
}

/**
 * Finds where the bytes of a file lie, or would lie: absolute, links followed, so that a file has one path however it is named.
 *
 * @throws {KitError} HOST_FILE_REFUSED for a link to nothing, and where the way to the file cannot be gone
 */
export async function findHostFile(file: string): Promise<string> {
  const path = resolve(file);
  try {
    return await realpath(path);
  } catch (cause) {
    if (!isMissing(cause)) throw unreadable(path, cause);
    const stats = await lstat(path).catch(() => undefined);
    // Somebody has made it since.
    if (stats && !stats.isSymbolicLink()) return findHostFile(path);
    if (stats)
      throw refuseHostFile(path, "is a link to a file that is not there", {
        hint: "Create the file it points to, or remove the link.",
        cause,
      });
    return dirname(path) === path ? path : join(await findHostFile(dirname(path)), basename(path));
  }
}

/** Says what is wrong with a host's file, which stays as it was. */
export function refuseHostFile(
  where: string,
  what: string,
  options: { hint: string; cause?: unknown },
): KitError {
  return new KitError("HOST_FILE_REFUSED", `${where} ${what}.`, options);
}

/** The system's own words, e.g. `ENOSPC: no space left on device, write`. */
export function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

async function readOpened(path: string, handle: FileHandle) {
  try {
    const stats = await handle.stat();
    if (!stats.isFile())
      throw refuseHostFile(path, "is not a regular file", {
        hint: "Name the host's configuration file itself.",
      });
    if (stats.size > maxBytes)
      throw refuseHostFile(path, "is larger than 1 MB", {
        hint: "Name the host's configuration file: it has a few kilobytes.",
      });
    return { bytes: await handle.readFile(), stats };
  } finally {
    await handle.close();
  }
}

function unreadable(path: string, cause: unknown): KitError {
  return refuseHostFile(path, `cannot be read: ${reasonOf(cause)}`, {
    hint: "Make the file readable for the user who runs the host.",
    cause,
  });
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
