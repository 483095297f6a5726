import {
  AuthorizationError,
  authorizationErrorRedirect,
  type AuthRequest,
} from "@cloudflare/workers-oauth-provider";
import { scopes } from "../contract.ts";

const singleParameters = [
  "client_id",
  "redirect_uri",
  "response_type",
  "scope",
  "state",
  "code_challenge",
  "code_challenge_method",
] as const;

/** An S256 challenge is 32 bytes in base64url without padding (RFC 7636 section 4.2). */
const codeChallenge = /^[\w-]{43}$/;
const maxScopeLength = 1000;

/**
 * Refuses a parameter that comes twice, before anybody picks one of the two.
 *
 * @throws {AuthorizationError} without a redirect URI, to be shown and not redirected
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-3.1
 */
export function refuseRepeatedParameters(parameters: URLSearchParams): void {
  const repeated = singleParameters.find((name) => parameters.getAll(name).length > 1);
  if (!repeated) return;
  throw new AuthorizationError("invalid_request", {
    description: `${repeated} must not be repeated`,
  });
}

/** A request as it may be shown for consent, or where to send the browser with the refusal. */
export type ReviewedRequest = { request: AuthRequest } | { redirectTo: string };

/**
 * Holds a request that the provider accepted to what the provider leaves open: PKCE for every client
 * and with a real challenge (OAuth 2.1 section 7.5.1), and no scope that this server does not know.
 *
 * @param supported the scopes that may be had here
 */
export function reviewRequest(request: AuthRequest, supported: readonly string[]): ReviewedRequest {
  if (request.codeChallengeMethod !== "S256" || !codeChallenge.test(request.codeChallenge ?? "")) {
    return refuse(
      request,
      "invalid_request",
      "PKCE is required: code_challenge must be an S256 hash",
    );
  }
  if (request.scope.join(" ").length > maxScopeLength) {
    return refuse(request, "invalid_scope", "scope is too long");
  }
  const known = supported.filter((scope) => request.scope.includes(scope));
  if (request.scope.length > 0 && known.length === 0) {
    return refuse(request, "invalid_scope", `Supported scopes: ${supported.join(" ")}`);
  }
  // Without the first a token is good for nothing.
  return { request: { ...request, scope: [...new Set([scopes[0], ...known])] } };
}

function refuse(
  request: AuthRequest,
  code: "invalid_request" | "invalid_scope",
  description: string,
): ReviewedRequest {
  return { redirectTo: authorizationErrorRedirect(request, code, description) };
}
