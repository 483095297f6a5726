import { isLoopback } from "./loopback.ts";

/**
 * Tells whether GitHub would send a user to this redirect URI of an app with this callback URL.
 *
 * "The redirect URL's host (excluding sub-domains) and port must exactly match the callback URL. The redirect URL's path
 * must reference a subdirectory of the callback URL." On loopback "the `redirect_uri` does not need to match the port".
 * GitHub's document does not say whether the scheme may differ; here it may not.
 *
 * @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#redirect-urls
 */
export function isRedirectUriAllowed(redirectUri: string, callbackUrl: string): boolean {
  if (!URL.canParse(redirectUri)) return false;
  const asked = new URL(redirectUri);
  const registered = new URL(callbackUrl);
  // RFC 6749, section 3.1.2: "The endpoint URI MUST NOT include a fragment component."
  if (asked.hash || asked.username || asked.password) return false;
  if (asked.protocol !== registered.protocol) return false;
  return isHostAllowed(asked, registered) && isBelow(asked.pathname, registered.pathname);
}

function isHostAllowed(asked: URL, registered: URL): boolean {
  if (isLoopback(registered)) return asked.hostname === registered.hostname;
  if (asked.port !== registered.port) return false;
  return (
    asked.hostname === registered.hostname || asked.hostname.endsWith(`.${registered.hostname}`)
  );
}

function isBelow(path: string, folder: string): boolean {
  const base = folder.endsWith("/") ? folder : `${folder}/`;
  return path === folder || path.startsWith(base);
}
