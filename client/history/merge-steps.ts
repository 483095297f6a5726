import type { Splice } from "../documents/splice.ts";
import { headerFilesOf, heldBefore, isReplaced, type Step } from "./step.ts";

/** Makes one step of those of one entry, so that what is remembered does not grow. They lie behind what somebody else wrote. */
export function mergeSteps(
  steps: Step[],
  isSame: (step: Step) => boolean,
  isOurs: (value: unknown) => boolean,
): Step[] {
  const same = steps.filter(isSame);
  const last = same.at(-1);
  if (!last || same.length < 2) return steps;
  const merged = same.reduce((one, next) => merge(one, next, isOurs));
  return steps.flatMap((step) => {
    if (step === last) return [merged];
    return isSame(step) ? [] : [step];
  });
}

function merge(first: Step, second: Step, isOurs: (value: unknown) => boolean): Step {
  const { previous: _, ...later } = second;
  const rest = { ...later, ...headerFilesOf([first, second]) };
  // Somebody else may have dropped the entry in between: then the first alone knows what the kit replaced.
  if (isReplaced(second, undefined)) return { ...rest, ...heldBefore(first), after: null };
  // An entry that was put in the place of somebody else's is undone by its own step alone.
  if (!(isReplaced(second, first.value) || isOurs(second.replaced)))
    return { ...rest, after: null };
  const { replaced: __, replacedAs: ___, ...others } = rest;
  return {
    ...others,
    ...heldBefore(first),
    before: first.before,
    after: null,
    splices: compose(first.splices, second.splices),
  };
}

/** What both together have inserted, where the second has changed what the first had inserted; none otherwise. */
function compose(first: readonly Splice[], second: readonly Splice[]): Splice[] {
  const [one, ...more] = first.filter(({ inserted }) => inserted !== "");
  const [two, ...others] = second.filter(({ inserted }) => inserted !== "");
  if (!one || !two?.removed || more.length > 0 || others.length > 0) return [];
  const parts = one.inserted.split(two.removed);
  return parts.length === 2 ? [{ ...one, inserted: parts.join(two.inserted) }] : [];
}
