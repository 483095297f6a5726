import type { AttemptOptions } from "./attempt.ts";
import { asksAfter, asksSomewhere } from "./elsewhere.ts";
import { notUnderstood } from "./failure.ts";
import { nameOfForm } from "./forge.ts";
import { isNamedToApprove, leadsOn, logsIn } from "./login-form.ts";
import type { Page, Pressable } from "./page.ts";
import type { Act, Move } from "./person.ts";
import type { Tab } from "./tab.ts";
import { decide, isGitHub, type Progress } from "./turn.ts";

const REFUSABLE: readonly Act[] = [
  "forge-form",
  "lose-cookies",
  "lose-cookies-at-github",
  "come-back-late",
];
const AT_GITHUB: ReadonlySet<Act> = new Set([
  "cancel-at-github",
  "lose-cookies-at-github",
  "come-back-late",
]);
const DENIALS: readonly Act[] = ["deny", "cancel-at-github"];

/** Whether somebody has said no already, and a page asks for something else. */
export function hasDenied(
  page: Page,
  { isTheAct }: Move,
  options: AttemptOptions,
  { hasActed }: Progress,
): boolean {
  return options.act === "deny" && hasActed && !isTheAct && !isGitHub(page.url, options);
}

/** Whether what would be forged, or done without cookies, only leads to where somebody decides: that is what is tried. */
export async function isOnTheWay(
  page: Page,
  { press, forges, forgetsCookies }: Move & { press: Pressable },
  options: AttemptOptions,
  progress: Progress,
): Promise<boolean> {
  if (!(forges || forgetsCookies === "all") || !leadsOn(page, press, options)) return false;
  if (progress.hasActed) return true;
  // A code that is good for one login is not spent on looking.
  if (logsIn(page, press, options) && !isNamedToApprove(press, options)) return true;
  progress.asksSomewhere ??= await asksSomewhere(options);
  return progress.asksSomewhere;
}

/** Who denies logs in, and signs in at GitHub, where the Worker asks for consent after that. @returns what to press there */
export async function signInFirst(
  page: Page,
  move: Move,
  options: AttemptOptions,
  { progress, browser: { hops } }: Pick<Tab, "progress" | "browser">,
): Promise<Pressable | undefined> {
  if (options.act !== "deny" || progress.hasActed) return undefined;
  const { press } = decide(page, { ...options, act: "approve" });
  if (press === undefined) return undefined;
  if (isGitHub(page.url, options))
    return move.press === undefined && (await asksAfter("github", options)) === true
      ? press
      : undefined;
  if (!move.isTheAct || !logsIn(page, press, options)) return undefined;
  progress.asksAfterLogin ??= await asksAfter("login", options);
  if (progress.asksAfterLogin === "unseen")
    throw notUnderstood(
      page,
      "is a login, and whether something can be said no to after it could not be seen",
      {
        hops,
        hint: "Another browser is let through the login first: check `fill`, and that a page to say no on comes after it.",
      },
    );
  return progress.asksAfterLogin ? press : undefined;
}

/** Whoever is shown again what they have sent, after having done what should be refused, has been refused. */
export function isSentBack(
  { hasActed, sent }: Progress,
  page: Page,
  press: Pressable,
  { act = "approve" }: AttemptOptions,
): boolean {
  if (!hasActed || ![...REFUSABLE, ...DENIALS].includes(act)) return false;
  return sent.some(({ form, differing }) => form === nameOfForm(page, press, differing));
}

/** Whoever has come back from GitHub in vain may well be asked to sign in again, and would go there once more. */
export function isOfferedAgain(
  page: Page,
  press: Pressable,
  options: AttemptOptions,
  { hasActed, returns }: Progress,
): boolean {
  const { act = "approve" } = options;
  const wasAtGitHub = AT_GITHUB.has(act) && hasActed && (returns > 0 || act === "cancel-at-github");
  return wasAtGitHub && !isGitHub(page.url, options) && leadsOn(page, press, options);
}

/** Whether what somebody does should be refused, though they do not say no. */
export function isRefusable({ act = "approve" }: AttemptOptions): boolean {
  return REFUSABLE.includes(act);
}
