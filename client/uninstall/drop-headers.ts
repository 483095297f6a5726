import { readdir, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Place } from "../documents/place.ts";
import { isStepOf } from "../history.ts";
import { headerFilesOf } from "../history/step.ts";
import { findHostFiles } from "../host-files.ts";
import { findHostFile, readHostFile, reasonOf } from "../host-file.ts";
import type { Platform } from "../platform.ts";
import { maxReceiptBytes, readReceipts } from "../receipt.ts";
import { userFolder } from "../user-folder.ts";

/**
 * Finds the header files that the kit wrote for an entry, as the receipt says. A file of the user's own in the same folder is none.
 *
 * @returns their absolute paths, e.g. `/home/me/.remote-mcp-kit/headers/my-worker`
 */
export async function madeHeaderFiles(
  name: string,
  place: Place,
  platform: Platform,
): Promise<string[]> {
  const path = await findHostFile(place.file);
  const receipts = await readReceipts(userFolder(platform));
  const steps = receipts.find((receipt) => receipt.file === path)?.steps ?? [];
  const { headerFiles = [] } = headerFilesOf(steps.filter((step) => isStepOf(step, name, place)));
  // Whatever a receipt says: nothing elsewhere can be of the kit's making.
  const folder = join(userFolder(platform), "headers");
  return headerFiles.filter((file) => resolve(file) === file && dirname(file) === folder);
}

/**
 * Removes header files that the kit wrote, with the secrets in them, unless a host's file names them, or a receipt that could bring such
 * an entry back.
 *
 * @returns in whole sentences which of them stay since nobody can know that
 */
export async function dropHeaders(files: readonly string[], platform: Platform): Promise<string[]> {
  if (files.length === 0) return [];
  const texts = await readAll(platform);
  const known = texts.filter((text) => text !== undefined);
  const free = files.filter((file) => !known.some((text) => isNamed(file, text)));
  const said = free.map(async (file) => {
    const why =
      known.length < texts.length
        ? "a host's file or a receipt that may name it cannot be read"
        : await rm(file, { force: true }).then(() => undefined, reasonOf);
    return why === undefined ? [] : [`The entry's headers stay in ${file}: ${why}.`];
  });
  return (await Promise.all(said)).flat();
}

/** All that may name a header file; undefined for what cannot be read. */
async function readAll(platform: Platform): Promise<(string | undefined)[]> {
  const receipts = join(userFolder(platform), "receipts");
  const names = await readdir(receipts).catch(() => []);
  const places = await findHostFiles({ platform }, await readReceipts(userFolder(platform)));
  const reads = [
    ...places.map(({ file }) => readHostFile(file)),
    ...names.map((name) => readHostFile(join(receipts, name), maxReceiptBytes)),
  ].map((read) =>
    read.then(
      ({ found }) => found?.bytes.toString("utf8") ?? "",
      () => undefined,
    ),
  );
  return await Promise.all(reads);
}

/** Whether a path stands in a text, as it is or as JSON writes it, and not as the start of a longer one. */
function isNamed(path: string, text: string): boolean {
  return [path, JSON.stringify(path).slice(1, -1)].some((word) =>
    text
      .split(word)
      .slice(1)
      .some((rest) => !/^[\w.-]/.test(rest)),
  );
}
