import { escapeMarkup } from "./html.ts";

const GUIDE = "https://docs.github.com/apps/managing-oauth-apps";
const TROUBLESHOOTING = `${GUIDE}/troubleshooting-oauth-app-access-token-request-errors/`;
const DEVICE_GUIDE =
  "https://docs.github.com/developers/apps/authorizing-oauth-apps#error-codes-for-the-device-flow";

/**
 * What GitHub says when it issues no token: the code, a description for people, and where to read on.
 *
 * @see https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors
 * @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#error-codes-for-the-device-flow
 */
export const tokenRefusals = {
  incorrect_client_credentials: [
    "The client_id and/or client_secret passed are incorrect.",
    `${TROUBLESHOOTING}#incorrect-client-credentials`,
  ],
  redirect_uri_mismatch: [
    "The redirect_uri MUST match the registered callback URL for this application.",
    // The "2" is GitHub's.
    `${GUIDE}/troubleshooting-authorization-request-errors/#redirect-uri-mismatch2`,
  ],
  bad_verification_code: [
    "The code passed is incorrect or expired.",
    `${TROUBLESHOOTING}#bad-verification-code`,
  ],
  unverified_user_email: [
    "The user must have a verified primary email.",
    // The underscores are GitHub's.
    `${TROUBLESHOOTING}#unverified_user_email`,
  ],
  // GitHub's documents leave this one out; quoted from https://github.com/interlink-hq/interLink/pull/262.
  bad_refresh_token: [
    "The refresh token passed is incorrect or expired.",
    `${TROUBLESHOOTING}#bad-verification-code`,
  ],
  // For the device flow GitHub documents the codes, not their descriptions.
  authorization_pending: ["The authorization request is still pending.", DEVICE_GUIDE],
  // Quoted from https://github.com/cli/cli/issues/9370.
  slow_down: ["Too many requests have been made in the same timeframe.", DEVICE_GUIDE],
  expired_token: ["The device code has expired.", DEVICE_GUIDE],
  unsupported_grant_type: ["The grant type is not supported.", DEVICE_GUIDE],
  incorrect_device_code: ["The device_code provided is not valid.", DEVICE_GUIDE],
  access_denied: ["The authorization request was denied.", DEVICE_GUIDE],
  // Quoted from https://github.com/weaveworks/weave-gitops/pull/1748.
  device_flow_disabled: [
    "Device Flow must be explicitly enabled for this App",
    "https://docs.github.com",
  ],
} as const;

export type TokenRefusal = keyof typeof tokenRefusals;

type Values = Record<string, string | number>;

/** Refuses with status 200, as GitHub does where tokens are issued, in the encoding that was asked for. */
export function refuseToken(request: Request, error: TokenRefusal, more: Values = {}): Response {
  return answerToken(request, { ...describeRefusal(error), ...more });
}

export function describeRefusal(error: TokenRefusal) {
  const [error_description, error_uri] = tokenRefusals[error];
  return { error, error_description, error_uri };
}

/**
 * Answers in the encoding that `Accept` asks for, a form by default.
 *
 * @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#2-users-are-redirected-back-to-your-site-by-github
 */
export function answerToken(request: Request, values: Values, status = 200): Response {
  const accept = request.headers.get("Accept") ?? "";
  // Not in GitHub's documents, but in RFC 6749, section 5.1.
  const headers = { "Cache-Control": "no-store" };
  if (accept.includes("json")) return Response.json(values, { status, headers });
  const texts = Object.entries(values).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  if (accept.includes("xml")) {
    const elements = texts.map(([name, value]) => `<${name}>${escapeMarkup(value)}</${name}>`);
    return new Response(`<OAuth>${elements.join("")}</OAuth>`, {
      status,
      headers: { ...headers, "Content-Type": "application/xml; charset=utf-8" },
    });
  }
  return new Response(new URLSearchParams(texts).toString(), {
    status,
    headers: { ...headers, "Content-Type": "application/x-www-form-urlencoded; charset=utf-8" },
  });
}
