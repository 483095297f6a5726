import { isDeepStrictEqual } from "node:util";
import { differsInEntryOnly, readEntry } from "../documents/edit-entry.ts";
import { applySplices, invertSplices } from "../documents/splice.ts";
import { hashOf, isReplaced, type Past, type Step } from "./step.ts";

export interface Rewound {
  /** How many steps could not be gone back through: somebody else wrote after them. */
  start: number;
  /** The text after those. */
  text: string | undefined;
  /** Whether the last of those speaks of this very text, and of a text before it that cannot have been. */
  damaged: boolean;
}

/** Goes back through the steps whose outcomes are known to the byte. */
export async function rewind({ text: now, steps }: Past, file: string): Promise<Rewound> {
  let [start, text] = [steps.length, now];
  while (start > 0 && text !== undefined) {
    const step = steps[start - 1];
    if (!step || step.after === null || step.after !== hashOf(text)) break;
    const before = await textBefore(step, text, file);
    if (before === undefined) return { start, text, damaged: true };
    text = step.before === null ? undefined : before;
    start -= 1;
  }
  return { start, text, damaged: false };
}

/**
 * Leaves of the steps what can be believed. Of one that contradicts the file only its entry is, if it stands in the file: it can be
 * taken out, and no byte is given back by it.
 *
 * @returns the same steps when nothing contradicts the file
 */
export async function checkSteps(past: Past, file: string): Promise<Step[]> {
  const { start, damaged } = await rewind(past, file);
  const { steps, text = "" } = past;
  const step = steps[start - 1];
  if (!damaged || !step) return steps;
  const now = await readEntry({ ...step, file }, text, step.name).catch(() => undefined);
  const bare = now !== undefined && isDeepStrictEqual(now, step.value) ? [withoutBytes(step)] : [];
  return [...steps.slice(0, start - 1), ...bare, ...steps.slice(start)];
}

/** Nothing when the step cannot have led to this text. */
async function textBefore(step: Step, text: string, file: string): Promise<string | undefined> {
  const { name, value } = step;
  try {
    const before = applySplices(text, invertSplices(step.splices));
    if (step.before === null ? before !== "" : step.before !== hashOf(before)) return undefined;
    const place = { ...step, file };
    if (!(await differsInEntryOnly(place, { before, after: text, name, wanted: value })))
      return undefined;
    return isReplaced(step, await readEntry(place, before, name)) ? before : undefined;
  } catch {
    return undefined; // splices for another text, or a text that the host could not have read
  }
}

function withoutBytes(step: Step): Step {
  const { replaced: _, replacedAs: __, previous: ___, ...kept } = step;
  return { ...kept, after: null, splices: [] };
}
