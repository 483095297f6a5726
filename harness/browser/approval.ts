import {
  AGREES,
  APPROVES,
  BEGINS,
  findNamed,
  GOES_ON,
  HARMS,
  LEAVES,
  only,
  PROCEEDS,
  REFUSES,
  RETREATS,
  says,
  SAYS_NO,
  SKIPS,
  toWords,
} from "./button-words.ts";
import { asksToType } from "./field.ts";
import type { Pressable } from "./page.ts";

/** What a button sends that says yes or no by its name: `name="authorize" value="0"`. */
const OFF = /^(?:0|false|off)$/i;
const ON = /^(?:1|true|on)$/i;

/**
 * Finds the one button that approves, on a page nobody has told us about.
 *
 * What is a button by its role comes first; a link counts where nothing is. A button that denies by its name, value or words
 * is never taken, nor one that says nothing known. Of the others, what approves by its name comes first, where several do by
 * value, and then by words; after these, what leads on. Between two forms that each ask for no more than a yes it does not choose.
 *
 * @param hint words on the button, for a page where the rules do not tell
 * @returns undefined when none or several fit
 */
export function findApproval(
  pressables: readonly Pressable[],
  hint?: string,
): Pressable | undefined {
  const groups = byRole(pressables);
  const hinted = findHinted(groups, hint, (each) => !denies(each));
  if (hinted !== undefined) return hinted;
  const [buttons = [], links = []] = groups;
  const willing = buttons.filter((each) => !denies(each) && !isNamedToDeny(each, buttons));
  const approving = narrow(willing, APPROVES);
  const named = approving.length === 0 ? only(buttons.filter(mayAgree)) : undefined;
  if (named !== undefined && pressables.some((each) => each !== named && refuses(each)))
    return named;
  // A button that leads on may be anything, beside a link that approves.
  if (approving.length === 0 && links.some(approves)) return undefined;
  const chosen = only(approving.length > 0 ? approving : narrow(willing, PROCEEDS));
  const isRivalled = willing.some((each) => rivals(each, chosen));
  return isRivalled ? undefined : chosen;
}

/** Tells whether a button of another form may be the one meant. A form with something to type asks for more than a yes. */
function rivals(button: Pressable, chosen: Pressable | undefined): boolean {
  const { form } = button;
  if (form === undefined || form === chosen?.form || asksToType(form)) return false;
  const leadsOn = [APPROVES, PROCEEDS].some((pattern) => narrow([button], pattern).length > 0);
  return leadsOn && chosen !== undefined && only([chosen, button]) === undefined;
}

/**
 * Finds the one button that says no to what a page asks. It is often a link beside the button that says yes.
 *
 * @param hint words on the button, where the rules do not tell, or find another one
 * @returns undefined when none or several fit
 */
export function findDenial(pressables: readonly Pressable[], hint?: string): Pressable | undefined {
  const groups = byRole(pressables);
  if (hint !== undefined) return findHinted(groups, hint, (each) => !approves(each));
  const refusing = groups.map((group) => only(narrow(group.filter(refuses), REFUSES)));
  return refusing.find((each) => each !== undefined);
}

/**
 * Finds the one button that leaves open what a page asks, as `Not now` or `Skip`.
 *
 * @param mayRetreat whether one by which nobody wants it, as `Cancel`, will do where there is none
 */
export function findSkip(
  pressables: readonly Pressable[],
  mayRetreat: boolean,
): Pressable | undefined {
  const skip = findOnly(pressables, leavesOpen);
  if (skip !== undefined || !mayRetreat) return skip;
  return findOnly(pressables, (each) => retreats(each) || leavesOpen(each));
}

/** Tells whether a button leaves open what a page asks. */
export function leavesOpen({ words }: Pressable): boolean {
  return SKIPS.test(toWords(words));
}

function findOnly(
  pressables: readonly Pressable[],
  isMeant: (button: Pressable) => boolean,
): Pressable | undefined {
  const found = byRole(pressables).map((group) => only(group.filter(isMeant)));
  return found.find((each) => each !== undefined);
}

function findHinted(
  groups: readonly Pressable[][],
  hint: string | undefined,
  isMeant: (button: Pressable) => boolean,
): Pressable | undefined {
  if (hint === undefined) return undefined;
  return groups.map((group) => findNamed(group, hint, isMeant)).find((each) => each !== undefined);
}

/** Among buttons that nothing here can press, finds one that somebody would who approves or denies. */
export function findScripted(
  inert: readonly Pressable[],
  wish: "approve" | "deny",
  hint?: string,
): Pressable | undefined {
  const does = wish === "approve" ? approves : refuses;
  return findHinted([[...inert]], hint, does) ?? inert.find(does);
}

/** What is a button by its role, and then the rest; what is empty is left out. */
function byRole(pressables: readonly Pressable[]): Pressable[][] {
  const buttons = pressables.filter(({ role }) => role === "button");
  const rest = pressables.filter(({ role }) => role !== "button");
  return [buttons, rest].filter((group) => group.length > 0);
}

/** Tells whether a button says that it approves, and does not merely lead on. */
export function approves(button: Pressable): boolean {
  return !denies(button) && narrow([button], APPROVES).length > 0;
}

/** Tells whether a button says no to what is asked, and does not merely lead elsewhere. */
export function refuses(button: Pressable): boolean {
  const { name, value, words } = button;
  if (!denies(button) || says(words, LEAVES) || says(name, HARMS)) return false;
  if (GOES_ON.test(toWords(words)) && ![name, value].some((each) => says(each, REFUSES)))
    return false;
  return !isPlainLink(button) || SAYS_NO.test(toWords(button.words));
}

/** Tells whether a button may be there for who does not want what is asked. */
export function retreats(button: Pressable): boolean {
  return refuses(button) || (!isPlainLink(button) && says(button.words, RETREATS));
}

/** `Authorize Later`: beside one that says no it is the one that approves, whatever an app is called. */
function mayAgree({ words }: Pressable): boolean {
  return AGREES.test(toWords(words));
}

/** One among the many that a page has: to its terms, to another account. */
function isPlainLink({ role, kind }: Pressable): boolean {
  return kind === "link" && role !== "button";
}

/** By name, then value, then words: what a program reads is clearer, and what a person reads parts those that are alike. */
function narrow(buttons: readonly Pressable[], pattern: RegExp): Pressable[] {
  let left: readonly Pressable[] | undefined;
  for (const part of ["name", "value", "words"] as const) {
    const fitting = (left ?? buttons).filter((each) => says(each[part], pattern));
    if (fitting.length > 0) left = fitting;
  }
  return [...(left ?? [])];
}

function denies(button: Pressable): boolean {
  const { name, value, words } = button;
  // What comes after its verb is no app's name: "agree to the terms".
  if (isPlainLink(button) && says(words, LEAVES)) return true;
  const isNamedForIt = says(name, APPROVES);
  // What comes after the verb may be the name of an app: "Authorize Block & Co".
  const [verb = ""] = words.split(" ");
  if (isNamedForIt && ON.test(value) && says(verb, APPROVES)) return false;
  if (isAgainst(words) || isAgainst(value) || (isNamedForIt && OFF.test(value))) return true;
  // A name is often shared by both buttons, so it does not deny what says that it approves.
  return isAgainst(name) && !says(words, APPROVES);
}

/** By a name that no other button has: where both have it, it says what is decided, and not how. */
function isNamedToDeny({ name }: Pressable, all: readonly Pressable[]): boolean {
  return says(name, REFUSES) && all.filter((each) => each.name === name).length === 1;
}

function isAgainst(text: string): boolean {
  return says(text, REFUSES) || (says(text, LEAVES) && !BEGINS.test(toWords(text)));
}
