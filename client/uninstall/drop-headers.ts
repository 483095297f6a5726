import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { findHostFiles } from "../host-files.ts";
import { readHostFile, reasonOf } from "../host-file.ts";
import type { Place } from "../documents/place.ts";
import type { Platform } from "../platform.ts";
import { maxReceiptBytes, readReceipts } from "../receipt.ts";
import { userFolder } from "../user-folder.ts";

/**
 * Finds the header files of the kit's own that a host's file names, or an entry that the kit once wrote there.
 *
 * @returns their absolute paths, e.g. `/home/me/.remote-mcp-kit/headers/my-worker`
 */
export async function headerFilesOf(
  name: string,
  { file }: Place,
  platform: Platform,
): Promise<string[]> {
  const headers = join(userFolder(platform), "headers");
  const files = (await readdir(headers).catch(() => [])).map((each) => join(headers, each));
  if (files.length === 0) return [];
  const { path, found } = await readHostFile(file);
  const receipts = await readReceipts(userFolder(platform));
  const steps = receipts.find((receipt) => receipt.file === path)?.steps ?? [];
  const made = steps.filter((step) => step.name === name).map(({ value }) => value);
  const texts = [found?.bytes.toString("utf8") ?? "", JSON.stringify(made)];
  return files.filter((each) => texts.some((text) => isNamed(each, text)));
}

/**
 * Removes header files of the kit's own, with the secrets in them, unless a host's file names them, or a receipt that could bring such
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
