import type { KitError } from "../../client/kit-error.ts";
import { quote } from "../../client/quote.ts";
import { knownLogin } from "../github/users.ts";
import {
  approves,
  findApproval,
  findDenial,
  findScripted,
  findSkip,
  refuses,
  retreats,
} from "./approval.ts";
import { isAside, setsUp } from "./aside.ts";
import type { AttemptOptions } from "./attempt.ts";
import { isNamed, only } from "./button-words.ts";
import { elementsOf, visibleText } from "./dom.ts";
import type { SentForm } from "./forge.ts";
import { hintFor, notUnderstood, signInFailed } from "./failure.ts";
import { hasNamed } from "./hints.ts";
import type { Hop } from "./hop.ts";
import { isAround, isBeside } from "./beside.ts";
import { logsIn } from "./login-form.ts";
import { refreshOf } from "./meta-refresh.ts";
import type { Navigation } from "./navigation.ts";
import {
  disabledButtons,
  inertButtons,
  links,
  submitButtons,
  type Page,
  type Pressable,
} from "./page.ts";
import { moves, type Act, type Move, type Question } from "./person.ts";
import { linkBack } from "./way-back.ts";

/** What somebody has come to do so far. */
export interface Progress {
  hasActed: boolean;
  /** Whether they came to lose cookies, and had none. */
  hadNoCookies: boolean;
  /** Whether they had scopes to tick on a consent page, and ticked none. */
  hadNoScopes: boolean;
  /** Whether all that they forged was made up: no other browser was shown the form. */
  hasMadeUp?: boolean;
  /** The options whose check boxes they have seen. */
  readonly scopesSeenAt: Set<"scopes" | "gitHubScopes">;
  /** Names of the fields that they could fill in. */
  readonly fieldsSeen: Set<string>;
  /** Whether some page had the button that an option names; nothing before the first that had not. */
  readonly hintsFit: Map<"approve" | "deny", boolean>;
  /** How clearly the page asks for a decision on which they did it: see `clarity.ts`. Of several, the clearest. */
  actedAt: number;
  /** What they have typed, or will, that is nobody else's. */
  readonly typed: Set<string>;
  /** How often they have come back from GitHub with a code. */
  returns: number;
  /** What they have pressed so far, at GitHub apart. */
  readonly sent: SentForm[];
}

const AT_GITHUB: ReadonlySet<Act> = new Set([
  "cancel-at-github",
  "lose-cookies-at-github",
  "come-back-late",
]);

/** Whether somebody has done at GitHub what should be refused: whatever they press after that, and leads there again, is a second try. */
export function isBackInVain(
  { act = "approve" }: AttemptOptions,
  { hasActed, returns }: Progress,
): boolean {
  return AT_GITHUB.has(act) && hasActed && (returns > 0 || act === "cancel-at-github");
}

/** Says what somebody does on a page. */
export function decide(page: Page, options: AttemptOptions): Move {
  const account = isGitHub(page.url, options) ? findAccount(page, options.login) : undefined;
  if (account !== undefined) return { press: account };
  const pressables = pressablesOf(page, options);
  const inert = inertButtons(page).filter((each) => !isAround(each.element));
  const unlessScripted = (found: Pressable | undefined, wish: "approve" | "deny") =>
    found &&
    isOvershadowed(found, findScripted(inert, wish, options[wish]), {
      hint: options[wish],
      all: pressables,
    })
      ? undefined
      : found;
  // Where the words do not tell, the form is meant for which there is something to type.
  const filled = () => pressables.filter((each) => logsIn(page, each, options));
  const mayFill = Object.keys(options.fill ?? {}).length > 0;
  const clear = unlessScripted(
    findApproval(pressables, options.approve) ??
      (mayFill
        ? (findApproval(filled(), options.approve) ??
          only(filled().filter((each) => !retreats(each))))
        : undefined),
    "approve",
  );
  const isConsent = !isGitHub(page.url, options);
  // At GitHub nobody names a button.
  const no = isConsent ? options.deny : undefined;
  const denying =
    unlessScripted(findDenial(pressables, no), "deny") ??
    (isConsent && no === undefined
      ? linkBack(page, options, ({ searchParams }) => searchParams.get("error") === "access_denied")
      : undefined);
  const isNamedHere = hasNamed(page, options.approve) || hasNamed(page, options.deny);
  const isAnAside = isConsent && !isNamedHere && isAside(page);
  const isNamedElsewhere = no !== undefined && !hasNamed(page, no);
  const saysYes = clear !== undefined && approves(clear);
  const isSkipped = !saysYes && (isAnAside || (isNamedElsewhere && clear === undefined));
  const mayRetreat = clear === undefined || setsUp(page);
  const approving = (isSkipped ? findSkip(pressables, mayRetreat) : undefined) ?? clear;
  const isElsewhere = isAnAside || (isNamedElsewhere && approving !== undefined && !saysYes);
  // GitHub's page that asks for the code of a device leads on, and asks nothing yet.
  const asks = denying !== undefined || approving === undefined || approves(approving);
  const gitHubPlace = asks ? "authorize" : "entry";
  const place = isConsent ? "consent" : gitHubPlace;
  const isRefusable = denying !== undefined || [...pressables, ...inert].some(retreats);
  const question: Question = { place, approving, denying, isRefusable, isElsewhere };
  return moves[options.act ?? "approve"](question);
}

/**
 * Says where a page sends somebody on before they press anything. Nobody waits where a decision is theirs; what leads on, or back to
 * the client, is not held up by it.
 */
export function sentOn(
  page: Page,
  press: Pressable | undefined,
  { hasActed }: Pick<Progress, "hasActed">,
): Navigation | undefined {
  const refresh = refreshOf(page);
  const isTheirs = press !== undefined && !hasActed && (approves(press) || refuses(press));
  return refresh?.waits && isTheirs ? undefined : refresh?.navigation;
}

/** What may be pressed: what a page has beside what it is about only where somebody names it. */
function pressablesOf(page: Page, { approve, deny }: AttemptOptions): Pressable[] {
  const isHinted = (each: Pressable) =>
    [approve, deny].some((hint) => hint !== undefined && isNamed(each, hint, "whole"));
  return [...submitButtons(page), ...links(page)].filter(
    (each, _index, all) => isHinted(each) || !isBeside(each, all),
  );
}

/** Where a script would do what somebody wants, a link, or a button that merely leads on, is something else. */
function isOvershadowed(
  found: Pressable,
  scripted: Pressable | undefined,
  { hint, all }: { hint: string | undefined; all: readonly Pressable[] },
): boolean {
  if (scripted === undefined || (hint !== undefined && isNamed(found, hint))) return false;
  if (found.kind === "link" || !(approves(found) || refuses(found))) return true;
  // What says no to something else has a form of its own.
  return refuses(found) && !all.some((each) => each.form === found.form && each !== found);
}

/** Whether a page has a form, or scripts and no words, and nothing that a person could press. */
export function isForScripts(page: Page): boolean {
  const all = [submitButtons, disabledButtons, inertButtons, links];
  if (all.some((find) => find(page).length > 0)) return false;
  const has = (name: string) => elementsOf(page.document).some(({ tagName }) => tagName === name);
  const isBlank = visibleText(page.document, new Set(["noscript"])) === "";
  return has("form") || (has("script") && isBlank);
}

/** Makes the error for a page on which there is nothing to press for who acts like this. */
export function cannotDecide(
  page: Page,
  options: AttemptOptions,
  { hops, hasActed }: { hops: readonly Hop[]; hasActed: boolean },
): KitError {
  const { act } = options;
  if ((act === "deny" || act === "cancel-at-github") && hasActed && isGitHub(page.url, options)) {
    const told =
      act === "deny"
        ? "They denied, and were sent on to GitHub all the same."
        : "They cancelled at GitHub, and were sent there again.";
    return signInFailed(told, hops, {
      hint: "Answer who says no by a redirect to the client with `error=access_denied` (RFC 6749 section 4.1.2.1).",
    });
  }
  if (!page.isHtml) {
    const [type = ""] = hops.at(-1)?.contentType?.split(";") ?? [];
    const reason = `is no HTML page, but ${type || `empty (status ${page.status})`}`;
    return notUnderstood(page, reason, { hops, hint: "Answer with a page, or with a redirect." });
  }
  const wish = wishOf(page, options);
  const scripted = findScripted(inertButtons(page), wish, options[wish]);
  if (scripted !== undefined) {
    const reason = `has "${scripted.words}" to ${wish}, and only a script could press it`;
    return notUnderstood(page, reason, {
      hops,
      hint: "Give it a plain HTML form, or a link, that does the same: the scripted person runs no scripts.",
    });
  }
  if (isForScripts(page))
    return notUnderstood(page, "has nothing that a person could press, and goes on by a script", {
      hops,
      hint: "Redirect, or give its form a button, in <noscript> if it should not be seen: the scripted person runs no scripts.",
    });
  if (wish === "approve")
    return notUnderstood(page, "shows no button that clearly approves", { hops });
  if (act === "deny" && isGitHub(page.url, options))
    return notUnderstood(page, "is GitHub's, and no consent page came before it to say no on", {
      hops,
      hint: 'To say no to GitHub, use `act: "cancel-at-github"`.',
    });
  if (options.deny !== undefined && !hasNamed(page, options.deny))
    return notUnderstood(page, `shows no button ${quote(options.deny)} to deny with`, {
      hops,
      hint: "Name words on a button, or leave `deny` out.",
    });
  return notUnderstood(page, "shows no button that clearly denies", {
    hops,
    hint: hintFor("deny"),
  });
}

export function wishOf(page: Page, options: AttemptOptions): "approve" | "deny" {
  const { act } = options;
  const denies = act === "deny" || (act === "cancel-at-github" && isGitHub(page.url, options));
  return denies ? "deny" : "approve";
}

export const GITHUB_URL = "https://github.com";

export function isGitHub(url: URL, { gitHubUrl = GITHUB_URL }: AttemptOptions): boolean {
  return url.hostname === new URL(gitHubUrl).hostname && url.origin === new URL(gitHubUrl).origin;
}

/** On GitHub's page of accounts, the one to use. @returns undefined on its other pages */
export function findAccount(page: Page, login: string): Pressable | undefined {
  const accounts = submitButtons(page).filter(({ name }) => name === "login");
  if (accounts.length === 0) return undefined;
  const known = knownLogin(
    accounts.map(({ value }) => value),
    login,
  );
  return accounts.find(({ value }) => value === known);
}
