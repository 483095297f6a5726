import { lstat, rm } from "node:fs/promises";
import { join } from "node:path";
import { writeHeaderFile } from "../header-file.ts";
import type { Header } from "../headers.ts";
import type { Platform } from "../platform.ts";
import { userFolder } from "../user-folder.ts";

/**
 * Writes an entry's headers into a file of the kit's own, and the entry with it. A file that is there already may be another
 * host's, and stays; one whose entry could not be written goes again.
 *
 * @param use is given the file's absolute path, e.g. `/home/me/.remote-mcp-kit/headers/my-worker`
 * @throws {KitError} HEADER_REFUSED, without a word of the value, when a header is malformed or the file cannot be written
 */
export async function keepHeaders(
  name: string,
  headers: Header[],
  platform: Platform,
  use: (file: string) => Promise<void>,
): Promise<void> {
  const folder = userFolder(platform);
  const own = await freeName(join(folder, "headers"), name);
  const file = await writeHeaderFile({ userFolder: folder, name: own, headers });
  try {
    await use(file);
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
}

async function freeName(folder: string, name: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const own = number === 1 ? name : `${name.slice(0, 56)}-${number}`;
    const isFree = await lstat(join(folder, own)).then(
      () => false,
      () => true,
    );
    if (isFree) return own;
  }
}
