import type { OAuthApp } from "./apps.ts";
import { refuseAuthorization } from "./authorization-error.ts";
import type { AuthorizationRequest } from "./authorization-codes.ts";
import { isRedirectUriAllowed } from "./redirect-uri.ts";
import { readScope } from "./scopes.ts";

/** Reads and checks what an app asks of a user. @returns the way back to the app when GitHub refuses to ask */
export function readAuthorizationRequest(
  app: OAuthApp,
  query: URLSearchParams,
): AuthorizationRequest | Response {
  const state = query.get("state");
  if (app.suspended) return refuseAuthorization(app.callbackUrl, "application_suspended", state);
  const redirectUri = query.get("redirect_uri") ?? app.callbackUrl;
  // "GitHub will redirect to the registered callback URL", never to the one that does not match.
  if (!isRedirectUriAllowed(redirectUri, app)) {
    return refuseAuthorization(app.callbackUrl, "redirect_uri_mismatch", state);
  }
  const codeChallenge = query.get("code_challenge");
  const method = query.get("code_challenge_method");
  const usesPkce = codeChallenge !== null || method !== null;
  if (usesPkce && (method !== "S256" || !/^[\w-]{43}$/.test(codeChallenge ?? ""))) {
    // GitHub documents no answer to this one; RFC 6749, section 4.1.2.1, sends it to the redirect URI that is allowed.
    return refuseAuthorization(redirectUri, "invalid_request", state);
  }
  return { app, redirectUri, state, codeChallenge, ...readScope(query.get("scope"), app) };
}
