import { refuseAuthorization } from "./authorization-error.ts";
import { readParameters, redirectTo, type GitHubEndpoint } from "./endpoint.ts";
import type { AuthorizationRequest, GitHubModel, OAuthApp } from "./model.ts";
import { accountPage, authorizePage, notFoundPage, unprocessablePage } from "./pages.ts";
import { isRedirectUriAllowed } from "./redirect-uri.ts";
import { readSession } from "./session.ts";

const PATH = "/login/oauth/authorize";

/**
 * Makes the first step of GitHub's web application flow: the pages that a user passes, and the way back with a code.
 *
 * @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#1-request-a-users-github-identity
 */
export function authorizeEndpoints(model: GitHubModel): GitHubEndpoint[] {
  return [
    { method: "GET", site: "web", path: PATH, answer: (request) => ask(model, request) },
    { method: "POST", site: "web", path: PATH, answer: (request) => decide(model, request) },
  ];
}

function ask(model: GitHubModel, request: Request): Response {
  const url = new URL(request.url);
  const app = model.findApp(url.searchParams.get("client_id"));
  if (app === undefined) return notFoundPage();
  const asked = readAuthorizationRequest(app, url.searchParams);
  if (asked instanceof Response) return asked;

  const session = readSession(request);
  const user = model.userOfSession(session);
  // "Forces the account picker to appear if set to `select_account`": once, or nobody would get past it.
  const picksAccount = url.searchParams.get("prompt") === "select_account";
  if (user === undefined || picksAccount) {
    url.searchParams.delete("prompt");
    return accountPage(suggestedFirst(model, url.searchParams.get("login")), url.search);
  }
  const authenticityToken = model.askUser(session, asked);
  const { scopes, redirectUri } = asked;
  return authorizePage({ user, appName: app.name, scopes, redirectUri, authenticityToken });
}

async function decide(model: GitHubModel, request: Request): Promise<Response> {
  const form = await readParameters(request);
  const session = readSession(request);
  const user = model.userOfSession(session);
  const asked = model.takeAsked(session, form.get("authenticity_token") ?? "");
  if (user === undefined || asked === undefined) return unprocessablePage();
  if (form.get("authorize") !== "1") {
    return refuseAuthorization(asked.redirectUri, "access_denied", asked.state);
  }
  const location = new URL(asked.redirectUri);
  location.searchParams.set("code", model.createCode(asked, user));
  if (asked.state !== null) location.searchParams.set("state", asked.state);
  return redirectTo(location.href);
}

function readAuthorizationRequest(
  app: OAuthApp,
  query: URLSearchParams,
): AuthorizationRequest | Response {
  const state = query.get("state");
  const redirectUri = query.get("redirect_uri") ?? app.callbackUrl;
  // "GitHub will redirect to the registered callback URL", never to the one that does not match.
  if (!isRedirectUriAllowed(redirectUri, app.callbackUrl)) {
    return refuseAuthorization(app.callbackUrl, "redirect_uri_mismatch", state);
  }
  const codeChallenge = query.get("code_challenge");
  const method = query.get("code_challenge_method");
  const usesPkce = codeChallenge !== null || method !== null;
  if (usesPkce && (method !== "S256" || !/^[\w-]{43}$/.test(codeChallenge ?? ""))) {
    return refuseAuthorization(redirectUri, "invalid_request", state);
  }
  const scopes = (query.get("scope") ?? "").split(/[\s,]+/).filter(Boolean);
  return { app, redirectUri, state, codeChallenge, scopes: [...new Set(scopes)] };
}

/** `login` "suggests a specific account": it comes first. */
function suggestedFirst(model: GitHubModel, login: string | null) {
  const suggested = model.findUser(login);
  return suggested === undefined
    ? model.users
    : [suggested, ...model.users.filter((user) => user !== suggested)];
}
