import { hasDenied, onwardAfterDenial } from "./after-denial.ts";
import { checkActed, checkDenied, checkDone, checkRefused, checkResponse } from "./check-done.ts";
import { leadsOn } from "./clarity.ts";
import { createCookieJar } from "./cookie-rules.ts";
import { lookElsewhere } from "./elsewhere.ts";
import { readEnding, type Ending } from "./ending.ts";
import { signInFailed } from "./failure.ts";
import { hintsAfter } from "./hints.ts";
import type { Hop } from "./hop.ts";
import { isOfferedAgain, isOnTheWay, isRefusable, isSentBack, signInFirst } from "./on-the-way.ts";
import { leadBack, tryLastButton } from "./last-button.ts";
import { isAskedAnew, isLinkAway, isOver, leadsAway } from "./over.ts";
import { describePage, type Page } from "./page.ts";
import { perform } from "./perform.ts";
import { checkAct, type Act } from "./person.ts";
import type { Fetch, NextHop } from "./scripted-browser.ts";
import { openTab, type Tab } from "./tab.ts";
import { cannotDecide, decide, isBackInVain, isForScripts, isGitHub, sentOn } from "./turn.ts";
import { isClients, redirectUriOf } from "./way-back.ts";

export interface AttemptOptions {
  /** The authorization URL, or any page of the sign-in. */
  url: string;
  /** Who is at the keyboard, at GitHub. */
  login: string;
  /** What they do. Default: `"approve"`. */
  act?: Act | undefined;
  /** The scopes that they tick on a consent page with check boxes; every other one is unticked. Default: the page's own. */
  scopes?: readonly string[] | undefined;
  /** The scopes that they tick at GitHub, likewise. */
  gitHubScopes?: readonly string[] | undefined;
  /**
   * What they type into a page that asks for something, or choose there, by the field's name: `{ email: "a@b.example" }`. What
   * can be chosen is named by its value or by the words beside it; `""` chooses nothing.
   */
  fill?: Readonly<Record<string, string>> | undefined;
  /**
   * Words on the button that approves, for a consent page where it cannot be told. What is forged, or done without cookies, is what that
   * button sends, and nothing before it.
   */
  approve?: string | undefined;
  /** Words on the button that denies: whoever names it goes on to where it is, past other ones that say no, and approves nothing on the way. */
  deny?: string | undefined;
  /** Called before every request, redirects included: moves a clock, waits, or takes the cookies away. */
  beforeHop?: ((next: NextHop) => unknown) | undefined;
  /** Lets time pass at GitHub, for `come-back-late`: `(ms) => github.passTime(ms)`. A kit moves its own, for everybody, and not back. */
  passTime?: ((ms: number) => void) | undefined;
  /** How to reach anything. Default: `globalThis.fetch`, where msw answers for GitHub. */
  fetch?: Fetch | undefined;
  /** The client's redirect URI: it is not requested but returned, with `code` and `state` in its query. */
  stopBefore?: string | undefined;
  /** Where GitHub is emulated. Default: `https://github.com`. */
  gitHubUrl?: string | undefined;
  /** Lets the browser go further than this machine and GitHub. */
  allow?: ((url: URL) => boolean) | undefined;
  /** How long each answer is waited for. Default: 30 000. */
  answerTimeoutMs?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** How the person behaves, whoever connects. */
export type Behaviour = Pick<
  AttemptOptions,
  "act" | "scopes" | "gitHubScopes" | "fill" | "approve" | "deny" | "beforeHop" | "passTime"
>;

export interface SignInAttempt {
  readonly ending: Ending;
  /** Where it ended: the client's redirect URI with its query, or the last page. */
  readonly url: string;
  /** The way there. */
  readonly hops: readonly Hop[];
}

const IN_FRAGMENT =
  "What came back stands in the fragment: answer in the query, as `response_type=code` has it.";

/**
 * Lets somebody go through a sign-in as `act` says, and tells how it ended, for the client and for them.
 *
 * @throws {KitError} SIGN_IN_FAILED when a hop is not answered, leaves this machine and GitHub, or goes round in circles;
 *   when who has denied is sent on to GitHub all the same; and when the client got its code although the person never came to do what `act`, `scopes`, `fill` or a named button says
 * @throws {KitError} PAGE_NOT_UNDERSTOOD when it cannot be told which button to press, or a page has not what `scopes` and `fill` say
 * @throws {KitError} LOGIN_UNKNOWN when GitHub does not offer the account
 * @example
 * const { ending } = await attemptSignIn({ url, login: "octocat", stopBefore, act: "deny" });
 * expect(ending).toMatchObject({ kind: "refused", error: "access_denied" });
 */
export async function attemptSignIn(options: AttemptOptions): Promise<SignInAttempt> {
  checkAct(options);
  const cookies = createCookieJar();
  const tab = await openTab(options, cookies);
  if (options.act === "open-second-tab") checkOpened(await openTab(options, cookies));
  return finishSignIn(tab, options);
}

/** Who sees an error in the second tab has not opened another sign-in. */
function checkOpened({ browser, arrival }: Tab): void {
  if ("page" in arrival && arrival.page.status >= 400)
    throw signInFailed("The second tab showed an error.", browser.hops);
}

/** Goes on from the page that a tab shows to the end of its sign-in. */
export async function finishSignIn(tab: Tab, options: AttemptOptions): Promise<SignInAttempt> {
  const { browser, progress } = tab;
  const redirectUri = redirectUriOf(options);
  const isResponse = (url: URL) => isClients(url, options);
  const end = (url: URL, ending: Ending, response = url): SignInAttempt => {
    if (ending.kind === "approved" && !response.searchParams.get("code"))
      throw signInFailed(
        "The client was sent neither a code nor an error (RFC 6749 section 4.1.2).",
        browser.hops,
        /[#&](?:code|error|access_token)=/.test(response.hash) ? { hint: IN_FRAGMENT } : {},
      );
    if (ending.kind !== "stopped") checkResponse(response, options, browser.hops);
    if (ending.kind === "approved") checkDone(progress, options, browser.hops);
    else if (progress.hasActed) checkDenied(progress, options, browser.hops);
    if (ending.kind !== "approved") checkActed(progress, options, browser.hops);
    if (ending.kind !== "approved" && isRefusable(options))
      checkRefused(ending, progress, options, browser.hops);
    return { ending, url: url.href, hops: browser.hops };
  };

  const window = { browser, options, progress, lookElsewhere };
  let { arrival } = tab;
  /** Where somebody who is back from GitHub in vain went on by signing in. */
  let signedInAgainAt: Page | undefined;
  for (;;) {
    if ("stoppedBefore" in arrival) {
      return end(arrival.stoppedBefore, readEnding(arrival.stoppedBefore));
    }
    const { page } = arrival;
    const response = browser.visited.findLast(isResponse);
    const told = response && readEnding(response);
    if (response && told?.kind === "refused") return end(response, told);
    if (page.status >= 400) return end(page.url, stoppedAt(page));
    if (told) return end(page.url, told, response);

    let move = decide(page, progress.hasActed ? hintsAfter(page, options) : options);
    let press = hasDenied(page, move, options, progress)
      ? onwardAfterDenial(page, options, tab)
      : ((await signInFirst(page, move, options, tab)) ?? move.press);
    if (press !== move.press) move = { press };
    if (progress.hasActed && isLinkAway(page, press, options)) press = undefined;
    if (press && (await isOnTheWay(page, { ...move, press }, options, progress))) move = { press };
    const onward = sentOn(page, press, progress);
    if (onward !== undefined && !(progress.hasActed && leadsAway(onward.url, options))) {
      arrival = await browser.visit(onward);
      continue;
    }
    if (press === undefined) {
      const next = progress.hasActed
        ? ((await leadBack(page, window)) ?? (await tryLastButton(page, window)))
        : undefined;
      if (next !== undefined) {
        arrival = next;
        continue;
      }
      const isEnd = isOver(page, options, progress);
      // Without a `redirect_uri` to look for, a page with nothing on it that was handed a code is the client's.
      if (isEnd && redirectUri === null && page.url.searchParams.has("code")) {
        return end(page.url, readEnding(page.url));
      }
      const isAtWorker = !isGitHub(page.url, options);
      const isDone =
        progress.hasActed && (isEnd || (isAtWorker && hasDenied(page, move, options, progress)));
      if (isDone && !isForScripts(page)) return end(page.url, stoppedAt(page));
      const over = signedInAgainAt ?? (isAskedAnew(page, options, progress) ? page : undefined);
      if (over) return end(over.url, stoppedAt(over));
      throw cannotDecide(page, options, { ...progress, hops: browser.hops });
    }
    if (
      isSentBack(progress, page, press, options) ||
      isOfferedAgain(page, press, options, progress)
    )
      return end(page.url, stoppedAt(page));
    if (isBackInVain(options, progress) && leadsOn(page, press, options)) signedInAgainAt = page;
    arrival = await perform({ ...move, press }, page, window);
    if ("stoppedBefore" in arrival && isGitHub(arrival.stoppedBefore, options))
      return end(page.url, stoppedAt(page));
  }
}

function stoppedAt(page: Page): Ending {
  return { kind: "stopped", status: page.status, text: describePage(page) };
}
