import { approves } from "./approval.ts";
import type { AttemptOptions } from "./attempt.ts";
import { CLARITY, clarityOf, leadsOn } from "./clarity.ts";
import { walkElsewhere } from "./elsewhere.ts";
import { formKey } from "./forge.ts";
import { decidesByField, signsIn } from "./login-form.ts";
import type { Page, Pressable } from "./page.ts";
import type { Shown } from "./perform.ts";
import { decide, isGitHub, type Progress } from "./turn.ts";
import { redirectUriOf } from "./way-back.ts";

/** Tells whether a page that another browser comes to asks for the decision more clearly than one here. */
type Ahead = (page: Page, press: Pressable) => boolean;

/** What was passed here is none; of two that come beforehand, and can be said no to, the last one may be the decision. */
export function aheadOf(own: Shown, options: AttemptOptions, { sent }: Progress): Ahead {
  const { page, press } = own;
  const clarity = clarityOf(page, press, options);
  // What can be said no to is not followed by another such page, but by one that says more.
  const least = leadsOn(page, press, options)
    ? clarity
    : Math.max(clarity, CLARITY.refusableBeforehand);
  const known = new Set([...sent.map(({ key }) => key), formKey(page, press)]);
  return (each, other) => {
    const theirs = clarityOf(each, other, options);
    const isLast = clarity === CLARITY.refusableBeforehand && theirs === clarity;
    return !known.has(formKey(each, other)) && (isLast || theirs > least);
  };
}

/**
 * Has another browser go on to where somebody says yes or no to what the client asks.
 *
 * @param passesGitHub whether it may sign in at GitHub on the way, which remembers that
 * @returns whether there is such a page, and false where nobody knows what to stop before
 */
export async function asksSomewhere(
  options: AttemptOptions,
  { ahead, passesGitHub }: { ahead: Ahead; passesGitHub: boolean },
): Promise<boolean> {
  if (redirectUriOf(options) === null) return false;
  const arrival = await walkElsewhere(options, (each, press) =>
    isGitHub(each.url, options) ? !passesGitHub : press !== undefined && ahead(each, press),
  );
  return arrival !== undefined && "page" in arrival && !isGitHub(arrival.page.url, options);
}

/**
 * Has another browser go on past a login, or GitHub, to see whether the Worker asks for consent after that.
 *
 * @param what GitHub, or what may come after a page that somebody signs in by
 * @returns whether there is a page to say no on, where that could be seen
 */
export async function asksAfter(
  what: "github" | Ahead,
  options: AttemptOptions,
): Promise<boolean | "unseen"> {
  if (redirectUriOf(options) === null) return false;
  let wasThere = false;
  const arrival = await walkElsewhere(options, (each, press) => {
    const isAtGitHub = isGitHub(each.url, options);
    const asksMore = what === "github" || press === undefined || what(each, press);
    const isSignIn = press !== undefined && signsIn(each, press, options);
    if (what === "github" ? isAtGitHub : isSignIn && !asksMore) {
      wasThere = true;
      return false;
    }
    if (isAtGitHub || !wasThere) return false;
    // What says `Continue`, and has nothing else, is passed.
    const clarity = press ? clarityOf(each, press, options) : CLARITY.none;
    const asks = clarity >= CLARITY.refusable || isDeniable(each, options);
    return asks && asksMore;
  });
  if (arrival === undefined) return "unseen";
  if ("stoppedBefore" in arrival) return false;
  if (isDeniable(arrival.page, options)) return true;
  const { press } = decide(arrival.page, { ...options, act: "approve" });
  // What merely says `Continue` may be anything.
  return press !== undefined && approves(press) ? false : "unseen";
}

/** Tells whether a page has something to say no by, for who denies. */
function isDeniable(page: Page, options: AttemptOptions): boolean {
  const { press, isTheAct } = decide(page, { ...options, act: "deny" });
  return press !== undefined && (isTheAct === true || decidesByField(page, press, "deny"));
}
