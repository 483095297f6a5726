import { createCode, createGitHubAccessToken, createNonce } from "./secrets.ts";
import type { GitHubUser } from "./user-schema.ts";

/** An OAuth app as its owner registered it. */
export interface OAuthApp {
  readonly name: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly callbackUrl: string;
}

/** What an app asked of a user, checked already. */
export interface AuthorizationRequest {
  readonly app: OAuthApp;
  readonly redirectUri: string;
  readonly state: string | null;
  readonly scopes: readonly string[];
  /** S256, the only method that GitHub takes; null without PKCE. */
  readonly codeChallenge: string | null;
}

interface PendingAuthorization {
  readonly session: string;
  readonly request: AuthorizationRequest;
}

interface AuthorizationCode {
  readonly request: AuthorizationRequest;
  readonly user: GitHubUser;
  readonly expiresAtMs: number;
}

export interface AccessTokenGrant {
  readonly app: OAuthApp;
  readonly user: GitHubUser;
  readonly scopes: readonly string[];
}

interface RateLimit {
  used: number;
  resetAtMs: number;
}

/** "The temporary code will expire after 10 minutes." */
const CODE_LIFE_MS = 10 * 60_000;
const HOUR_MS = 60 * 60_000;

/** What GitHub knows: its users and apps, which stay, and what grows while they are used, which {@link reset} forgets. */
export class GitHubModel {
  readonly users: readonly GitHubUser[];
  readonly apps: readonly OAuthApp[];
  readonly #now: () => number;
  readonly #sessions = new Map<string, GitHubUser>();
  readonly #pending = new Map<string, PendingAuthorization>();
  readonly #codes = new Map<string, AuthorizationCode>();
  readonly #grants = new Map<string, AccessTokenGrant>();
  readonly #rateLimits = new Map<number, RateLimit>();

  constructor(options: {
    users: readonly GitHubUser[];
    apps: readonly OAuthApp[];
    now: () => number;
  }) {
    this.users = options.users;
    this.apps = options.apps;
    this.#now = options.now;
  }

  findApp(clientId: string | null): OAuthApp | undefined {
    return this.apps.find((app) => app.clientId === clientId);
  }

  findUser(login: string | null): GitHubUser | undefined {
    return this.users.find((user) => user.login.toLowerCase() === login?.toLowerCase());
  }

  /** Signs a user in at GitHub. @returns the value of the session cookie */
  signIn(user: GitHubUser): string {
    const session = createNonce();
    this.#sessions.set(session, user);
    return session;
  }

  userOfSession(session: string): GitHubUser | undefined {
    return this.#sessions.get(session);
  }

  /** Keeps a request while the user reads the page. @returns the form's token, good for one answer in this session */
  askUser(session: string, request: AuthorizationRequest): string {
    const authenticityToken = createNonce();
    this.#pending.set(authenticityToken, { session, request });
    return authenticityToken;
  }

  /** Takes the request that a form's token stands for, once. */
  takeAsked(session: string, authenticityToken: string): AuthorizationRequest | undefined {
    const pending = this.#pending.get(authenticityToken);
    if (pending?.session !== session) return undefined;
    this.#pending.delete(authenticityToken);
    return pending.request;
  }

  createCode(request: AuthorizationRequest, user: GitHubUser): string {
    const code = createCode();
    this.#codes.set(code, { request, user, expiresAtMs: this.#now() + CODE_LIFE_MS });
    return code;
  }

  /** Finds what a code was issued for, if it is this app's, not yet used and not too old. */
  findCode(code: string, app: OAuthApp): AuthorizationRequest | undefined {
    const issued = this.#codes.get(code);
    if (issued?.request.app !== app || issued.expiresAtMs <= this.#now()) return undefined;
    return issued.request;
  }

  /** Uses a code up. @returns the access token, and what it grants */
  redeemCode(code: string): { githubAccessToken: string; grant: AccessTokenGrant } {
    const issued = this.#codes.get(code);
    if (issued === undefined) throw new Error("Only a code that was found can be redeemed.");
    this.#codes.delete(code);
    const grant = { app: issued.request.app, user: issued.user, scopes: issued.request.scopes };
    const githubAccessToken = createGitHubAccessToken(issued.user.login);
    this.#grants.set(githubAccessToken, grant);
    return { githubAccessToken, grant };
  }

  findGrant(githubAccessToken: string): AccessTokenGrant | undefined {
    return this.#grants.get(githubAccessToken);
  }

  /** Counts one REST request of a user; the count begins anew every hour. */
  countRequest(user: GitHubUser): Readonly<RateLimit> {
    let limit = this.#rateLimits.get(user.id);
    if (limit === undefined || limit.resetAtMs <= this.#now()) {
      limit = { used: 0, resetAtMs: this.#now() + HOUR_MS };
      this.#rateLimits.set(user.id, limit);
    }
    limit.used += 1;
    return limit;
  }

  /** Forgets sessions, open questions, codes, tokens and counts; users and apps stay. */
  reset(): void {
    for (const memory of [
      this.#sessions,
      this.#pending,
      this.#codes,
      this.#grants,
      this.#rateLimits,
    ]) {
      memory.clear();
    }
  }
}
