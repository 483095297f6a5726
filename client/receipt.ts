import { readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { decodeHostFile } from "./documents/edit-entry.ts";
import { checkSteps } from "./history/rewind.ts";
import { hashOf, type History } from "./history/step.ts";
import { largestBytes, readHostFile, refuseHostFile, type HostFile } from "./host-file.ts";
import { KitError } from "./kit-error.ts";
import { parseReceipt, type StoredReceipt } from "./receipt/parse-receipt.ts";
import { removeHostFile, removeLeftovers, replaceHostFile } from "./replace-host-file.ts";

export type { History, Step } from "./history/step.ts";

export interface Receipt extends History {
  /** Where the bytes of the host's file lie. */
  file: string;
}

export interface KnownHistory {
  history: History;
  /** Why not all of a receipt counts, in a whole sentence. */
  warning?: string;
}

/** A receipt holds each entry up to three times, twice over while it is written, and nothing of the rest of the file. */
const maxReceiptBytes = 8 * 1024 * 1024;

/**
 * Reads what the kit did to a file. A receipt that cannot be used counts as none.
 *
 * @param userFolder the kit's own folder, e.g. `/home/me/.remote-mcp-kit`
 */
export async function readHistory(
  userFolder: string,
  { path, found }: HostFile,
): Promise<KnownHistory> {
  const receipt = receiptFile(userFolder, path);
  const stored = await readStored(receipt);
  if (stored === null) return { history: { steps: [], folders: [] } };
  if (stored?.file !== path)
    return {
      history: { steps: [], folders: [] },
      warning: `The receipt for ${path} cannot be understood, and counts as if there were none: ${receipt}`,
    };
  const { steps, folders } = settle(stored, hashOf(found?.bytes));
  const text = found && decodeHostFile(path, found.bytes);
  const checked = await checkSteps({ text, steps }, path);
  if (checked === steps) return { history: { steps, folders } };
  return {
    history: { steps: checked, folders },
    warning: `The receipt for ${path} contradicts the file: what the file held before is not known. See ${receipt}`,
  };
}

/**
 * Reads all receipts, in no order, as they are with the files that they are for. One that cannot be used is left out.
 *
 * @param warn is told of each that is, in a whole sentence
 */
export async function readReceipts(
  userFolder: string,
  warn: (warning: string) => void = () => {},
): Promise<Receipt[]> {
  const folder = join(userFolder, "receipts");
  const names = await readdir(folder).catch(() => []);
  const read = names
    .filter((name) => /^[\da-f]{32}\.json$/.test(name))
    .map(async (name) => {
      const stored = await readStored(join(folder, name));
      if (stored === null) return [];
      if (!stored || basename(receiptFile(userFolder, stored.file)) !== name) {
        warn(
          `A receipt cannot be understood, and counts as if there were none: ${join(folder, name)}`,
        );
        return [];
      }
      // A file that cannot be read is a matter for whoever asks for that file.
      const { found } = await readHostFile(stored.file, largestBytes).catch(() => ({
        found: undefined,
      }));
      const { steps, folders } = settle(stored, hashOf(found?.bytes));
      const past = { text: found?.bytes.toString("utf8"), steps };
      return [{ file: stored.file, steps: await checkSteps(past, stored.file), folders }];
    });
  return (await Promise.all(read)).flat().filter(({ steps }) => steps.length > 0);
}

/**
 * Writes down what is about to happen to a file, durably, so that whoever is killed now leaves a receipt that holds either way. To be
 * called under the file's lock.
 *
 * @returns what to call when it has happened, or when it has not
 * @throws {KitError} HOST_FILE_REFUSED when the receipt cannot be written, or would be too large to be read again
 */
export async function writeHistory(
  userFolder: string,
  path: string,
  { now, next, sha256 }: { now: History; next: History; sha256: string | null },
): Promise<{ done(): Promise<void>; failed(): Promise<void> }> {
  const file = receiptFile(userFolder, path);
  const store = async (history: History, more: Pick<StoredReceipt, "next"> = {}) => {
    const stored: StoredReceipt = { version: 1, file: path, ...history, ...more };
    const before = await readOwn(file);
    if (history.steps.length === 0 && !more.next) {
      if (before.found) await removeHostFile(before);
      return;
    }
    const text = `${JSON.stringify(stored, null, 2)}\n`;
    if (Buffer.byteLength(text) > maxReceiptBytes) throw tooLarge(file, path);
    await replaceHostFile(before, text);
  };
  await removeLeftovers(file);
  await store(now, { next: { ...next, sha256 } });
  return { done: () => store(next), failed: () => store(now) };
}

/** One receipt a file, however many entries it holds. */
function receiptFile(userFolder: string, path: string): string {
  return join(userFolder, "receipts", `${hashOf(path)?.slice(0, 32)}.json`);
}

function settle({ steps, folders, next }: StoredReceipt, sha256: string | null): History {
  return next && next.sha256 === sha256
    ? { steps: next.steps, folders: next.folders }
    : { steps, folders };
}

/** Null when there is none, undefined when it is no receipt. */
async function readStored(file: string): Promise<StoredReceipt | null | undefined> {
  try {
    const { found } = await readHostFile(file, maxReceiptBytes);
    return found ? parseReceipt(found.bytes) : null;
  } catch (error) {
    if (error instanceof KitError) return undefined; // a FIFO, a link to nothing, somebody else's
    throw error;
  }
}

/** What lies in a receipt's place and cannot be read makes room for one. */
async function readOwn(file: string): Promise<HostFile> {
  try {
    return await readHostFile(file, maxReceiptBytes);
  } catch (error) {
    if (!(error instanceof KitError)) throw error;
    await rm(file, { force: true }).catch(() => undefined); // what is wrong then is said when it is written
    return { path: file, limit: maxReceiptBytes };
  }
}

function tooLarge(file: string, path: string): KitError {
  const limit = `${maxReceiptBytes / 1024 / 1024} MB`;
  return refuseHostFile(file, `would be larger than ${limit}, and ${path} was left as it was`, {
    hint: "It is the kit's receipt for that file: take out with mcp-kit uninstall what is not needed any more.",
  });
}
