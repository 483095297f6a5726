import { keyOf } from "./authorizations.ts";
import type { OAuthApp } from "./apps.ts";
import { createGitHubAccessToken, createGitHubRefreshToken } from "./secrets.ts";
import type { GitHubUser } from "./user-schema.ts";

export interface AccessTokenGrant {
  readonly id: number;
  readonly app: OAuthApp;
  readonly user: GitHubUser;
  readonly scopes: readonly string[];
  readonly createdAtMs: number;
  /** Null for a token that lasts until it is revoked. */
  readonly expiresAtMs: number | null;
  /** Whether it came from the device flow, where an app needs no secret to refresh it. */
  readonly fromDevice: boolean;
}

export interface IssuedToken {
  readonly githubAccessToken: string;
  /** Only where access tokens expire. */
  readonly githubRefreshToken: string | null;
  readonly grant: AccessTokenGrant;
}

interface RefreshToken extends IssuedToken {
  readonly endsAtMs: number;
}

/** "The value will always be `28800` (8 hours)." */
export const TOKEN_LIFE_SECONDS = 28_800;
/** "The value will always be `15811200` (6 months)." */
export const REFRESH_TOKEN_LIFE_SECONDS = 15_811_200;

/** "There is a limit of ten tokens that are issued per user/application/scope combination." */
const TOKENS_PER_SCOPES = 10;

/**
 * The tokens that GitHub has issued.
 *
 * @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#creating-multiple-tokens-for-oauth-apps
 * @see https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens
 */
export class AccessTokens {
  readonly #issued = new Map<string, IssuedToken>();
  readonly #refreshTokens = new Map<string, RefreshToken>();
  readonly #now: () => number;
  #lastId = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  issue(granted: Pick<AccessTokenGrant, "app" | "user" | "scopes" | "fromDevice">): IssuedToken {
    const { app, user } = granted;
    const expires = app.kind === "github-app" && app.expiringTokens;
    const nowMs = this.#now();
    const grant = {
      ...granted,
      id: ++this.#lastId,
      createdAtMs: nowMs,
      expiresAtMs: expires ? nowMs + TOKEN_LIFE_SECONDS * 1000 : null,
    };
    const issued = {
      githubAccessToken: createGitHubAccessToken(user.login, app.kind),
      githubRefreshToken: expires ? createGitHubRefreshToken(user.login) : null,
      grant,
    };
    this.#issued.set(issued.githubAccessToken, issued);
    if (issued.githubRefreshToken !== null) {
      const endsAtMs = nowMs + REFRESH_TOKEN_LIFE_SECONDS * 1000;
      this.#refreshTokens.set(issued.githubRefreshToken, { ...issued, endsAtMs });
    }
    if (app.kind === "oauth-app") this.#revokeSurplus(grant);
    return issued;
  }

  /** Finds what a token grants, unless it was revoked or has expired. */
  find(githubAccessToken: string): AccessTokenGrant | undefined {
    const grant = this.#issued.get(githubAccessToken)?.grant;
    if (grant === undefined) return undefined;
    return grant.expiresAtMs !== null && grant.expiresAtMs <= this.#now() ? undefined : grant;
  }

  /** Tells whose an access token or refresh token is, expired or not. */
  userOf(token: string): GitHubUser | undefined {
    return (this.#issued.get(token) ?? this.#refreshTokens.get(token))?.grant.user;
  }

  /** Finds what a refresh token renews, if it is this app's, unused and not expired. */
  findRefreshToken(githubRefreshToken: string, app: OAuthApp): AccessTokenGrant | undefined {
    const found = this.#refreshTokens.get(githubRefreshToken);
    return found?.grant.app === app && found.endsAtMs > this.#now() ? found.grant : undefined;
  }

  /** "Once you use a refresh token, that refresh token and the old user access token will no longer work." */
  refresh(githubRefreshToken: string): IssuedToken {
    const used = this.#refreshTokens.get(githubRefreshToken);
    if (used === undefined) throw new Error("Only a refresh token that was found can be used.");
    this.revoke(used.githubAccessToken);
    return this.issue(used.grant);
  }

  /** Puts a new token in the place of one, "without end-user involvement". */
  reset(githubAccessToken: string): IssuedToken {
    const issued = this.#issued.get(githubAccessToken);
    if (issued === undefined) throw new Error("Only a token that was found can be reset.");
    this.revoke(githubAccessToken);
    return this.issue(issued.grant);
  }

  /** Ends one token, and what could renew it. */
  revoke(githubAccessToken: string): void {
    this.#issued.delete(githubAccessToken);
    for (const [githubRefreshToken, each] of this.#refreshTokens) {
      if (each.githubAccessToken === githubAccessToken) {
        this.#refreshTokens.delete(githubRefreshToken);
      }
    }
  }

  /** Ends every token that an app has for a user. */
  revokeAll(app: OAuthApp, user: GitHubUser): void {
    for (const [githubAccessToken, { grant }] of this.#issued) {
      if (keyOf(grant.app, grant.user) === keyOf(app, user)) this.revoke(githubAccessToken);
    }
  }

  clear(): void {
    this.#issued.clear();
    this.#refreshTokens.clear();
  }

  /** "The oldest tokens with the same user/application/scope combination are revoked." */
  #revokeSurplus(grant: AccessTokenGrant): void {
    const same = [...this.#issued].filter(([, each]) => scopesKey(each.grant) === scopesKey(grant));
    for (const [githubAccessToken] of same.slice(0, -TOKENS_PER_SCOPES)) {
      this.revoke(githubAccessToken);
    }
  }
}

function scopesKey({ app, user, scopes }: AccessTokenGrant): string {
  return `${keyOf(app, user)} ${scopes.toSorted().join(" ")}`;
}
