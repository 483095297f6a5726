import { readParameters, type GitHubEndpoint } from "./endpoint.ts";
import { escapeMarkup } from "./html.ts";
import type { GitHubModel } from "./model.ts";
import { codeChallengeOf, isSameSecret } from "./secrets.ts";

const GUIDE = "https://docs.github.com/apps/managing-oauth-apps";

const refusals = {
  incorrect_client_credentials: {
    error_description: "The client_id and/or client_secret passed are incorrect.",
    error_uri: `${GUIDE}/troubleshooting-oauth-app-access-token-request-errors/#incorrect-client-credentials`,
  },
  redirect_uri_mismatch: {
    error_description:
      "The redirect_uri MUST match the registered callback URL for this application.",
    // The "2" is GitHub's.
    error_uri: `${GUIDE}/troubleshooting-authorization-request-errors/#redirect-uri-mismatch2`,
  },
  bad_verification_code: {
    error_description: "The code passed is incorrect or expired.",
    error_uri: `${GUIDE}/troubleshooting-oauth-app-access-token-request-errors/#bad-verification-code`,
  },
} as const;

/**
 * Makes the second step of GitHub's web application flow: a code for an access token.
 *
 * @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#2-users-are-redirected-back-to-your-site-by-github
 * @see https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors
 */
export function accessTokenEndpoint(model: GitHubModel): GitHubEndpoint {
  return {
    method: "POST",
    site: "web",
    path: "/login/oauth/access_token",
    async answer(request) {
      const outcome = exchangeCode(model, await readParameters(request));
      const answer =
        typeof outcome === "string" ? { error: outcome, ...refusals[outcome] } : outcome;
      return encode(answer, request.headers.get("Accept") ?? "");
    },
  };
}

function exchangeCode(
  model: GitHubModel,
  parameters: URLSearchParams,
): keyof typeof refusals | Record<string, string> {
  const app = model.findApp(parameters.get("client_id"));
  if (app === undefined || !isSameSecret(parameters.get("client_secret") ?? "", app.clientSecret)) {
    return "incorrect_client_credentials";
  }
  const code = parameters.get("code") ?? "";
  const asked = model.findCode(code, app);
  if (asked === undefined) return "bad_verification_code";
  // Optional; where it is given, "we can use this to match against the URI originally provided when the code was issued".
  const redirectUri = parameters.get("redirect_uri");
  if (redirectUri !== null && redirectUri !== asked.redirectUri) return "redirect_uri_mismatch";
  // "Required if `code_challenge` was sent." GitHub's document names no error of its own; this one covers a code that
  // "doesn't match what you received in the first request for authorization".
  const codeVerifier = parameters.get("code_verifier") ?? "";
  if (asked.codeChallenge !== null && codeChallengeOf(codeVerifier) !== asked.codeChallenge) {
    return "bad_verification_code";
  }
  const { githubAccessToken, grant } = model.redeemCode(code);
  return { access_token: githubAccessToken, scope: grant.scopes.join(","), token_type: "bearer" };
}

/** Answers in the encoding that `Accept` asks for, a form by default. GitHub answers 200 even when it refuses the code. */
function encode(values: Record<string, string>, accept: string): Response {
  if (accept.includes("json")) return Response.json(values);
  if (accept.includes("xml")) {
    const elements = Object.entries(values).map(
      ([name, value]) => `<${name}>${escapeMarkup(value)}</${name}>`,
    );
    return new Response(`<OAuth>${elements.join("")}</OAuth>`, {
      headers: { "Content-Type": "application/xml; charset=utf-8" },
    });
  }
  return new Response(new URLSearchParams(values).toString(), {
    headers: { "Content-Type": "application/x-www-form-urlencoded; charset=utf-8" },
  });
}
