import { isDeepStrictEqual } from "node:util";
import { deleteEntry, readEntry, setEntry } from "./documents/edit-entry.ts";
import type { Place } from "./documents/place.ts";
import { applySplices } from "./documents/splice.ts";
import { mergeSteps } from "./history/merge-steps.ts";
import { rewind } from "./history/rewind.ts";
import {
  hashOf,
  headerFilesOf,
  remember,
  type Made,
  type Past,
  type Step,
} from "./history/step.ts";
import { takeOut } from "./history/take-out.ts";

export interface GoingBack {
  place: Place;
  isGone: (step: Step) => boolean;
  /** Tells an entry to take out as well, which no step has put in, or which one of these has replaced. */
  orphan?: { name: string; isOurs: (value: unknown) => boolean };
  /** Whether what an entry holds came from the kit. Anything else is left alone. */
  isOurs: (value: unknown) => boolean;
  /** What the entry of a step that goes is to hold instead of what it held before. */
  earlier?: Made | undefined;
}

/** What is known of a step before it is done. */
type Wanted = Made & Pick<Step, "previous" | "headerFiles">;

/** Does one step more. Without a change there is none. */
export async function goOn(past: Past, place: Place, made: Wanted): Promise<Past> {
  const before = past.text ?? "";
  const splices = await setEntry(place, before, made.name, made.value);
  if (splices.length === 0) return past;
  const text = applySplices(before, splices);
  const { format, container, list } = place;
  const { id, host, name, date, previous, headerFiles } = made;
  const value: unknown = JSON.parse(JSON.stringify(made.value));
  const step: Step = {
    id,
    host,
    name,
    value,
    ...remember(await readEntry(place, before, name)),
    ...(previous && { previous }),
    ...(headerFiles && { headerFiles }),
    date,
    format,
    container,
    ...(list && { list }),
    before: hashOf(past.text),
    after: hashOf(text),
    splices,
  };
  return { text, steps: [...past.steps, step] };
}

/**
 * Does one step in the place of the earlier ones of the same entry, as if those had never been done, so that what is remembered does
 * not grow with every change of mind. Where somebody else wrote in between, one earlier step stays; where it gives the entry what
 * it held before these, one more.
 */
export async function goOnInstead(
  past: Past,
  place: Place,
  made: Wanted,
  isOurs: (value: unknown) => boolean = () => false,
): Promise<Past> {
  const simply = await goOn(past, place, made);
  if (simply === past) return past;
  const isSame = (step: Step) => isStepOf(step, made.name, place);
  const { start, text } = await rewind(past, place.file);
  const [old, recent] = [past.steps.slice(0, start), past.steps.slice(start)];
  const steps = mergeSteps(old, isSame, isOurs);
  const first = recent.findIndex(isSame);
  const last = recent.findLast(isSame);
  const added = simply.steps.slice(past.steps.length);
  if (!last) return { text: simply.text, steps: [...steps, ...recent, ...added] };

  const { id, host, name, value, date } = last;
  const instead = {
    ...made,
    ...headerFilesOf([...recent.filter(isSame), ...added]),
    previous: { id, host, name, value, date },
  };
  let result: Past = { text, steps };
  for (const [index, step] of recent.entries()) {
    if (index === first) result = await goOn(result, place, instead);
    else if (!isSame(step)) result = await goOn(result, { ...step, file: place.file }, step);
  }
  // Where it gives the entry what it held before the kit came there would be no step, and none to undo.
  const others = recent.filter((step) => !isSame(step));
  return result.steps.length === steps.length + others.length + 1 ? result : simply;
}

/**
 * Takes steps back as if they had never been done.
 *
 * As long as nobody else has written, the text before each step is known to the byte: then it is gone back to, and the steps that
 * stay are done again from there. Steps from before somebody else wrote are taken out of what is there now.
 *
 * @returns `exact` when nobody else has written since the first of these steps, so that the bytes are what they would have been
 */
export async function goBack(
  past: Past,
  { place, isGone, orphan, isOurs, earlier }: GoingBack,
): Promise<Past & { exact: boolean }> {
  const { file } = place;
  const { start, text: base } = await rewind(past, file);
  const [old, recent] = [past.steps.slice(0, start), past.steps.slice(start)];
  let text = base;
  for (const step of old.filter(isGone).toReversed()) {
    if (text === undefined) break;
    const left = await takeOut(text, step, { file, isOurs, earlier });
    // A host does not read a file of nothing but what an editor puts at its end.
    const isSpent = step.before === null && left !== text && left.trim() === "";
    text = isSpent ? undefined : left;
  }
  if (text !== undefined && orphan?.isOurs(await readEntry(place, text, orphan.name)))
    text = applySplices(text, await deleteEntry(place, text, orphan.name));
  const exact = text === base;
  let result: Past = {
    text,
    steps: old.flatMap((step) => {
      // Without a file nothing of it could be given back: it is kept for when the file returns.
      if (!isGone(step) || base === undefined) return [step];
      return earlier ? [asEarlier(step, earlier)] : [];
    }),
  };
  for (const step of recent) {
    const again = isGone(step) ? earlier && { ...earlier, ...headerFilesOf([step]) } : step;
    if (again) result = await goOn(result, { ...step, file }, again);
  }
  return { ...result, exact };
}

/** Whether a step changed the entry of that name. */
export function isStepOf(step: Step, name: string, { container }: Pick<Place, "container">) {
  return step.name === name && isDeepStrictEqual([...step.container], [...container]);
}

function asEarlier(step: Step, earlier: Made): Step {
  const { previous: _, ...kept } = step;
  return { ...kept, ...earlier, after: null, splices: [] };
}
