import { keyOf } from "./authorizations.ts";
import type { OAuthApp } from "./apps.ts";
import type { AskedScope } from "./scopes.ts";
import { createGitHubAccessToken, createGitHubRefreshToken } from "./secrets.ts";
import type { GitHubUser } from "./user-schema.ts";

export interface AccessTokenGrant extends AskedScope {
  readonly id: number;
  readonly app: OAuthApp;
  readonly user: GitHubUser;
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
  /** Later than its grant was made, for a token that was reset. */
  readonly issuedAtMs: number;
}

interface KeptToken extends IssuedToken {
  /** When it was last used; null for never. */
  lastUsedAtMs: number | null;
}

interface RefreshToken extends IssuedToken {
  readonly endsAtMs: number;
}

/** "The value will always be `28800` (8 hours)." */
export const TOKEN_LIFE_SECONDS = 28_800;
/** "The value will always be `15897600` (6 months)", for a GitHub App's; for an OAuth app's, the document's examples have it. */
export const REFRESH_TOKEN_LIFE_SECONDS = 15_897_600;

/** "Tokens created within the last minute are usually protected." */
const PROTECTED_MS = 60_000;

/** "There is a limit of ten tokens that are issued per user/application/scope combination." */
const TOKENS_PER_SCOPES = 10;

/**
 * The tokens that GitHub has issued.
 *
 * @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#expiring-access-tokens
 * @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#creating-multiple-tokens-for-oauth-apps
 * @see https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens
 */
export class AccessTokens {
  readonly #issued = new Map<string, KeptToken>();
  readonly #refreshTokens = new Map<string, RefreshToken>();
  readonly #now: () => number;
  #lastId = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  issue(granted: AskedScope & Pick<AccessTokenGrant, "app" | "user" | "fromDevice">): IssuedToken {
    const { app, user } = granted;
    const expires = app.expiringTokens || granted.offlineAccess;
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
      issuedAtMs: nowMs,
    };
    this.#issued.set(issued.githubAccessToken, { ...issued, lastUsedAtMs: null });
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

  /** Tells when a token was issued: with its grant, or later, when it was reset. */
  issuedAtMsOf(githubAccessToken: string): number | undefined {
    return this.#issued.get(githubAccessToken)?.issuedAtMs;
  }

  /** Finds what a token grants, and takes down that it was used. */
  use(githubAccessToken: string): AccessTokenGrant | undefined {
    const grant = this.find(githubAccessToken);
    const kept = this.#issued.get(githubAccessToken);
    if (grant !== undefined && kept !== undefined) kept.lastUsedAtMs = this.#now();
    return grant;
  }

  /** Asks for something as if a token had no scopes. What is asked has to look the token up before it waits for anything. */
  withoutScopes<Outcome>(githubAccessToken: string, ask: () => Outcome): Outcome {
    const kept = this.#issued.get(githubAccessToken);
    if (kept === undefined) return ask();
    const { grant } = kept;
    this.#issued.set(githubAccessToken, { ...kept, grant: { ...grant, scopes: [] } });
    try {
      return ask();
    } finally {
      this.#issued.set(githubAccessToken, kept);
    }
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

  /**
   * Puts a new token in the place of one, "without end-user involvement".
   *
   * It expires when that one would have, as is reported of GitHub's announcement. The answer names no refresh token, so the one there is
   * stays, and renews the new token.
   *
   * @see https://docs.github.com/rest/apps/oauth-applications#reset-a-token
   * @see https://github.com/orgs/community/discussions/206564
   */
  reset(githubAccessToken: string): IssuedToken {
    const issued = this.#issued.get(githubAccessToken);
    if (issued === undefined) throw new Error("Only a token that was found can be reset.");
    const { githubRefreshToken, grant } = issued;
    const next: IssuedToken = {
      githubAccessToken: createGitHubAccessToken(grant.user.login, grant.app.kind),
      githubRefreshToken,
      grant,
      issuedAtMs: this.#now(),
    };
    this.#issued.delete(githubAccessToken);
    this.#issued.set(next.githubAccessToken, { ...next, lastUsedAtMs: null });
    const refreshToken = this.#refreshTokens.get(githubRefreshToken ?? "");
    if (refreshToken !== undefined) {
      this.#refreshTokens.set(githubRefreshToken ?? "", { ...refreshToken, ...next });
    }
    return next;
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

  /**
   * Of more than ten tokens, the oldest goes that was never used, unless it is younger than a minute; else the one whose last
   * use is longest ago; and where none was ever used, the oldest.
   *
   * @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#creating-multiple-tokens-for-oauth-apps
   */
  #revokeSurplus(grant: AccessTokenGrant): void {
    const same = [...this.#issued.values()].filter(
      (each) => scopesKey(each.grant) === scopesKey(grant),
    );
    if (same.length > TOKENS_PER_SCOPES) this.revoke(this.#mostDispensable(same).githubAccessToken);
  }

  /** @param tokens at least one, oldest first */
  #mostDispensable(tokens: readonly KeptToken[]): KeptToken {
    const isOld = ({ issuedAtMs }: KeptToken) => this.#now() - issuedAtMs > PROTECTED_MS;
    const neverUsed = tokens.find((each) => each.lastUsedAtMs === null && isOld(each));
    if (neverUsed !== undefined) return neverUsed;
    const used = tokens.filter(({ lastUsedAtMs }) => lastUsedAtMs !== null);
    return used.toSorted((a, b) => a.lastUsedAtMs! - b.lastUsedAtMs!)[0] ?? tokens[0]!;
  }
}

function scopesKey({ app, user, scopes }: AccessTokenGrant): string {
  return `${keyOf(app, user)} ${scopes.toSorted().join(" ")}`;
}
