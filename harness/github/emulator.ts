import { KitError } from "../../client/kit-error.ts";
import { http, type HttpHandler } from "msw/http";
import { accessTokenEndpoint } from "./access-token.ts";
import type { GitHubAppSettings } from "./app-schema.ts";
import { appTokenEndpoints } from "./app-tokens.ts";
import { loadGitHubApps, registerApp, type OAuthApp } from "./apps.ts";
import { authenticatedUserEndpoints } from "./authenticated-user.ts";
import { authorizeEndpoints } from "./authorize.ts";
import { deviceEndpoints } from "./device.ts";
import type { GitHubEndpoint } from "./endpoint.ts";
import { sitesOf, type GitHubSites } from "./sites.ts";
import {
  ANYWHERE,
  addressOf,
  FaultPlan,
  type FaultOptions,
  type GitHubFault,
  type GitHubTarget,
  type PlannedFault,
} from "./fault-plan.ts";
import { GitHubModel } from "./model.ts";
import { loadGitHubOrganizations, type GitHubOrganization } from "./organizations.ts";
import { Refusals } from "./refusals.ts";
import { userOfRequest } from "./request-user.ts";
import { rateLimitEndpoint } from "./rate-limit-endpoint.ts";
import { loadGitHubRepositories, type GitHubRepository } from "./repositories.ts";
import { repositoryEndpoints } from "./repository-endpoints.ts";
import { createRouter, isFor, type GitHubAnswer } from "./router.ts";
import { sessionEndpoint } from "./session.ts";
import type { GitHubUser } from "./user-schema.ts";
import { knownLogin, loadGitHubUsers } from "./users.ts";

export interface GitHubEmulatorOptions {
  /** Who has an account. Default: `fixtures/github/users.json`. */
  users?: readonly GitHubUser[] | undefined;
  /** The apps there are; the first is the Worker's. Default: `fixtures/github/apps.json`. */
  apps?: readonly GitHubAppSettings[] | undefined;
  /** Default: `fixtures/github/organizations.json`. */
  organizations?: readonly GitHubOrganization[] | undefined;
  /** Default: `fixtures/github/repositories.json`. */
  repositories?: readonly GitHubRepository[] | undefined;
  /** The apps' registered callback URL. Default: `/callback` on `localhost`, where GitHub lets any port pass. */
  callbackUrl?: string | undefined;
  /** Origins where the Worker can be reached besides: the apps have their callback URLs there, too, e.g. `http://127.0.0.1:8788`. */
  furtherOrigins?: readonly string[] | undefined;
  /** The address of a GitHub Enterprise Server, whose API is at `/api/v3`. Default: `https://github.com`. */
  gitHubUrl?: string | undefined;
  /** The time in milliseconds, for codes and rate limits. Default: `Date.now`. */
  now?: (() => number) | undefined;
}

export interface GitHubEmulator {
  /** msw handlers for what is emulated, and nothing else: any other path of GitHub's is unhandled, not answered. */
  readonly handlers: HttpHandler[];
  /** Who can sign in. */
  readonly logins: string[];
  /** The app that the Worker under test is given. Its credentials are canaries: fake, and new every time. */
  readonly app: OAuthApp;
  /** All apps, {@link app} first. */
  readonly apps: readonly OAuthApp[];
  /** Where this GitHub is. */
  readonly sites: GitHubSites;
  /** Answers one request, whatever brought it here; undefined for an address that is not emulated. */
  readonly answer: GitHubAnswer;
  /** Shows the same GitHub, with its users, tokens and faults, at another address; its links lead there. */
  at(gitHubUrl: string): GitHubAnswer;
  /**
   * Lets something go wrong at an address of GitHub's.
   *
   * @throws {KitError} FAULT_UNKNOWN for a target or fault that does not exist, naming those that do; LOGIN_UNKNOWN
   * @example github.fail("POST /login/oauth/access_token", "bad_verification_code")
   * @example github.fail("GET /user*", "500", { times: "always", login: "octocat" })
   */
  fail(target: GitHubTarget, fault: GitHubFault, options?: FaultOptions): void;
  /**
   * Takes back what a person lets the Worker's app do, as they can on GitHub's settings page: its tokens for them end, and GitHub
   * asks them again.
   *
   * @throws {KitError} LOGIN_UNKNOWN
   * @see https://docs.github.com/apps/oauth-apps/using-oauth-apps/reviewing-your-authorized-oauth-apps
   */
  revoke(login: string): void;
  /** What goes wrong since the faults were last cleared. */
  readonly faults: readonly PlannedFault[];
  /** What is emulated, e.g. `GET /user`. */
  readonly addresses: string[];
  /** The last few requests that GitHub refused, oldest first; forgets them. @param login of the user they concern, if only those are asked for */
  takeRefusals(login?: string): string[];
  /**
   * Lets everything go right again, or what was planned for a target, and lets go whoever waits for an answer.
   *
   * @throws {KitError} FAULT_UNKNOWN for a target that does not exist, or that nothing was planned for, naming those that are
   * @example github.clearFaults("GET /user*")
   */
  clearFaults(target?: GitHubTarget): void;
  /** Lets time pass at GitHub: codes die, tokens and rate limits end. A negative time takes it back. */
  passTime(ms: number): void;
  /** Signs everybody out, and forgets codes, authorizations, tokens, faults, and the time that was let pass. */
  reset(): void;
}

/**
 * Emulates GitHub as far as sign-in needs it: the web application flow and the device flow of OAuth apps and GitHub Apps,
 * and the REST API about the user who signed in.
 *
 * It keeps state and refuses what GitHub refuses, with GitHub's status codes and bodies.
 *
 * @throws {KitError} FIXTURE_INVALID when a file of users, apps, organizations or repositories cannot be read
 * @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#web-application-flow
 * @example
 * const github = createGitHubEmulator({ callbackUrl: "http://localhost:8788/callback" });
 * const network = startNetwork({ handlers: github.handlers });
 */
export function createGitHubEmulator(options: GitHubEmulatorOptions = {}): GitHubEmulator {
  const callbackUrl = options.callbackUrl ?? "http://localhost/callback";
  const apps = (options.apps ?? loadGitHubApps()).map((app) =>
    registerApp(app, callbackUrl, options.furtherOrigins),
  );
  const [app] = apps;
  if (app === undefined) throw new Error("There is no app to sign in to.");
  const users = options.users ?? loadGitHubUsers();
  const clock = options.now ?? Date.now;
  let passedMs = 0;
  const now = () => clock() + passedMs;
  const model = new GitHubModel({
    users,
    apps,
    organizations: options.organizations ?? loadGitHubOrganizations(),
    repositories: options.repositories ?? loadGitHubRepositories(),
    now,
  });
  const logins = users.map((user) => user.login);
  const faults = new FaultPlan(model);
  const refusals = new Refusals(model);
  const place = (sites: GitHubSites) => {
    const endpoints = createEndpoints(model, sites).map((endpoint) => faults.protect(endpoint));
    const route = createRouter(endpoints, sites, now);
    const answer: GitHubAnswer = async (request) => {
      const user = await userOfRequest(model, request);
      const response = await route(request);
      if (response !== undefined)
        refusals.note(request, response, { login: user?.login, fault: faults.befell(request) });
      return response;
    };
    return { sites, endpoints, answer };
  };
  const { sites, endpoints, answer } = place(sitesOf(options.gitHubUrl ?? "https://github.com"));
  return {
    handlers: endpoints.flatMap((endpoint) => toHandlers(endpoint, sites, answer)),
    logins,
    app,
    apps,
    sites,
    answer,
    at: (gitHubUrl) => place(sitesOf(gitHubUrl)).answer,
    fail: (target, fault, how) => faults.add(endpoints, target, fault, how),
    revoke(login) {
      const known = knownLogin(logins, login);
      model.revokeAuthorization(
        app,
        users.find((user) => user.login === known)!,
      );
    },
    get faults() {
      return faults.planned;
    },
    addresses: endpoints.map(addressOf),
    takeRefusals: (login) => refusals.take(login),
    clearFaults: (target = ANYWHERE) => faults.clear(endpoints, target),
    passTime(ms) {
      if (!Number.isFinite(ms))
        throw new KitError("USAGE", `No time passes in ${ms} ms.`, { hint: "Give a number." });
      passedMs += ms;
    },
    reset() {
      passedMs = 0;
      faults.clear(endpoints, ANYWHERE);
      model.reset();
    },
  };
}

function createEndpoints(model: GitHubModel, sites: GitHubSites): GitHubEndpoint[] {
  return [
    ...authorizeEndpoints(model),
    ...deviceEndpoints(model, sites),
    sessionEndpoint(model),
    accessTokenEndpoint(model),
    ...authenticatedUserEndpoints(model, sites),
    ...repositoryEndpoints(model, sites),
    rateLimitEndpoint(model),
    ...appTokenEndpoints(model, sites),
  ];
}

const methods = {
  GET: http.get,
  HEAD: http.head,
  POST: http.post,
  PATCH: http.patch,
  DELETE: http.delete,
  OPTIONS: http.options,
};

function toHandlers(
  endpoint: GitHubEndpoint,
  sites: GitHubSites,
  answer: GitHubAnswer,
): HttpHandler[] {
  // msw writes `:client_id` where GitHub's documents write `{client_id}`.
  const address = sites[endpoint.site] + endpoint.path.replaceAll(/\{(\w+)\}/g, ":$1");
  return Object.entries(methods)
    .filter(([method]) => isFor(endpoint, { method }))
    .map(([, handle]) => handle(address, ({ request }) => answer(request)));
}
