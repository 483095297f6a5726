import { isDeepStrictEqual } from "node:util";
import { deleteEntry, differsInEntryOnly, readEntry, setEntry } from "./documents/edit-entry.ts";
import type { Place } from "./documents/place.ts";
import { applySplices, invertSplices } from "./documents/splice.ts";
import { hashOf, type Step } from "./receipt.ts";

/** A file's text, and the steps that led to it and are to be remembered. */
export interface Past {
  /** Nothing when there is no file. */
  text: string | undefined;
  steps: Step[];
}

export interface GoingBack {
  place: Place;
  isGone: (step: Step) => boolean;
  /** An entry to take out as well, which no step has put in. */
  orphan?: string;
  /** Whether what an entry holds came from the kit. Anything else is left alone. */
  isOurs: (value: unknown) => boolean;
}

/** Does one step more. Without a change there is none. */
export async function goOn(
  past: Past,
  place: Place,
  made: Pick<Step, "id" | "host" | "name" | "value" | "date">,
): Promise<Past> {
  const before = past.text ?? "";
  const splices = await setEntry(place, before, made.name, made.value);
  if (splices.length === 0) return past;
  const text = applySplices(before, splices);
  const { format, container, list } = place;
  const { id, host, name, date } = made;
  const value: unknown = JSON.parse(JSON.stringify(made.value));
  const replaced = await readEntry(place, before, name);
  const step: Step = {
    id,
    host,
    name,
    value,
    ...(isJson(replaced) && { replaced }),
    date,
    format,
    container,
    ...(list && { list }),
    before: hashOf(past.text),
    after: hashOf(text) ?? "",
    splices,
  };
  return { text, steps: [...past.steps, step] };
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
  { place, isGone, orphan, isOurs }: GoingBack,
): Promise<Past & { exact: boolean }> {
  const { start, text: base } = rewind(past);
  const [old, recent] = [past.steps.slice(0, start), past.steps.slice(start)];
  const { file } = place;
  let text = base;
  if (text !== undefined && orphan !== undefined)
    text = applySplices(text, await deleteEntry(place, text, orphan));
  for (const step of old.filter(isGone).toReversed()) {
    if (text !== undefined) text = await takeOut(text, step, { file, isOurs });
  }
  const exact = text === base;
  let result: Past = { text, steps: old.filter((step) => !isGone(step)) };
  for (const step of recent) {
    if (!isGone(step)) result = await goOn(result, { ...step, file }, step);
  }
  return { ...result, exact };
}

/** Goes back through the steps whose outcomes are known to the byte. */
function rewind({ text: now, steps }: Past): { start: number; text: string | undefined } {
  let [start, text] = [steps.length, now];
  while (start > 0 && text !== undefined) {
    const step = steps[start - 1];
    if (!step || step.after !== hashOf(text)) break;
    const before = applySplices(text, invertSplices(step.splices));
    // A receipt that somebody changed is worth no more than none.
    if (step.before !== null && hashOf(before) !== step.before) break;
    text = step.before === null ? undefined : before;
    start -= 1;
  }
  return { start, text };
}

/**
 * Takes a step's entry out of a text that others have changed since, or gives it back what it held before: by the very words of the
 * step if they are still there.
 */
async function takeOut(
  text: string,
  step: Step,
  { file, isOurs }: { file: string; isOurs: (value: unknown) => boolean },
): Promise<string> {
  const place = { ...step, file };
  const { name, replaced } = step;
  const now = await readEntry(place, text, name);
  if (now === undefined || !isOurs(now)) return text;
  if (isDeepStrictEqual(now, step.value)) {
    for (const after of withoutInserted(text, step)) {
      const wanted = await readEntry(place, after, name).catch(() => now);
      if (isDeepStrictEqual(wanted, now)) continue;
      if (await differsInEntryOnly(place, { before: text, after, name, wanted })) return after;
    }
  }
  const splices = Object.hasOwn(step, "replaced")
    ? await setEntry(place, text, name, replaced)
    : await deleteEntry(place, text, name);
  return applySplices(text, splices);
}

/** The text with what the step had inserted turned back, where that stands in it just once. */
function withoutInserted(text: string, { splices }: Step): string[] {
  const [inserted, ...others] = splices.filter((splice) => splice.inserted !== "");
  if (!inserted || others.length > 0) return [];
  const parts = text.split(inserted.inserted);
  return parts.length === 2 ? [parts.join(inserted.removed)] : [];
}

/** Whether a receipt can hold it: TOML has dates and large numbers, which JSON has not. */
function isJson(value: unknown): boolean {
  try {
    return value !== undefined && isDeepStrictEqual(JSON.parse(JSON.stringify(value)), value);
  } catch {
    return false;
  }
}
