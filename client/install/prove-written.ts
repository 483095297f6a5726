import { isDeepStrictEqual } from "node:util";
import type { AddedEntry } from "../add-entry.ts";
import type { Entry } from "../entry.ts";
import type { Place } from "../documents/place.ts";
import { refuseHostFile } from "../host-file.ts";
import { hostDefinition, type Host } from "../hosts/table.ts";
import { KitError } from "../kit-error.ts";
import type { Platform } from "../platform.ts";
import { proveEntry, type Proof } from "../prove-entry.ts";
import { readHostEntries } from "../read-host-entries.ts";
import { undoAdd } from "../undo-add.ts";
import { userFolder } from "../user-folder.ts";

export interface WrittenOrder {
  host: Host;
  url: string;
  /** As the entry is called in the file. */
  key: string;
  place: Place;
  platform: Platform;
  added: AddedEntry;
  keep?: boolean | undefined;
  signal?: AbortSignal | undefined;
  /** For a stored sign-in that turns out not to hold. */
  signInAgain?: (() => Promise<void>) | undefined;
}

/**
 * Reads the entry back from the file, starts it as the host does, and sees that it still stands there: a host that runs may have
 * written its file from memory meanwhile.
 *
 * @throws {KitError} what the proof found, and what became of the file: it is put back unless `keep` says otherwise
 * @throws {KitError} HOST_FILE_REFUSED when the entry has gone from the file, or is another, by the time it is proven
 */
export async function proveWritten(order: WrittenOrder): Promise<{ tools: string[]; ms: number }> {
  const written = await standing(order);
  if (written === undefined) throw gone(order);
  const proof = await provenOrPutBack(written, order);
  // A switch that the host has set meanwhile makes it no other entry.
  if (isDeepStrictEqual(await standing(order), written)) return proof;
  throw gone(order);
}

async function provenOrPutBack(entry: Entry, order: WrittenOrder) {
  try {
    const { tools, ms } = await proveOrSignIn(entry, order);
    return { tools, ms };
  } catch (cause) {
    const outcome = await putBack(order).catch(wordsOf);
    if (!(cause instanceof KitError)) throw cause;
    throw new KitError(cause.code, `${cause.message}\n${outcome}`, { hint: cause.hint, cause });
  }
}

/** What the entry starts at the moment; nothing where there is none that starts something. */
async function standing({ host, place, key }: WrittenOrder): Promise<Entry | undefined> {
  const { entries } = await readHostEntries(place);
  const read = hostDefinition(host).read(entries[key]);
  return read?.kind === "stdio" ? read.entry : undefined;
}

function gone({ host, key, added: { file } }: WrittenOrder): KitError {
  const { title } = hostDefinition(host);
  return refuseHostFile(
    file,
    `does not hold the entry ${key} that was written to it: another program has written the file since`,
    {
      hint: `Quit ${title} fully, if it runs, and run the command again.`,
    },
  );
}

/** What could not be put back is told beside the reason for it, not instead. */
function wordsOf(error: unknown): string {
  if (error instanceof KitError) return error.message;
  throw error;
}

async function proveOrSignIn(entry: Entry, order: WrittenOrder): Promise<Proof> {
  const { platform, signal, signInAgain, url } = order;
  const prove = () => proveEntry(entry, { platform, name: url, ...(signal && { signal }) });
  try {
    return await prove();
  } catch (error) {
    const isSignIn = error instanceof KitError && error.code === "SIGN_IN_FAILED";
    if (!isSignIn || !signInAgain) throw error;
    await signInAgain();
    return prove();
  }
}

async function putBack({ place, added, keep, platform }: WrittenOrder): Promise<string> {
  const { receipt, file, changed } = added;
  if (!changed || receipt === undefined)
    return `${file} was not changed: the entry was there already.`;
  if (keep) return `The entry stays in ${file}, as --keep says.`;
  const { how } = await undoAdd(place, { receipt, userFolder: userFolder(platform) });
  if (how === "restored") return `${file} was put back as it was.`;
  return `The entry was taken out of ${file} again; somebody else has written to it meanwhile.`;
}
