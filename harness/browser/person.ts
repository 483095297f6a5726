import { KitError } from "../../client/kit-error.ts";
import { quote } from "../../client/quote.ts";
import { approves } from "./approval.ts";
import type { AttemptOptions } from "./attempt.ts";
import type { Pressable } from "./page.ts";

/**
 * What somebody does at a sign-in:
 *
 * - `approve` says yes everywhere;
 * - `deny` says no on the consent page;
 * - `cancel-at-github` says yes there, and no at GitHub;
 * - `forge-form` approves with the form that another browser was shown; logins, and what merely leads to the consent page, stay as they are;
 * - `lose-cookies` has the consent page open, loses all cookies, and approves;
 * - `lose-cookies-at-github` has GitHub's page open, loses the cookies of every other site, and authorizes;
 * - `open-second-tab` opens the first page in another tab too, and approves in the one that was there before;
 * - `come-back-late` authorizes, and comes back from GitHub when the code has died: that takes `passTime`.
 */
export type Act =
  | "approve"
  | "deny"
  | "cancel-at-github"
  | "forge-form"
  | "lose-cookies"
  | "lose-cookies-at-github"
  | "open-second-tab"
  | "come-back-late";

/** A page, as far as a decision depends on it. */
export interface Question {
  /** `consent` is any page that is not GitHub's, `authorize` GitHub's question, `entry` what comes before it there. */
  readonly place: "consent" | "authorize" | "entry";
  readonly approving: Pressable | undefined;
  readonly denying: Pressable | undefined;
  /** Whether anything there says no, be it one thing or several. */
  readonly isRefusable: boolean;
  /** Whether what somebody would say no to is asked elsewhere, by all that is known. */
  readonly isElsewhere: boolean;
}

/** What somebody does on one page. */
export interface Move {
  press: Pressable | undefined;
  /** Whether this is what makes the act what it is: everything else merely leads there. */
  isTheAct?: boolean;
  forges?: boolean;
  forgetsCookies?: "all" | "all-but-github";
}

/** One row for each {@link Act}. On GitHub's list of accounts, which is not asked here, everybody chooses their own. */
export const moves: Record<Act, (question: Question) => Move> = {
  approve: ({ approving }) => ({ press: approving, isTheAct: true }),

  deny({ place, approving, denying, isRefusable, isElsewhere }) {
    if (isElsewhere) return { press: approving };
    if (place === "consent" && denying) return { press: denying, isTheAct: true };
    // Somebody who wants to say no goes through a page that asks nothing yet, and approves nowhere.
    const isHarmless = !isRefusable && approving !== undefined && !approves(approving);
    return { press: isHarmless ? approving : undefined };
  },

  "cancel-at-github": ({ place, approving, denying }) =>
    place === "authorize" ? { press: denying, isTheAct: true } : { press: approving },

  "forge-form": ({ place, approving }) => ({ press: approving, forges: place === "consent" }),

  "lose-cookies": ({ place, approving }) =>
    place === "consent" ? { press: approving, forgetsCookies: "all" } : { press: approving },

  "lose-cookies-at-github": ({ place, approving }) =>
    place === "authorize"
      ? { press: approving, forgetsCookies: "all-but-github" }
      : { press: approving },

  "open-second-tab": ({ approving }) => ({ press: approving, isTheAct: true }),

  // The act is on the way back.
  "come-back-late": ({ approving }) => ({ press: approving }),
};

const LONGEST_MS = 2 ** 31 - 1;

/** @throws {KitError} USAGE for what nobody can do, from code that no compiler has seen, what takes a clock without one, and a wait that is none */
export function checkAct({
  act = "approve",
  passTime,
  answerTimeoutMs = 1,
}: Pick<AttemptOptions, "act" | "passTime" | "answerTimeoutMs">): void {
  if (
    !(Number.isInteger(answerTimeoutMs) && answerTimeoutMs > 0 && answerTimeoutMs <= LONGEST_MS)
  ) {
    throw new KitError("USAGE", `No answer can be waited for ${answerTimeoutMs} ms.`, {
      hint: `\`answerTimeoutMs\` is a whole number from 1 to ${LONGEST_MS}.`,
    });
  }
  if (!Object.hasOwn(moves, act)) {
    throw new KitError("USAGE", `Nobody can ${quote(act)} at a sign-in.`, {
      hint: `A person can ${Object.keys(moves).join(", ")}.`,
    });
  }
  if (act === "come-back-late" && passTime === undefined) {
    throw new KitError("USAGE", 'Nobody can "come-back-late" where no clock can be moved.', {
      hint: "Say how time passes at GitHub: `passTime: (ms) => github.passTime(ms)`.",
    });
  }
}
