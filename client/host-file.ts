import { constants, type Stats } from "node:fs";
import { lstat, open, realpath, type FileHandle } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { KitError } from "./kit-error.ts";

/** A host's configuration file as it was found at one moment. */
export interface HostFile {
  /** Where the bytes lie: absolute, links followed. */
  path: string;
  /** How many bytes it may have. */
  limit: number;
  /** Nothing when the file is not there. */
  found?: { bytes: Buffer; stats: Stats };
}

/** A configuration has a few kilobytes; what is larger than this is something else. */
const usualBytes = 1024 * 1024;

/** Claude Code keeps its projects, and what was typed in them, in the file that names its servers. */
const largeFiles: Readonly<Record<string, number>> = { ".claude.json": 16 * 1024 * 1024 };

export const largestBytes = Math.max(usualBytes, ...Object.values(largeFiles));

// Without O_NONBLOCK a FIFO would hold the open until somebody writes to it. Windows has neither flag.
const readFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

/** How many bytes a host's file of that name may have. */
export function limitOf(file: string): number {
  return largeFiles[basename(file)] ?? usualBytes;
}

/**
 * @param limit how many bytes the file may have
 * @throws {KitError} HOST_FILE_REFUSED when there is something, but no readable regular file of sensible size
 */
export async function readHostFile(file: string, limit = limitOf(file)): Promise<HostFile> {
  const path = await findHostFile(file);
  const handle = await open(path, readFlags).catch((cause: unknown) => {
    if (isMissing(cause)) return undefined;
    throw unreadable(path, cause);
  });
  return handle ? { path, limit, found: await readOpened(path, handle, limit) } : { path, limit };
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

/** @throws {KitError} HOST_FILE_REFUSED when a text has more bytes than the file may have */
export function checkSize({ path, limit }: HostFile, text: string): void {
  if (Buffer.byteLength(text) <= limit) return;
  throw refuseHostFile(path, `would be larger than ${megabytes(limit)} with this change`, {
    hint: "Take out of it what is not needed any more, and run the command again. It was left as it is.",
  });
}

function megabytes(bytes: number): string {
  return `${bytes / 1024 / 1024} MB`;
}

async function readOpened(path: string, handle: FileHandle, limit: number) {
  try {
    const stats = await handle.stat();
    if (!stats.isFile())
      throw refuseHostFile(path, "is not a regular file", {
        hint: "Name the host's configuration file itself.",
      });
    if (stats.size > limit)
      throw refuseHostFile(path, `is larger than ${megabytes(limit)}`, {
        hint: Object.hasOwn(largeFiles, basename(path))
          ? "Remove old projects from it, or add the server in the host itself."
          : "Name the host's configuration file: it has a few kilobytes.",
      });
    return { bytes: await handle.readFile(), stats };
  } finally {
    await handle.close();
  }
}

const hints: Readonly<Record<string, string>> = {
  ELOOP: "Links lead to each other here: remove one of them, or let it point to the file.",
  ENOTDIR: "A part of the way to it is a file: name the host's configuration file itself.",
  ENAMETOOLONG: "Name the host's configuration file itself.",
};

function unreadable(path: string, cause: unknown): KitError {
  return refuseHostFile(path, `cannot be read: ${reasonOf(cause)}`, {
    hint: hints[codeOf(cause) ?? ""] ?? "Make the file readable for the user who runs the host.",
    cause,
  });
}

export function isMissing(error: unknown): boolean {
  return codeOf(error) === "ENOENT";
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}
