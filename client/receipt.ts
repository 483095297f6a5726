import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isRecord } from "./documents/entry-document.ts";
import type { Format } from "./documents/place.ts";
import type { Splice } from "./documents/splice.ts";
import { readHostFile, type HostFile } from "./host-file.ts";
import { removeHostFile, removeLeftovers, replaceHostFile } from "./replace-host-file.ts";

/** One change that the kit made to a host's file. */
export interface Step {
  id: string;
  /** For whom, e.g. `claude-desktop`. */
  host: string;
  name: string;
  /** What the entry was given. */
  value: unknown;
  /** What it held before, if it was there and JSON can say it. */
  replaced?: unknown;
  /** When, e.g. `2026-11-25T10:00:00.000Z`. */
  date: string;
  format: Format;
  container: readonly string[];
  list?: boolean;
  /** SHA-256 of the file's bytes; null when there was no file. */
  before: string | null;
  after: string;
  /** How the text after came from the text before. */
  splices: Splice[];
}

/** What the kit did to one file, oldest first, and has not undone. */
export interface History {
  steps: Step[];
  /** Folders that were made for the file, outermost first. */
  folders: string[];
}

export interface Receipt extends History {
  /** Where the bytes of the host's file lie. */
  file: string;
}

/** What a receipt file holds. */
interface Stored extends Receipt {
  version: 1;
  /** What holds instead once the host's file has this hash: a receipt is written before the file is. */
  next?: History & { sha256: string | null };
}

/** Gives the hash by which a receipt knows a file's content; null for no file. */
export function hashOf(content: Buffer | string | undefined): string | null {
  return content === undefined ? null : createHash("sha256").update(content).digest("hex");
}

/**
 * Reads what the kit did to a file.
 *
 * @param userFolder the kit's own folder, e.g. `/home/me/.remote-mcp-kit`
 * @returns nothing when the receipt is there and cannot be understood
 * @throws {KitError} HOST_FILE_REFUSED when the receipt is there and cannot be read
 */
export async function readHistory(
  userFolder: string,
  { path, found }: HostFile,
): Promise<History | undefined> {
  const stored = await readStored(receiptFile(userFolder, path));
  if (stored === null) return { steps: [], folders: [] };
  return stored && settle(stored, hashOf(found?.bytes));
}

/** Reads all receipts, in no order, as they are with the files that they are for. One that cannot be understood is left out. */
export async function readReceipts(userFolder: string): Promise<Receipt[]> {
  const folder = join(userFolder, "receipts");
  const names = await readdir(folder).catch(() => []);
  const read = names
    .filter((name) => /^[\da-f]{32}\.json$/.test(name))
    .map(async (name) => {
      const stored = await readStored(join(folder, name));
      if (!stored) return [];
      const { found } = await readHostFile(stored.file).catch(() => ({ found: undefined }));
      return [{ file: stored.file, ...settle(stored, hashOf(found?.bytes)) }];
    });
  return (await Promise.all(read)).flat().filter(({ steps }) => steps.length > 0);
}

/**
 * Writes down what is about to happen to a file, durably, so that whoever is killed now leaves a receipt that holds either way. To be
 * called under the file's lock.
 *
 * @returns what to call when it has happened, or when it has not
 */
export async function writeHistory(
  userFolder: string,
  path: string,
  { now, next, sha256 }: { now: History; next: History; sha256: string | null },
): Promise<{ done(): Promise<void>; failed(): Promise<void> }> {
  const file = receiptFile(userFolder, path);
  const store = async (history: History, more: Pick<Stored, "next"> = {}) => {
    const stored: Stored = { version: 1, file: path, ...history, ...more };
    const before = await readHostFile(file);
    if (history.steps.length > 0 || more.next)
      return replaceHostFile(before, `${JSON.stringify(stored, null, 2)}\n`);
    if (before.found) await removeHostFile(before);
  };
  await removeLeftovers(file);
  await store(now, { next: { ...next, sha256 } });
  return { done: () => store(next), failed: () => store(now) };
}

/** One receipt a file, however many entries it holds. */
function receiptFile(userFolder: string, path: string): string {
  return join(userFolder, "receipts", `${hashOf(path)?.slice(0, 32)}.json`);
}

function settle({ steps, folders, next }: Stored, sha256: string | null): History {
  return next && next.sha256 === sha256
    ? { steps: next.steps, folders: next.folders }
    : { steps, folders };
}

/** Null when there is none, undefined when it is no receipt. */
async function readStored(file: string): Promise<Stored | null | undefined> {
  const { found } = await readHostFile(file);
  if (!found) return null;
  try {
    const stored: unknown = JSON.parse(found.bytes.toString("utf8"));
    return isStored(stored) ? stored : undefined;
  } catch {
    return undefined;
  }
}

function isStored(value: unknown): value is Stored {
  return (
    isRecord(value) &&
    value["version"] === 1 &&
    typeof value["file"] === "string" &&
    isHistory(value) &&
    (value["next"] === undefined || isHistory(value["next"]))
  );
}

function isHistory(value: unknown): boolean {
  return (
    isRecord(value) &&
    Array.isArray(value["steps"]) &&
    value["steps"].every(isStep) &&
    Array.isArray(value["folders"]) &&
    value["folders"].every((folder) => typeof folder === "string")
  );
}

function isStep(value: unknown): boolean {
  return (
    isRecord(value) &&
    ["id", "host", "name", "date", "format", "after"].every(
      (key) => typeof value[key] === "string",
    ) &&
    (value["before"] === null || typeof value["before"] === "string") &&
    Array.isArray(value["container"]) &&
    Array.isArray(value["splices"]) &&
    value["splices"].every(
      (splice) =>
        isRecord(splice) &&
        typeof splice["offset"] === "number" &&
        typeof splice["removed"] === "string" &&
        typeof splice["inserted"] === "string",
    )
  );
}
