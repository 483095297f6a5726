import type { CookieJar } from "tough-cookie";
import { KitError } from "../../client/kit-error.ts";
import { quote } from "../../client/quote.ts";
import { CODE_LIFE_MS } from "../github/authorization-codes.ts";
import { isLoopback } from "../github/loopback.ts";
import type { AttemptOptions } from "./attempt.ts";
import { signInFailed } from "./failure.ts";
import { isSecret } from "./hop.ts";
import { ScriptedBrowser, type Arrival } from "./scripted-browser.ts";
import type { Page } from "./page.ts";
import { isBackInVain, isGitHub, type Progress } from "./turn.ts";
import { isSameAddress } from "./way-back.ts";

/** A browser window with a sign-in under way. */
export interface Tab {
  readonly browser: ScriptedBrowser;
  readonly arrival: Arrival;
  readonly progress: Progress;
}

/** Tells whether the browser may go to an address. */
export function mayVisit(url: URL, options: AttemptOptions): boolean {
  const isWeb = /^https?:$/.test(url.protocol);
  return isWeb && (isLoopback(url) || isGitHub(url, options) || Boolean(options.allow?.(url)));
}

/** Opens the first page of a sign-in, in a window of its own. @param cookies those of another tab */
export async function openTab(options: AttemptOptions, cookies?: CookieJar): Promise<Tab> {
  const { stopBefore, fill = {} } = options;
  const start = URL.parse(options.url);
  if (start === null) {
    throw new KitError("USAGE", `A sign-in cannot start at ${quote(options.url)}.`, {
      hint: "Give the whole authorization URL: https://…",
    });
  }
  const progress: Progress = {
    hasActed: false,
    actedAt: 0,
    returns: 0,
    typed: new Set(Object.entries(fill).flatMap(([name, value]) => (isSecret(name) ? value : []))),
    sent: [],
    hadNoCookies: false,
    hadNoScopes: false,
    scopesSeenAt: new Set(),
    fieldsSeen: new Set(),
    hintsFit: new Map(),
  };
  const isBack = (url: URL, from: URL | undefined) =>
    from !== undefined && isGitHub(from, options) && !isGitHub(url, options);
  const onReturn = () => {
    progress.returns += 1;
    const { act } = options;
    if (act !== "come-back-late" && act !== "lose-cookies-at-github") return;
    if (progress.returns > 1 && progress.hasActed)
      throw signInFailed(
        "What came back from GitHub was refused, and GitHub asked for more.",
        browser.hops,
        {
          hint: "Tell the client an error (RFC 6749 section 4.1.2.1), or show a page, in place of starting over: whoever comes back with the code of somebody else is let in.",
        },
      );
    if (act === "lose-cookies-at-github") return;
    options.passTime?.(CODE_LIFE_MS);
    progress.hasActed = true;
  };
  const isSecondTry = (url: URL, pressedOn: Page | undefined) =>
    pressedOn !== undefined &&
    isGitHub(url, options) &&
    !isGitHub(pressedOn.url, options) &&
    isBackInVain(options, progress);
  const browser: ScriptedBrowser = new ScriptedBrowser({
    fetch: options.fetch ?? globalThis.fetch,
    allows: (url) => mayVisit(url, options),
    stopsBefore: (url, pressedOn) =>
      (stopBefore !== undefined && isSameAddress(url, stopBefore)) || isSecondTry(url, pressedOn),
    beforeHop(next) {
      const { url } = next;
      if (isBack(url, browser.visited.at(-1)) && url.searchParams.has("code")) onReturn();
      return options.beforeHop?.(next);
    },
    cookies,
    typed: progress.typed,
    answerTimeoutMs: options.answerTimeoutMs,
    signal: options.signal,
  });
  const arrival = await browser.visit({ method: "GET", url: start });
  return { browser, arrival, progress };
}
