import { KitError } from "../../client/kit-error.ts";
import { isLoopback } from "../github/loopback.ts";
import { knownLogin } from "../github/users.ts";
import { findApproval } from "./approval.ts";
import { showUrl, type Hop } from "./hop.ts";
import { navigationFor } from "./navigation.ts";
import { describePage, links, submitButtons, type Page, type Pressable } from "./page.ts";
import { ScriptedBrowser, type Fetch } from "./scripted-browser.ts";

export interface SignInOptions {
  /** The authorization URL, or any page of the sign-in. */
  url: string;
  /** Who is at the keyboard, at GitHub. */
  login: string;
  /** How to reach anything. Default: `globalThis.fetch`, where msw answers for GitHub. */
  fetch?: Fetch | undefined;
  /** The client's redirect URI: it is not requested but returned, with `code` and `state` in its query. */
  stopBefore?: string | undefined;
  /** Words on the button that approves, for a consent page where it cannot be told. */
  approve?: string | undefined;
  /** Where GitHub is emulated. Default: `https://github.com`. */
  gitHubUrl?: string | undefined;
  /** Lets the browser go further than this machine and GitHub. */
  allow?: ((url: URL) => boolean) | undefined;
  signal?: AbortSignal | undefined;
}

export interface SignedIn {
  /** Where it ended: the client's redirect URI with its query, or the last page. */
  url: string;
  /** The way there. */
  hops: Hop[];
}

/**
 * Signs in as a person would, without one: follows the authorization URL, approves on the consent page, chooses the
 * account at GitHub and authorizes there, and returns to the client.
 *
 * It is done when the client's redirect URI is reached: `stopBefore`, or the `redirect_uri` of the first address.
 *
 * @throws {KitError} SIGN_IN_FAILED when a hop fails, leaves this machine and GitHub, or the client is told an error
 * @throws {KitError} PAGE_NOT_UNDERSTOOD when it cannot be told which button approves
 * @throws {KitError} LOGIN_UNKNOWN when GitHub does not offer the account
 * @example
 * const { url } = await completeSignIn({ url: authorizationUrl, login: "octocat", stopBefore: redirectUri });
 * const code = new URL(url).searchParams.get("code");
 */
export async function completeSignIn(options: SignInOptions): Promise<SignedIn> {
  const start = new URL(options.url);
  const gitHub = new URL(options.gitHubUrl ?? "https://github.com").origin;
  const { stopBefore } = options;
  const redirectUri = stopBefore ?? start.searchParams.get("redirect_uri");
  const browser = new ScriptedBrowser({
    fetch: options.fetch ?? globalThis.fetch,
    allows: (url) => isLoopback(url) || url.origin === gitHub || Boolean(options.allow?.(url)),
    stopsBefore: (url) => stopBefore !== undefined && isSameAddress(url, stopBefore),
    signal: options.signal,
  });

  let arrival = await browser.visit({ method: "GET", url: start });
  for (;;) {
    if ("stoppedBefore" in arrival) {
      checkAuthorizationResponse(arrival.stoppedBefore, browser);
      return { url: arrival.stoppedBefore.href, hops: browser.hops };
    }
    const { page } = arrival;
    const response = browser.visited.findLast(
      (url) => redirectUri !== null && isSameAddress(url, redirectUri),
    );
    if (response !== undefined) checkAuthorizationResponse(response, browser);
    if (page.status >= 400) {
      throw browser.failure(`${showUrl(page.url)} answered ${page.status}: ${describePage(page)}`);
    }
    if (response !== undefined) return { url: page.url.href, hops: browser.hops };

    const account = page.url.origin === gitHub ? findAccount(page, options.login) : undefined;
    const pressed = account ?? findApproving(page, options.approve);
    if (pressed === undefined) {
      // Without a `redirect_uri` to look for, a page with nothing on it that was handed a code is the client's.
      if (
        redirectUri === null &&
        page.url.searchParams.has("code") &&
        submitButtons(page).length === 0
      ) {
        return { url: page.url.href, hops: browser.hops };
      }
      throw notUnderstood(page, "shows no button that clearly approves");
    }
    const navigation = navigationFor(page, pressed);
    if ("problem" in navigation) throw notUnderstood(page, navigation.problem);
    arrival = await browser.visit(navigation, pressed.words);
  }
}

function findApproving(page: Page, approve: string | undefined): Pressable | undefined {
  const buttons = submitButtons(page);
  return findApproval(buttons.length > 0 ? buttons : links(page), approve);
}

/** On GitHub's page of accounts, the one to use. @returns undefined on its other pages */
function findAccount(page: Page, login: string): Pressable | undefined {
  const accounts = submitButtons(page).filter(({ name }) => name === "login");
  if (accounts.length === 0) return undefined;
  const known = knownLogin(
    accounts.map(({ value }) => value),
    login,
  );
  return accounts.find(({ value }) => value === known);
}

/** @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1 */
function checkAuthorizationResponse(url: URL, browser: ScriptedBrowser): void {
  const error = url.searchParams.get("error");
  if (error === null) return;
  const description = url.searchParams.get("error_description");
  throw browser.failure(
    `The client is told "${error}"${description === null ? "" : `: ${description}`}`,
  );
}

function notUnderstood(page: Page, reason: string): KitError {
  const buttons = submitButtons(page).map(
    ({ words, name, value }) => `"${words}" (${name}=${value})`,
  );
  const message = `The page at ${showUrl(page.url)} ${reason}. It says: ${describePage(page)}\nIts buttons: ${buttons.join(", ") || "none"}.`;
  return new KitError("PAGE_NOT_UNDERSTOOD", message, {
    hint: 'Name the words on the button, for example `approve: "Allow access"`, or give the consent page a plain HTML form.',
  });
}

/** Compares without query and fragment; works for the URLs of native apps, too, whose origin is opaque. */
function isSameAddress(url: URL, address: string): boolean {
  const other = URL.parse(address);
  if (other === null) return false;
  return (
    url.protocol === other.protocol && url.host === other.host && url.pathname === other.pathname
  );
}
