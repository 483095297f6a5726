import type { OAuthApp } from "./apps.ts";
import { refuseAuthorization } from "./authorization-error.ts";
import type { AuthorizationRequest } from "./authorization-codes.ts";
import { isRedirectUriAllowed } from "./redirect-uri.ts";
import { parseScopes } from "./scopes.ts";

/** Reads and checks what an app asks of a user. @returns the way back to the app when GitHub refuses to ask */
export function readAuthorizationRequest(
  app: OAuthApp,
  query: URLSearchParams,
): AuthorizationRequest | Response {
  const state = query.get("state");
  if (app.suspended) return refuseAuthorization(app.callbackUrl, "application_suspended", state);
  const redirectUri = query.get("redirect_uri") ?? app.callbackUrl;
  // "GitHub will redirect to the registered callback URL", never to the one that does not match.
  if (!isCallback(app, redirectUri)) {
    return refuseAuthorization(app.callbackUrl, "redirect_uri_mismatch", state);
  }
  const codeChallenge = query.get("code_challenge");
  const method = query.get("code_challenge_method");
  const usesPkce = codeChallenge !== null || method !== null;
  if (usesPkce && (method !== "S256" || !/^[\w-]{43}$/.test(codeChallenge ?? ""))) {
    // GitHub documents no answer to this one; RFC 6749, section 4.1.2.1, sends it to the redirect URI that is allowed.
    return refuseAuthorization(redirectUri, "invalid_request", state);
  }
  // "Unlike a traditional OAuth token, the user access token does not use scopes."
  const scopes = app.kind === "github-app" ? [] : parseScopes(query.get("scope"));
  return { app, redirectUri, state, codeChallenge, scopes };
}

/**
 * For a GitHub App "this must be an exact match to one of the URLs you provided as a Callback URL".
 *
 * @see https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app
 */
function isCallback(app: OAuthApp, redirectUri: string): boolean {
  if (app.kind === "github-app") return callbackUrlsOf(app).includes(redirectUri);
  return isRedirectUriAllowed(redirectUri, app.callbackUrl);
}

/** The first is where users return to when an app does not say. */
export function callbackUrlsOf(app: OAuthApp): string[] {
  return [app.callbackUrl, ...app.furtherCallbackUrls];
}
