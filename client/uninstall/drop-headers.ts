import { readdir, realpath, rm } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { decodeHostFile, readEntries } from "../documents/edit-entry.ts";
import type { Place } from "../documents/place.ts";
import { isStepOf } from "../history.ts";
import { headerFilesOf } from "../history/step.ts";
import { findHostFiles } from "../host-files.ts";
import { findHostFile, readHostFile, reasonOf } from "../host-file.ts";
import { hostDefinition } from "../hosts/table.ts";
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
 * Removes header files that the kit wrote, with the secrets in them, unless a host's file or a receipt names one, or may.
 *
 * @returns in whole sentences which of them stay, and why
 */
export async function dropHeaders(files: readonly string[], platform: Platform): Promise<string[]> {
  if (files.length === 0) return [];
  const sources = await readSources(platform);
  const said = files.map(async (file) => {
    const why =
      (await whyItStays(file, sources)) ?? (await rm(file, { force: true }).catch(reasonOf));
    return why === undefined ? [] : [`The entry's headers stay in ${file}: ${why}.`];
  });
  return (await Promise.all(said)).flat();
}

/** Something that may name a header file. */
interface Source {
  file: string;
  /** What it says, and once more without the format's escapes. Nothing where it cannot be read. */
  text?: string;
  /** What the paths in it lead to, links followed. */
  paths: Set<string>;
}

async function whyItStays(file: string, sources: readonly Source[]): Promise<string | undefined> {
  const real = await realpath(file).catch(() => file);
  const naming = sources.find(({ text, paths }) => isNamed(file, text ?? "") || paths.has(real));
  if (naming) return `${naming.file} names it`;
  const unknown = sources.find(({ text }) => text === undefined);
  return unknown && `${unknown.file} may name it, and cannot be read`;
}

async function readSources(platform: Platform): Promise<Source[]> {
  const folder = join(userFolder(platform), "receipts");
  const receipts = (await readdir(folder).catch(() => [])).map((name) => join(folder, name));
  const places = await findHostFiles({ platform }, await readReceipts(userFolder(platform)));
  return await Promise.all([
    ...places.map(({ host, file }) => {
      const { format, container } = hostDefinition(host);
      const parse = (path: string, text: string) =>
        readEntries({ file: path, format, container }, text);
      return readSource(file, undefined, parse);
    }),
    ...receipts.map((file) =>
      readSource(file, maxReceiptBytes, (_, text): unknown => JSON.parse(text)),
    ),
  ]);
}

async function readSource(
  file: string,
  limit: number | undefined,
  parse: (path: string, text: string) => unknown,
): Promise<Source> {
  try {
    const { path, found } = await readHostFile(file, limit);
    if (!found) return { file, text: "", paths: new Set() };
    const text = decodeHostFile(path, found.bytes);
    const words = wordsOf(await parse(path, text));
    const ways = new Set(words.flatMap((word) => [word, ...word.split(/[\s"'=,]+/)]));
    const real = [...ways]
      .filter((way) => isAbsolute(way))
      .map((way) => realpath(way).catch(() => way));
    return { file, text: [text, ...words].join("\n"), paths: new Set(await Promise.all(real)) };
  } catch {
    return { file, paths: new Set() };
  }
}

function wordsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(wordsOf) : [];
}

/**
 * Whether a text has the end of a header file's path, and not as the start of a longer one. The home before it may be spelled in
 * many ways, also by a variable.
 */
function isNamed(file: string, text: string): boolean {
  const headers = dirname(file);
  const end = [basename(dirname(headers)), basename(headers), basename(file)].join("/");
  return text
    .replaceAll(/[\\/]+/g, "/")
    .toLowerCase()
    .split(end.toLowerCase())
    .slice(1)
    .some((rest) => !/^[\w.-]/.test(rest));
}
