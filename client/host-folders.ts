import { mkdir, rmdir } from "node:fs/promises";
import { dirname } from "node:path";
import { reasonOf, refuseHostFile } from "./host-file.ts";

/**
 * Makes the folders that a file needs, for the user alone, and gives those that it had to make, outermost first.
 *
 * @throws {KitError} HOST_FILE_REFUSED when they cannot be made
 */
export async function makeFolders(path: string): Promise<string[]> {
  try {
    const first = await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    if (first === undefined) return [];
    const made = [dirname(path)];
    while (made[0] && made[0].length > first.length) made.unshift(dirname(made[0]));
    return made;
  } catch (cause) {
    throw refuseHostFile(path, `could not be written: ${reasonOf(cause)}`, {
      hint: "See that its folder can be made, and run the command again.",
      cause,
    });
  }
}

/** Removes those in which nobody has put anything. */
export async function removeFolders(folders: string[]): Promise<void> {
  for (const folder of folders.toReversed()) await rmdir(folder).catch(() => undefined);
}
