import { approves, leavesOpen, retreats } from "./approval.ts";
import { asksBeforehand, isAside } from "./aside.ts";
import type { AttemptOptions } from "./attempt.ts";
import { decidesByField, isLoginAlone, logsIn, retreatsFrom, signsIn } from "./login-form.ts";
import type { Page, Pressable } from "./page.ts";

/**
 * Says how clearly a page asks for the decision itself. Whatever asks for it more clearly, on the way to the client, is where somebody
 * decides: an account is chosen before, but where nothing comes after the choice of a workspace, that was it.
 */
export const CLARITY = {
  /** A login, or what a site asks besides. */
  none: 0,
  /** What comes beforehand, and nobody can say no to. */
  beforehand: 1,
  /** It merely says `Continue`. */
  continues: 2,
  /** What comes beforehand, and can be said no to. */
  refusableBeforehand: 3,
  /** It merely says `Continue`, and can be said no to. */
  refusable: 4,
  /** It says that it approves. */
  approves: 5,
} as const;

type Clarity = (typeof CLARITY)[keyof typeof CLARITY];

export function clarityOf(page: Page, press: Pressable, options: AttemptOptions): Clarity {
  if (isLoginAlone(page, press, options) || isAside(page)) return CLARITY.none;
  // What is skipped is not refused.
  const isRefusable = retreatsFrom(page, (each) => retreats(each) && !leavesOpen(each));
  if (asksBeforehand(page) || logsIn(page, press, options))
    return isRefusable ? CLARITY.refusableBeforehand : CLARITY.beforehand;
  if (approves(press) || decidesByField(page, press, "approve")) return CLARITY.approves;
  if (isRefusable) return CLARITY.refusable;
  return signsIn(page, press, options) ? CLARITY.none : CLARITY.continues;
}

/**
 * Tells whether a button merely leads to where somebody decides, by a login, a choice of account, a site's terms or a question beside.
 * Elsewhere, nothing on its page can be said no to, by a button or in a field; what only says `Continue` may be the decision.
 */
export function leadsOn(page: Page, press: Pressable, options: AttemptOptions): boolean {
  const { none, beforehand, refusableBeforehand } = CLARITY;
  const clarity = clarityOf(page, press, options);
  return clarity === none || clarity === beforehand || clarity === refusableBeforehand;
}
