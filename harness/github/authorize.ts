import type { OAuthApp } from "./apps.ts";
import { refuseAuthorization } from "./authorization-error.ts";
import type { AuthorizationRequest } from "./authorization-codes.ts";
import { readAuthorizationRequest } from "./authorization-request.ts";
import { readParameters, redirectTo, type GitHubEndpoint } from "./endpoint.ts";
import type { GitHubModel } from "./model.ts";
import { accountPage, authorizePage, notFoundPage, unprocessablePage } from "./pages.ts";
import { grantedScopes } from "./scope-boxes.ts";
import { callbackUrlsOf } from "./redirect-uri.ts";
import { readSession } from "./session.ts";
import type { GitHubUser } from "./user-schema.ts";

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
  const { searchParams } = new URL(request.url);
  const app = model.findApp(searchParams.get("client_id"));
  if (app === undefined) return notFoundPage();
  const asked = readAuthorizationRequest(app, searchParams);
  if (asked instanceof Response) return asked;

  const session = readSession(request);
  const user = model.sessions.userOf(session);
  const returnTo = `login/oauth/authorize${new URL(request.url).search}`;
  const hasChosen = model.sessions.takeChoice(session, returnTo);
  if (user === undefined || (!hasChosen && choosesAccount(model, app, session, searchParams))) {
    return accountPage({
      users: suggestedFirst(model, searchParams.get("login")),
      returnTo,
      root: "../../",
      offersSignup: user === undefined && searchParams.get("allow_signup") !== "false",
    });
  }
  const scopes = model.authorizations.scopesWithoutAsking(app, user, asked.scopes);
  if (scopes !== undefined) return returnWithCode(model, { ...asked, scopes }, user);
  const authenticityToken = model.authorizeForms.ask(session, asked);
  return authorizePage({
    user,
    appName: app.name,
    scopes: asked.scopes,
    authenticityToken,
    action: "authorize",
    consequence: `Authorizing will redirect to ${asked.redirectUri}`,
  });
}

async function decide(model: GitHubModel, request: Request): Promise<Response> {
  const form = await readParameters(request);
  const session = readSession(request);
  const user = model.sessions.userOf(session);
  const asked = model.authorizeForms.take(session, form.get("authenticity_token"));
  if (user === undefined || asked === undefined) return unprocessablePage();
  if (form.get("authorize") !== "1") {
    // "GitHub will redirect to the registered callback URL", its document says, and nothing of one below it that was asked
    // for. Here, that one is told, as RFC 6749, section 4.1.2.1, has it: on loopback, nobody listens at the registered port.
    return refuseAuthorization(asked.redirectUri, "access_denied", asked.state);
  }
  const scopes = grantedScopes(asked.scopes, form);
  model.authorizations.allow(asked.app, user, scopes);
  return returnWithCode(model, { ...asked, scopes }, user);
}

function returnWithCode(
  model: GitHubModel,
  granted: AuthorizationRequest,
  user: GitHubUser,
): Response {
  model.authorizations.countSignIn(granted.app, user);
  const location = new URL(granted.redirectUri);
  location.searchParams.set("code", model.codes.create(granted, user));
  if (granted.state !== null) location.searchParams.set("state", granted.state);
  return redirectTo(location.href);
}

/**
 * Tells whether a user who is signed in is asked for the account all the same.
 *
 * `prompt` "forces the account picker to appear if set to `select_account`. The account picker will also appear if the
 * application has a non-HTTP redirect URI or if the user has multiple accounts signed in." Of a `login` that is another's
 * GitHub says that it "will prompt users with a specific account", not how; here, with the account picker. A `login` that
 * nobody has counts as left out.
 */
function choosesAccount(
  model: GitHubModel,
  app: OAuthApp,
  session: string,
  query: URLSearchParams,
): boolean {
  const suggested = model.findUser(query.get("login"));
  return (
    query.get("prompt") === "select_account" ||
    callbackUrlsOf(app).some((url) => !/^https?:/.test(url)) ||
    model.sessions.accountsOf(session).length > 1 ||
    (suggested !== undefined && suggested !== model.sessions.userOf(session))
  );
}

/** `login` "suggests a specific account": it comes first. */
function suggestedFirst(model: GitHubModel, login: string | null): readonly GitHubUser[] {
  const suggested = model.findUser(login);
  return suggested === undefined
    ? model.users
    : [suggested, ...model.users.filter((user) => user !== suggested)];
}
