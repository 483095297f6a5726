import { APPROVES, findNamed, LEAVES, only, PROCEEDS, REFUSES, toWords } from "./button-words.ts";
import type { Pressable } from "./page.ts";

/**
 * Finds the one button that approves, on a page nobody has told us about.
 *
 * What is a button by its role comes first; a link counts where nothing is. A button that denies by its name, value or words
 * is never taken. Of the others, what approves by its name comes first, then by value, then by words; after these, what leads
 * on; and last, the only button there is.
 *
 * @param hint words on the button, for a page where the rules do not tell
 * @returns undefined when none or several fit
 */
export function findApproval(
  pressables: readonly Pressable[],
  hint?: string,
): Pressable | undefined {
  const buttons = byRole(pressables)[0] ?? [];
  const hinted = hint === undefined ? undefined : findNamed(buttons, hint);
  if (hinted !== undefined) return hinted;
  const willing = buttons.filter((each) => !denies(each));
  for (const pattern of [APPROVES, PROCEEDS]) {
    const fitting = firstFitting(willing, pattern);
    if (fitting.length > 0) return only(fitting);
  }
  return only(willing.filter((each) => each.kind === "button"));
}

/**
 * Finds the one button that says no to what a page asks. It is often a link beside the button that says yes.
 *
 * @param hint words on the button, for a page where the rules do not tell
 * @returns undefined when none or several fit
 */
export function findDenial(pressables: readonly Pressable[], hint?: string): Pressable | undefined {
  const groups = byRole(pressables);
  const hinted = groups.map((group) => (hint === undefined ? undefined : findNamed(group, hint)));
  const refusing = groups.map((group) => only(firstFitting(group.filter(refuses), REFUSES)));
  return [...hinted, ...refusing].find((each) => each !== undefined);
}

/** Among buttons that nothing here can press, finds one that somebody would who approves or denies. */
export function findScripted(
  inert: readonly Pressable[],
  wish: "approve" | "deny",
  hint?: string,
): Pressable | undefined {
  const hinted = hint === undefined ? undefined : findNamed(inert, hint);
  return hinted ?? inert.find(wish === "approve" ? approves : refuses);
}

/** What is a button by its role, and then the rest; what is empty is left out. */
function byRole(pressables: readonly Pressable[]): Pressable[][] {
  const buttons = pressables.filter(({ role }) => role === "button");
  const rest = pressables.filter(({ role }) => role !== "button");
  return [buttons, rest].filter((group) => group.length > 0);
}

/** Tells whether a button says that it approves, and does not merely lead on. */
export function approves(button: Pressable): boolean {
  return !denies(button) && firstFitting([button], APPROVES).length > 0;
}

/** Tells whether a button says no to what is asked, and does not merely lead elsewhere. */
function refuses(button: Pressable): boolean {
  return denies(button) && !LEAVES.test(toWords(button.words));
}

/** By name before value before words: what a program reads is clearer than what a person reads. */
function firstFitting(buttons: readonly Pressable[], pattern: RegExp): Pressable[] {
  for (const part of ["name", "value", "words"] as const) {
    const fitting = buttons.filter((each) => pattern.test(toWords(each[part])));
    if (fitting.length > 0) return fitting;
  }
  return [];
}

function denies({ name, value, words }: Pressable): boolean {
  if (isAgainst(words) || isAgainst(value)) return true;
  // A name is often shared by both buttons, so it does not deny what says that it approves.
  return isAgainst(name) && !APPROVES.test(toWords(words));
}

function isAgainst(text: string): boolean {
  return [REFUSES, LEAVES].some((pattern) => pattern.test(toWords(text)));
}
