import type { AddedEntry } from "../add-entry.ts";
import type { Entry } from "../entry.ts";
import type { Place } from "../documents/place.ts";
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
 * Reads the entry back from the file and starts it as the host does.
 *
 * @throws {KitError} what the proof found, and what became of the file: it is put back unless `keep` says otherwise
 */
export async function proveWritten(order: WrittenOrder): Promise<{ tools: string[]; ms: number }> {
  const { host, place, key } = order;
  try {
    const { entries } = await readHostEntries(place);
    const read = hostDefinition(host).read(entries[key]);
    if (read?.kind !== "stdio") throw new TypeError("the entry that was just written is not there");
    const { tools, ms } = await proveOrSignIn(read.entry, order);
    return { tools, ms };
  } catch (cause) {
    const outcome = await putBack(order);
    if (!(cause instanceof KitError)) throw cause;
    throw new KitError(cause.code, `${cause.message}\n${outcome}`, { hint: cause.hint, cause });
  }
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
