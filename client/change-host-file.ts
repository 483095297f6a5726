import { mkdir, rmdir } from "node:fs/promises";
import { dirname } from "node:path";
import { decodeHostFile } from "./documents/edit-entry.ts";
import type { Place } from "./documents/place.ts";
import { lockFile } from "./file-lock.ts";
import { hashOf, type History, type Past } from "./history/step.ts";
import {
  checkSize,
  findHostFile,
  limitOf,
  readHostFile,
  reasonOf,
  refuseHostFile,
  type HostFile,
} from "./host-file.ts";
import { hostFileWarnings } from "./host-file-warnings.ts";
import { readHistory, writeHistory, type KnownHistory } from "./receipt.ts";
import {
  checkReplaceable,
  removeHostFile,
  removeLeftovers,
  replaceHostFile,
} from "./replace-host-file.ts";

export interface ChangeOptions {
  /** The kit's own folder, where receipts are kept. Without one there are none. */
  userFolder?: string;
  /** Finds out what would happen, and writes nothing at all. */
  dryRun?: boolean;
}

/** Makes what a file is to be, and what is to be remembered of it, out of what they are. May be called twice. */
export type Change<Result> = (past: Past, place: Place) => Promise<Past & { result: Result }>;

export interface Changed<Result> {
  /** Where the bytes of the file lie. */
  file: string;
  changed: boolean;
  /** The file before and after; nothing where there is none. */
  before: string | undefined;
  text: string | undefined;
  /** What a person should know, in whole sentences. */
  warnings: string[];
  result: Result;
}

interface State {
  file: HostFile;
  past: Past;
  history: History;
  warnings: string[];
}

/**
 * Changes a host's configuration file under its lock, and writes the receipt before the file.
 *
 * @throws {KitError} HOST_FILE_REFUSED when the file is not what its host can read, or cannot be replaced; it is left as it was
 */
export async function changeHostFile<Result>(
  given: Place,
  change: Change<Result>,
  options: ChangeOptions = {},
): Promise<Changed<Result>> {
  const path = await findHostFile(given.file);
  const place = { ...given, file: path };
  // What is refused, and what changes nothing, touches no disk: neither a lock nor a folder.
  const limit = limitOf(given.file);
  const { state, wanted } = await makePlan(place, change, { options, limit });
  if (options.dryRun || !isChange(state, wanted)) return outcome(state, wanted);
  checkReplaceable(state.file);

  const folders = await makeFolders(path);
  try {
    const { written, left } = await underLock(place, change, { options, folders, limit });
    await removeFolders(left);
    return written;
  } catch (cause) {
    await removeFolders(folders);
    throw cause;
  }
}

async function underLock<Result>(
  place: Place,
  change: Change<Result>,
  { options, folders, limit }: { options: ChangeOptions; folders: string[]; limit: number },
): Promise<{ written: Changed<Result>; left: string[] }> {
  await using lock = await lockFile(place.file);
  void lock; // held until this function ends
  await removeLeftovers(place.file);
  const { state, wanted } = await makePlan(place, change, { options, limit });
  const written = outcome(state, wanted);
  if (!isChange(state, wanted)) return { written, left: [] };

  const made = [...new Set([...state.history.folders, ...folders])];
  const next = { steps: wanted.steps, folders: wanted.steps.length > 0 ? made : [] };
  const receipt =
    options.userFolder === undefined
      ? undefined
      : await writeHistory(options.userFolder, place.file, {
          now: state.history,
          next,
          sha256: hashOf(wanted.text),
        });
  try {
    await write(state.file, wanted.text, written.changed);
  } catch (cause) {
    await receipt?.failed().catch(() => undefined); // the receipt holds either way: this only tidies it
    throw cause;
  }
  await receipt?.done();
  await checkWritten(state.file, wanted.text);
  return { written, left: wanted.text === undefined ? made : [] };
}

/** Reads the file and finds out what it is to be. */
async function makePlan<Result>(
  place: Place,
  change: Change<Result>,
  { options, limit }: { options: ChangeOptions; limit: number },
) {
  const state = await readState(await readHostFile(place.file, limit), options);
  const wanted = await change(state.past, place);
  const { past, file } = state;
  if (past.text !== wanted.text && wanted.text !== undefined) checkSize(file, wanted.text);
  return { state, wanted };
}

async function readState(file: HostFile, { userFolder }: ChangeOptions): Promise<State> {
  const { path } = file;
  const text = file.found && decodeHostFile(path, file.found.bytes);
  const warnings = await hostFileWarnings(file);
  const none: KnownHistory = { history: { steps: [], folders: [] } };
  const { history, warning } =
    userFolder === undefined ? none : await readHistory(userFolder, file);
  if (warning !== undefined) warnings.push(warning);
  return { file, past: { text, steps: history.steps }, history, warnings };
}

function isChange({ past }: State, wanted: Past): boolean {
  return past.text !== wanted.text || past.steps.length !== wanted.steps.length;
}

function outcome<Result>(
  { file, past, warnings }: State,
  { text, result }: Past & { result: Result },
): Changed<Result> {
  const { text: before } = past;
  return { file: file.path, changed: before !== text, before, text, warnings, result };
}

async function write(file: HostFile, text: string | undefined, changed: boolean): Promise<void> {
  if (!changed) return;
  await (text === undefined ? removeHostFile(file) : replaceHostFile(file, text));
}

async function checkWritten({ path, limit }: HostFile, text: string | undefined): Promise<void> {
  const { found } = await readHostFile(path, limit);
  if (hashOf(found?.bytes) === hashOf(text)) return;
  throw refuseHostFile(path, "was changed by another program as soon as it was written", {
    hint: "Quit the host, look at the file, and run the command again.",
  });
}

/** Gives the folders that it had to make, outermost first. */
async function makeFolders(path: string): Promise<string[]> {
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
async function removeFolders(folders: string[]): Promise<void> {
  for (const folder of folders.toReversed()) await rmdir(folder).catch(() => undefined);
}
