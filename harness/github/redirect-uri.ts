import type { OAuthApp } from "./apps.ts";
import { isLoopback } from "./loopback.ts";

type CallbackSettings = Pick<
  OAuthApp,
  "kind" | "callbackUrl" | "furtherCallbackUrls" | "wildcardMatching"
>;

/**
 * Tells whether GitHub would send a user of an app to this redirect URI.
 *
 * It has to be one of the app's callback URLs, letter for letter; on loopback, an OAuth app may name another port. Where wildcard
 * matching is on, any subdomain and subdirectory of the callback URL passes, too. For a GitHub App the document about its
 * callback URLs says the same of wildcards, and knows of no exception for loopback.
 *
 * GitHub's document does not say whether a wildcard's scheme may differ; here it may not.
 *
 * @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#redirect-urls
 * @see https://docs.github.com/apps/creating-github-apps/registering-a-github-app/about-the-user-authorization-callback-url#wildcard-matching-for-callback-urls
 */
export function isRedirectUriAllowed(redirectUri: string, app: CallbackSettings): boolean {
  if (!URL.canParse(redirectUri)) return false;
  const asked = new URL(redirectUri);
  // RFC 6749, section 3.1.2: "The endpoint URI MUST NOT include a fragment component."
  if (asked.hash || asked.username || asked.password) return false;
  if (app.wildcardMatching && isBelow(asked, app)) return true;
  return callbackUrlsOf(app).some(
    (url) => redirectUri === url || (app.kind === "oauth-app" && differsInPort(redirectUri, url)),
  );
}

/** The first is where users return to when an app does not say. */
export function callbackUrlsOf(
  app: Pick<CallbackSettings, "callbackUrl" | "furtherCallbackUrls">,
): string[] {
  return [app.callbackUrl, ...app.furtherCallbackUrls];
}

/** @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#loopback-redirect-urls */
function differsInPort(redirectUri: string, callbackUrl: string): boolean {
  if (!isLoopback(new URL(callbackUrl))) return false;
  return withoutPort(redirectUri) === withoutPort(callbackUrl);
}

/** All other letters stay as they were written: a parser would let blanks, dots and capitals pass. */
function withoutPort(url: string): string {
  return url.replace(/^(http:\/\/(?:\[[^\]]+\]|[^/?#:@[\]]+)):\d+(?=[/?#]|$)/, "$1");
}

function isBelow(asked: URL, { kind, callbackUrl }: CallbackSettings): boolean {
  const registered = new URL(callbackUrl);
  const isAnyPort = kind === "oauth-app" && isLoopback(registered);
  if (asked.protocol !== registered.protocol || !isHostAllowed(asked, registered)) return false;
  if (asked.port !== registered.port && !isAnyPort) return false;
  const { pathname } = registered;
  const folder = pathname.endsWith("/") ? pathname : `${pathname}/`;
  return asked.pathname === pathname || asked.pathname.startsWith(folder);
}

function isHostAllowed(asked: URL, registered: URL): boolean {
  if (asked.hostname === registered.hostname) return true;
  return !isLoopback(registered) && asked.hostname.endsWith(`.${registered.hostname}`);
}
