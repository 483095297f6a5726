import type { Pressable } from "./page.ts";

const DENIES =
  /\b(?:cancel|deny|denied|reject|decline|refuse|no|not|never|don t|do not|disallow|disagree|abort|back|close|revoke|remove|delete|different|another|switch|sign out|log ?out|sign up|register|forgot)\b/;
/** Words that only an approving button has. */
const APPROVES = /\b(?:allow|approve|authori[sz]e|accept|agree|grant|permit|consent|yes)\b/;
/** Words that lead on, and may stand beside one that approves. */
const PROCEEDS = /\b(?:continue|confirm|proceed|ok|okay|next|connect|sign in|log ?in)\b/;

/**
 * Finds the one button that approves, on a page nobody has told us about.
 *
 * A button that denies by its name, value or words is never taken. Of the others, what approves by its name comes first,
 * then by value, then by words; after these, what leads on; and last, the only button there is.
 *
 * @param hint words on the button, for a page where the rules do not tell
 * @returns undefined when none or several fit
 */
export function findApproval(buttons: readonly Pressable[], hint?: string): Pressable | undefined {
  const hinted = hint === undefined ? undefined : findHinted(buttons, hint);
  if (hinted !== undefined) return hinted;
  const willing = buttons.filter((each) => !denies(each));
  for (const pattern of [APPROVES, PROCEEDS]) {
    for (const part of ["name", "value", "words"] as const) {
      const fitting = willing.filter((each) => pattern.test(toWords(each[part])));
      if (fitting.length > 0) return only(fitting);
    }
  }
  return only(willing.filter((each) => each.kind === "button"));
}

function findHinted(buttons: readonly Pressable[], hint: string): Pressable | undefined {
  const wanted = toWords(hint);
  const exact = buttons.filter((each) =>
    [each.words, each.value].some((text) => toWords(text) === wanted),
  );
  if (exact.length > 0) return only(exact);
  return only(buttons.filter((each) => toWords(each.words).includes(wanted)));
}

function denies({ name, value, words }: Pressable): boolean {
  if (DENIES.test(toWords(words)) || DENIES.test(toWords(value))) return true;
  // A name is often shared by both buttons, so it does not deny what says that it approves.
  return DENIES.test(toWords(name)) && !APPROVES.test(toWords(words));
}

/** The same button twice, for narrow and wide windows, is one button. */
function only(buttons: Pressable[]): Pressable | undefined {
  const [first, ...others] = buttons;
  const isSame = (each: Pressable) =>
    each.words === first?.words && each.name === first.name && each.value === first.value;
  return others.every(isSame) ? first : undefined;
}

/** `approveAccess`, `approve_access` and `Approve access!` are the same words. */
function toWords(text: string): string {
  return text
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
