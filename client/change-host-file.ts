import { setTimeout as sleep } from "node:timers/promises";
import { decodeHostFile } from "./documents/edit-entry.ts";
import type { Place } from "./documents/place.ts";
import { lockFile } from "./file-lock.ts";
import { hashOf, type History, type Past } from "./history/step.ts";
import { checkSize, findHostFile, limitOf, readHostFile, type HostFile } from "./host-file.ts";
import { hostFileWarnings } from "./host-file-warnings.ts";
import { makeFolders, removeFolders } from "./host-folders.ts";
import { KitError } from "./kit-error.ts";
import { readHistory, writeHistory, type KnownHistory } from "./receipt.ts";
import {
  ChangedMeanwhile,
  checkReplaceable,
  checkUnchanged,
  removeHostFile,
  removeLeftovers,
  replaceHostFile,
} from "./replace-host-file.ts";
import { retryConflict } from "./retry-conflict.ts";

export interface ChangeOptions {
  /** The kit's own folder, where receipts are kept. Without one there are none. */
  userFolder?: string;
  /** Finds out what would happen, and writes nothing at all. */
  dryRun?: boolean;
  /** Aborted, it keeps anything from being written; what has been written stays. */
  signal?: AbortSignal | undefined;
}

/** Makes what a file is to be, and what is to be remembered of it, out of what they are. May be called more than once. */
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
  doubt: KnownHistory["doubt"];
  warnings: string[];
}

interface Plan<Result> {
  state: State;
  wanted: Past & { result: Result };
  changes: boolean;
}

interface Task<Result> {
  place: Place;
  limit: number;
  change: Change<Result>;
  options: ChangeOptions;
}

/**
 * Changes a host's configuration file under its lock, and writes the receipt before the file. When another program writes the file
 * meanwhile, the change is made again out of what that wrote.
 *
 * @throws {KitError} HOST_FILE_REFUSED when the file is not what its host can read, cannot be replaced, or is written by another program
 *   over and over; it is left as it was, unless the message says otherwise
 * @throws the signal's reason when it is aborted before anything is written
 */
export async function changeHostFile<Result>(
  given: Place,
  change: Change<Result>,
  options: ChangeOptions = {},
): Promise<Changed<Result>> {
  const path = await findHostFile(given.file);
  const task = { place: { ...given, file: path }, limit: limitOf(given.file), change, options };
  // What is refused, and what changes nothing, touches no disk: neither a lock nor a folder.
  const plan = await retryConflict(() => makePlan(task));
  if (!plan.changes) return outcome(plan);
  checkReplaceable(plan.state.file);
  if (options.dryRun) return outcome(plan);

  const folders = await makeFolders(path);
  try {
    const { written, left } = await underLock(task, folders);
    await removeFolders(left);
    return written;
  } catch (cause) {
    await removeFolders(folders);
    throw cause;
  }
}

async function underLock<Result>(
  task: Task<Result>,
  folders: string[],
): Promise<{ written: Changed<Result>; left: string[] }> {
  const { signal } = task.options;
  await using lock = await lockFile(task.place.file, { signal });
  void lock; // held until this function ends
  await removeLeftovers(task.place.file);
  return await retryConflict(async () => {
    const plan = await makePlan(task);
    if (!plan.changes) return { written: outcome(plan), left: [] };
    signal?.throwIfAborted();
    const made = [...new Set([...plan.state.history.folders, ...folders])];
    const kept = await write(plan, task, made);
    const left = plan.wanted.text === undefined ? made : [];
    return { written: await checkWritten(outcome(plan, kept), plan, task), left };
  });
}

/** Reads the file and finds out what it is to be. */
async function makePlan<Result>({ place, limit, change, options }: Task<Result>) {
  const file = await readHostFile(place.file, limit);
  try {
    const state = await readState(file, options);
    const { past } = state;
    const wanted = await change(past, place);
    const changes =
      past.text !== wanted.text ||
      past.steps.length !== wanted.steps.length ||
      past.steps.some((step, index) => step.unwanted !== wanted.steps[index]?.unwanted);
    if (past.text !== wanted.text && wanted.text !== undefined) checkSize(file, wanted.text);
    return { state, wanted, changes };
  } catch (cause) {
    if (!(cause instanceof KitError) || cause.code !== "HOST_FILE_REFUSED") throw cause;
    // It may have been read in the midst of being written.
    await sleep(20);
    await checkUnchanged(file);
    throw cause;
  }
}

async function readState(file: HostFile, { userFolder }: ChangeOptions): Promise<State> {
  const text = file.found && decodeHostFile(file.path, file.found.bytes);
  const warnings = await hostFileWarnings(file);
  const none: KnownHistory = { history: { steps: [], folders: [] } };
  const { history, doubt } = userFolder === undefined ? none : await readHistory(userFolder, file);
  return { file, past: { text, steps: history.steps }, history, doubt, warnings };
}

/** @param kept where a receipt lies now of which not all counts */
function outcome<Result>({ state, wanted }: Plan<Result>, kept?: string): Changed<Result> {
  const { file, past, doubt } = state;
  const { text, result } = wanted;
  const warnings = [
    ...state.warnings,
    ...(doubt ? [`${doubt.why}: ${kept ?? doubt.receipt}`] : []),
  ];
  const { text: before } = past;
  return { file: file.path, changed: before !== text, before, text, warnings, result };
}

/** @returns where a receipt lies now of which not all counts */
async function write<Result>(
  { state, wanted }: Plan<Result>,
  { options: { userFolder } }: Task<Result>,
  folders: string[],
): Promise<string | undefined> {
  const { file, past, history, doubt } = state;
  const { text, steps } = wanted;
  const next = { steps, folders: steps.length > 0 ? folders : [] };
  const receipt =
    userFolder === undefined
      ? undefined
      : await writeHistory(userFolder, file.path, {
          now: history,
          next,
          sha256: hashOf(text),
          isDoubted: doubt !== undefined,
        });
  try {
    if (past.text !== text)
      await (text === undefined ? removeHostFile(file) : replaceHostFile(file, text));
  } catch (cause) {
    await receipt?.failed().catch(() => undefined); // the receipt holds either way: this only tidies it
    throw cause;
  }
  await receipt?.done();
  return receipt?.kept;
}

/** Says what came of the change, also where another program has written the file since. */
async function checkWritten<Result>(
  written: Changed<Result>,
  plan: Plan<Result>,
  task: Task<Result>,
): Promise<Changed<Result>> {
  const path = task.place.file;
  const { found } = await readHostFile(path, task.limit).catch(() => ({ found: undefined }));
  if (hashOf(found?.bytes) === hashOf(plan.wanted.text)) return written;
  const again = await retryConflict(() => makePlan(task)).catch(() => undefined);
  if (!again || again.changes)
    throw new ChangedMeanwhile(path, "as soon as it was written, and does not hold the change");
  const warning = `Another program wrote to ${path} as soon as it was written. It holds the change all the same.`;
  const { text } = again.state.past;
  return { ...written, text, warnings: [...written.warnings, warning] };
}
