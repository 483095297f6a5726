import { lstat, readdir, rename } from "node:fs/promises";
import { basename, join } from "node:path";
import { decodeHostFile } from "./documents/edit-entry.ts";
import { checkSteps } from "./history/rewind.ts";
import { hashOf, type History } from "./history/step.ts";
import {
  largestBytes,
  readHostFile,
  reasonOf,
  refuseHostFile,
  type HostFile,
} from "./host-file.ts";
import { KitError } from "./kit-error.ts";
import { parseReceipt, type StoredReceipt } from "./receipt/parse-receipt.ts";
import { removeHostFile, removeLeftovers, replaceHostFile } from "./replace-host-file.ts";

export { wantedSteps, type History, type Step } from "./history/step.ts";

export interface Receipt extends History {
  /** Where the bytes of the host's file lie. */
  file: string;
}

export interface KnownHistory {
  history: History;
  /** Why not all of a receipt counts, and where it lies. */
  doubt?: { why: string; receipt: string };
}

/** A receipt holds each entry up to three times, twice over while it is written, and nothing of the rest of the file. */
export const maxReceiptBytes = 8 * 1024 * 1024;

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
      doubt: {
        why: `The receipt for ${path} cannot be understood, and counts as if there were none`,
        receipt,
      },
    };
  const { steps, folders } = settle(stored, hashOf(found?.bytes));
  const text = found && decodeHostFile(path, found.bytes);
  const checked = await checkSteps({ text, steps }, path);
  if (checked === steps) return { history: { steps, folders } };
  return {
    history: { steps: checked, folders },
    doubt: {
      why: `The receipt for ${path} contradicts the file, and what the file held before is not known`,
      receipt,
    },
  };
}

/**
 * Reads all receipts, in no order, as they are with the files that they are for. One that cannot be used is left out.
 *
 * @param warn is told of each that is, in a sentence without its full stop, and where it lies
 */
export async function readReceipts(
  userFolder: string,
  warn: (warning: string, receipt: string) => void = () => {},
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
          join(folder, name),
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
 * @param change.isDoubted whether there is a receipt of which not all counts: it is kept under another name, since it may hold what
 *   nothing else does
 * @returns what to call when it has happened, or when it has not, and where the receipt in doubt lies now
 * @throws {KitError} HOST_FILE_REFUSED when the receipt cannot be written, or would be too large to be read again
 */
export async function writeHistory(
  userFolder: string,
  path: string,
  change: { now: History; next: History; sha256: string | null; isDoubted: boolean },
): Promise<{ done(): Promise<void>; failed(): Promise<void>; kept?: string }> {
  const { now, next, sha256, isDoubted } = change;
  const file = receiptFile(userFolder, path);
  const store = async (history: History, more: Pick<StoredReceipt, "next"> = {}) => {
    const stored: StoredReceipt = { version: 1, file: path, ...history, ...more };
    const before = await readHostFile(file, maxReceiptBytes);
    if (history.steps.length === 0 && !more.next) {
      if (before.found) await removeHostFile(before);
      return;
    }
    const text = `${JSON.stringify(stored, null, 2)}\n`;
    if (Buffer.byteLength(text) > maxReceiptBytes) throw tooLarge(file, path);
    await replaceHostFile(before, text);
  };
  await removeLeftovers(file);
  const kept = isDoubted ? await setAside(file) : undefined;
  const putBack = kept === undefined ? undefined : () => rename(kept, file);
  try {
    await store(now, { next: { ...next, sha256 } });
  } catch (cause) {
    await putBack?.();
    throw cause;
  }
  const failed = putBack ?? (() => store(now));
  return { done: () => store(next), failed, ...(kept !== undefined && { kept }) };
}

/** Gives a receipt another name beside its own, under which nothing looks for receipts. */
async function setAside(file: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const kept = file.replace(/\.json$/, `-${number}.json`);
    const isFree = await lstat(kept).then(
      () => false,
      () => true,
    );
    if (!isFree) continue;
    await rename(file, kept).catch((cause: unknown) => {
      throw refuseHostFile(file, `cannot be moved out of the way: ${reasonOf(cause)}`, {
        hint: "It is a receipt of the kit's that cannot be used: move it elsewhere, and run the command again.",
        cause,
      });
    });
    return kept;
  }
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

function tooLarge(file: string, path: string): KitError {
  const limit = `${maxReceiptBytes / 1024 / 1024} MB`;
  return refuseHostFile(file, `would be larger than ${limit}, and ${path} was left as it was`, {
    hint: "It is the kit's receipt for that file: take out with mcp-kit uninstall what is not needed any more.",
  });
}
