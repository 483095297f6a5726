import {
  REFRESH_TOKEN_LIFE_SECONDS,
  TOKEN_LIFE_SECONDS,
  type IssuedToken,
} from "./access-tokens.ts";
import type { OAuthApp } from "./apps.ts";
import { readParameters, type GitHubEndpoint } from "./endpoint.ts";
import type { GitHubModel } from "./model.ts";
import { codeChallengeOf, isSameSecret } from "./secrets.ts";
import { answerToken, refuseToken, type TokenRefusal } from "./token-answer.ts";
import { emailsOf, type GitHubUser } from "./user-schema.ts";

/** What is not a token is a refusal. */
type Outcome = IssuedToken | TokenRefusal;
type Exchange = (model: GitHubModel, app: OAuthApp, parameters: URLSearchParams) => Outcome;

/** By `grant_type`; the web application flow sends none. */
const exchanges: ReadonlyMap<string, Exchange> = new Map([
  ["authorization_code", exchangeCode],
  ["refresh_token", exchangeRefreshToken],
  ["urn:ietf:params:oauth:grant-type:device_code", exchangeDeviceCode],
]);

/**
 * Makes the address where an app gets a token: for a code, for a refresh token, or for a device code.
 *
 * @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#2-users-are-redirected-back-to-your-site-by-github
 * @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#step-3-app-polls-github-to-check-if-the-user-authorized-the-device
 * @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#refreshing-an-access-token-with-a-refresh-token
 * @see https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens
 */
export function accessTokenEndpoint(model: GitHubModel): GitHubEndpoint {
  return {
    method: "POST",
    site: "web",
    path: "/login/oauth/access_token",
    async answer(request) {
      const parameters = await readParameters(request);
      for (const [name, value] of basicCredentials(request)) parameters.set(name, value);
      const app = model.findApp(parameters.get("client_id"));
      if (app === undefined) return refuseToken(request, "incorrect_client_credentials");
      const exchange = exchanges.get(grantTypeOf(parameters));
      const outcome = exchange?.(model, app, parameters) ?? "unsupported_grant_type";
      if (typeof outcome !== "string") return answerToken(request, describe(outcome));
      if (outcome !== "slow_down") return refuseToken(request, outcome);
      // "The error response includes the new `interval` that you must use."
      const device = model.devices.find(parameters.get("device_code") ?? "");
      return refuseToken(request, outcome, { interval: device?.intervalSeconds ?? 0 });
    },
  };
}

/**
 * GitHub's documents name the parameters only, yet libraries send an app's credentials as HTTP Basic by default and sign in with
 * that: Auth.js, for one.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1
 */
function basicCredentials(request: Request): [name: string, value: string][] {
  const encoded = /^basic +(\S+)$/i.exec(request.headers.get("Authorization") ?? "")?.[1];
  if (encoded === undefined) return [];
  const credentials = Buffer.from(encoded, "base64").toString();
  const colon = credentials.indexOf(":");
  const form = new URLSearchParams(
    `client_id=${credentials.slice(0, colon)}&client_secret=${credentials.slice(colon + 1)}`,
  );
  return [...form];
}

/** A device code without a grant type is refused; everything else without one is the web application flow. */
function grantTypeOf(parameters: URLSearchParams): string {
  const fallback = parameters.has("device_code") ? "" : "authorization_code";
  return parameters.get("grant_type") ?? fallback;
}

function exchangeCode(model: GitHubModel, app: OAuthApp, parameters: URLSearchParams): Outcome {
  if (!knowsSecret(app, parameters)) return "incorrect_client_credentials";
  const code = parameters.get("code") ?? "";
  const issued = model.codes.find(code, app);
  if (issued === undefined) return "bad_verification_code";
  const { request, user } = issued;
  // Optional; where it is given, "we can use this to match against the URI originally provided when the code was issued".
  const redirectUri = parameters.get("redirect_uri");
  if (redirectUri !== null && redirectUri !== request.redirectUri) return "redirect_uri_mismatch";
  // "Required if `code_challenge` was sent." GitHub's document names no error of its own; this one covers a code that
  // "doesn't match what you received in the first request for authorization".
  const codeVerifier = parameters.get("code_verifier") ?? "";
  if (request.codeChallenge !== null && codeChallengeOf(codeVerifier) !== request.codeChallenge) {
    return "bad_verification_code";
  }
  if (!hasVerifiedEmail(user)) return "unverified_user_email";
  model.codes.use(code);
  const { scopes, offlineAccess } = request;
  return model.tokens.issue({ app, user, scopes, offlineAccess, fromDevice: false });
}

function exchangeRefreshToken(
  model: GitHubModel,
  app: OAuthApp,
  parameters: URLSearchParams,
): Outcome {
  const githubRefreshToken = parameters.get("refresh_token") ?? "";
  const grant = model.tokens.findRefreshToken(githubRefreshToken, app);
  // The secret is "required unless the user access token was generated using the device flow".
  if (!grant?.fromDevice && !knowsSecret(app, parameters)) return "incorrect_client_credentials";
  return grant === undefined ? "bad_refresh_token" : model.tokens.refresh(githubRefreshToken);
}

/** "The `client_secret` is not needed for the device flow." */
function exchangeDeviceCode(
  model: GitHubModel,
  app: OAuthApp,
  parameters: URLSearchParams,
): Outcome {
  if (!app.deviceFlow) return "device_flow_disabled";
  const deviceCode = parameters.get("device_code") ?? "";
  const outcome = model.devices.poll(deviceCode, app);
  if (typeof outcome === "string") return outcome;
  if (!hasVerifiedEmail(outcome.user)) return "unverified_user_email";
  model.devices.use(deviceCode);
  return model.tokens.issue({ app, ...outcome, fromDevice: true });
}

/** "If the user […] has not verified their primary email address with GitHub, you will receive this error", whatever the flow. */
function hasVerifiedEmail(user: GitHubUser): boolean {
  return emailsOf(user).some(({ primary, verified }) => primary && verified);
}

function knowsSecret(app: OAuthApp, parameters: URLSearchParams): boolean {
  return isSameSecret(parameters.get("client_secret") ?? "", app.clientSecret);
}

function describe(issued: IssuedToken): Record<string, string | number> {
  const { githubAccessToken, githubRefreshToken, grant } = issued;
  const scope = grant.scopes.join(",");
  if (githubRefreshToken === null) {
    return { access_token: githubAccessToken, scope, token_type: "bearer" };
  }
  return {
    access_token: githubAccessToken,
    expires_in: TOKEN_LIFE_SECONDS,
    refresh_token: githubRefreshToken,
    refresh_token_expires_in: REFRESH_TOKEN_LIFE_SECONDS,
    scope,
    token_type: "bearer",
  };
}
