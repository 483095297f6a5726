import type { AttemptOptions } from "./attempt.ts";
import { CLARITY, clarityOf, leadsOn } from "./clarity.ts";
import { aheadOf, asksAfter, asksSomewhere } from "./asks-elsewhere.ts";
import { notUnderstood } from "./failure.ts";
import { formKey } from "./forge.ts";
import { isLoginAlone, isNamedToApprove, logsIn, signsIn } from "./login-form.ts";
import type { Page, Pressable } from "./page.ts";
import type { Act, Move } from "./person.ts";
import { isShownAgain, textsOf } from "./shown-again.ts";
import type { Tab } from "./tab.ts";
import { decide, isBackInVain, isGitHub, type Progress } from "./turn.ts";

const REFUSABLE: readonly Act[] = [
  "forge-form",
  "lose-cookies",
  "lose-cookies-at-github",
  "come-back-late",
];
const DENIALS: readonly Act[] = ["deny", "cancel-at-github"];

/** Whether what would be forged, or done without cookies, only leads to where somebody decides: that is what is tried. */
export async function isOnTheWay(
  page: Page,
  { press, forges, forgetsCookies }: Move & { press: Pressable },
  options: AttemptOptions,
  progress: Progress,
): Promise<boolean> {
  if (!(forges || forgetsCookies === "all")) return false;
  const isNamed = isNamedToApprove(press, options);
  // What is tried is what somebody named, where they did.
  if (options.approve !== undefined && !isNamed && !progress.hintsFit.get("approve")) return true;
  const isBefore = leadsOn(page, press, options);
  if (isNamed && !isBefore) return false;
  // Once it was tried, what asks less clearly is left as it is.
  if (progress.hasActed) return isBefore || clarityOf(page, press, options) < progress.actedAt;
  // A code that is good for one login is not spent on looking.
  if (isLoginAlone(page, press, options) && !isNamed) return true;
  return asksMore(page, press, options, progress);
}

/**
 * Whether some other page asks more clearly for the decision: after a login, or the choice of an account, any that does; after what merely
 * says `Continue`, which may be the decision, as it may be what comes before it, one that can be said no to; after that, only one that
 * says that it approves.
 */
async function asksMore(
  page: Page,
  press: Pressable,
  options: AttemptOptions,
  progress: Progress,
): Promise<boolean> {
  if (clarityOf(page, press, options) === CLARITY.approves) return false;
  return asksSomewhere(options, {
    ahead: aheadOf({ page, press }, options, progress),
    passesGitHub: leadsOn(page, press, options) || progress.returns > 0,
  });
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
  const isDecision = move.isTheAct || move.press === undefined;
  if (!isDecision || !signsIn(page, press, options)) return undefined;
  const found = await asksAfter(aheadOf({ page, press }, options, progress), options);
  if (found === "unseen" && isLoginAlone(page, press, options))
    throw notUnderstood(
      page,
      "is a login, and whether something can be said no to after it could not be seen",
      {
        hops,
        hint: "Another browser is let through the login first: check `fill`, and that a page to say no on comes after it.",
      },
    );
  return found === true ? press : undefined;
}

/** Whoever is shown again what they have sent, after having done what should be refused, has been refused. */
export function isSentBack(
  { hasActed, sent }: Progress,
  page: Page,
  press: Pressable,
  options: AttemptOptions,
): boolean {
  if (!hasActed || !isInVain(options)) return false;
  const again = sent.filter(({ key, differing }) => key === formKey(page, press, differing));
  return again.some(({ texts }) => isShownAgain(texts, textsOf(page)));
}

/** Whoever has come back from GitHub in vain may well be asked to log in again: what they have not typed before is another question. */
export function isOfferedAgain(
  page: Page,
  press: Pressable,
  options: AttemptOptions,
  progress: Progress,
): boolean {
  return (
    isBackInVain(options, progress) &&
    progress.sent.some(({ isLogin }) => isLogin) &&
    !isGitHub(page.url, options) &&
    logsIn(page, press, options)
  );
}

/** Whether what somebody does should bring the client no code. */
export function isInVain({ act = "approve" }: AttemptOptions): boolean {
  return [...REFUSABLE, ...DENIALS].includes(act);
}

/** Whether what somebody does should be refused, though they do not say no. */
export function isRefusable({ act = "approve" }: AttemptOptions): boolean {
  return REFUSABLE.includes(act);
}
