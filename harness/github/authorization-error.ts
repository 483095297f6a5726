import { redirectTo } from "./endpoint.ts";

const GUIDE =
  "https://docs.github.com/apps/managing-oauth-apps/troubleshooting-authorization-request-errors/";

const descriptions = {
  application_suspended: "Your application has been suspended. Contact support@github.com.",
  access_denied: "The user has denied your application access.",
  redirect_uri_mismatch:
    "The redirect_uri MUST match the registered callback URL for this application.",
  // RFC 7636, section 4.4.1; GitHub's document demands S256 and 43 characters, and names no error.
  invalid_request:
    "The code_challenge must be a 43 character SHA-256 hash, and the code_challenge_method S256.",
} as const;

type AuthorizationError = keyof typeof descriptions;

export function describeAuthorizationError(error: AuthorizationError) {
  const error_uri = `${GUIDE}#${error.replaceAll("_", "-")}`;
  return { error, error_description: descriptions[error], error_uri };
}

/**
 * Sends the browser back to the app with the reason of a refusal: `error`, `error_description`, `error_uri` and `state`.
 *
 * @see https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-authorization-request-errors
 */
export function refuseAuthorization(
  redirectUri: string,
  error: AuthorizationError,
  state: string | null,
): Response {
  const location = new URL(redirectUri);
  for (const [name, value] of Object.entries(describeAuthorizationError(error))) {
    location.searchParams.set(name, value);
  }
  if (state !== null) location.searchParams.set("state", state);
  return redirectTo(location.href);
}
