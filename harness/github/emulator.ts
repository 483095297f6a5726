import { http, type HttpHandler } from "msw/http";
import { accessTokenEndpoint } from "./access-token.ts";
import { authenticatedUserEndpoint, type GitHubSites } from "./authenticated-user.ts";
import { authorizeEndpoints } from "./authorize.ts";
import type { GitHubEndpoint } from "./endpoint.ts";
import { GitHubModel } from "./model.ts";
import { createClientCredentials } from "./secrets.ts";
import { sessionEndpoint } from "./session.ts";
import type { GitHubUser } from "./user-schema.ts";
import { loadGitHubUsers } from "./users.ts";

export interface GitHubEmulatorOptions {
  /** Who has an account. Default: `fixtures/github/users.json`. */
  users?: readonly GitHubUser[] | undefined;
  /** The OAuth app's registered callback URL. Default: `/callback` on `localhost`, where GitHub lets any port pass. */
  callbackUrl?: string | undefined;
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
  /** The OAuth app that the Worker under test is given. Both values are canaries: fake, and new every time. */
  readonly app: { readonly clientId: string; readonly clientSecret: string };
  /** Signs everybody out, and forgets codes and tokens. */
  reset(): void;
}

/**
 * Emulates GitHub as far as sign-in needs it: the web application flow of an OAuth app, and `GET /user`.
 *
 * It keeps state and refuses what GitHub refuses, with GitHub's status codes and bodies.
 *
 * @throws {KitError} FIXTURE_INVALID when the users cannot be read
 * @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#web-application-flow
 * @example
 * const github = createGitHubEmulator({ callbackUrl: "http://localhost:8788/callback" });
 * const network = startNetwork({ handlers: github.handlers });
 */
export function createGitHubEmulator(options: GitHubEmulatorOptions = {}): GitHubEmulator {
  const credentials = createClientCredentials();
  const app = {
    ...credentials,
    name: "Worker under test",
    callbackUrl: options.callbackUrl ?? "http://localhost/callback",
  };
  const users = options.users ?? loadGitHubUsers();
  const model = new GitHubModel({ users, apps: [app], now: options.now ?? Date.now });
  const sites = sitesOf(options.gitHubUrl ?? "https://github.com");
  const endpoints = [
    ...authorizeEndpoints(model),
    sessionEndpoint(model),
    accessTokenEndpoint(model),
    authenticatedUserEndpoint(model, sites),
  ];
  return {
    handlers: endpoints.map((endpoint) => toHandler(endpoint, sites)),
    logins: users.map((user) => user.login),
    app: credentials,
    reset: () => model.reset(),
  };
}

/** @see https://docs.github.com/en/enterprise-server@latest/rest/enterprise-admin#endpoint-urls */
function sitesOf(gitHubUrl: string): GitHubSites {
  const { origin } = new URL(gitHubUrl);
  const api = origin === "https://github.com" ? "https://api.github.com" : `${origin}/api/v3`;
  return { web: origin, api };
}

function toHandler(endpoint: GitHubEndpoint, sites: GitHubSites): HttpHandler {
  const handle = endpoint.method === "GET" ? http.get : http.post;
  return handle(sites[endpoint.site] + endpoint.path, ({ request }) => endpoint.answer(request));
}
