import type { OAuthApp } from "./apps.ts";
import { allowsScope, normalizeScopes } from "./scopes.ts";
import type { GitHubUser } from "./user-schema.ts";

interface Authorization {
  scopes: readonly string[];
  /** When the user was signed in to the app, oldest first. */
  signInsMs: number[];
}

const HOUR_MS = 60 * 60_000;

/** "If an app signs the user in ten times within one hour, the next sign in […] will require re-authorization." */
const SIGN_INS_WITHOUT_ASKING = 10;

/**
 * What users have allowed apps: GitHub remembers it, so that the second sign-in needs no click.
 *
 * @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#1-request-a-users-github-identity
 * @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/rate-limits-for-oauth-apps#rate-limits-for-signing-in-users
 */
export class Authorizations {
  readonly #all = new Map<string, Authorization>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Remembers that a user allowed an app these scopes, besides those of before. */
  allow(app: OAuthApp, user: GitHubUser, scopes: readonly string[]): void {
    const known = this.#all.get(keyOf(app, user));
    this.#all.set(keyOf(app, user), {
      scopes: normalizeScopes([...(known?.scopes ?? []), ...scopes]),
      signInsMs: known?.signInsMs ?? [],
    });
  }

  /**
   * Decides what an app is given without asking the user again.
   *
   * RFC 6749, section 3.1: a parameter without a value is one that was left out. So an empty `scope`, too, means all
   * that was allowed before.
   *
   * @returns undefined when the user has to be asked
   */
  scopesWithoutAsking(
    app: OAuthApp,
    user: GitHubUser,
    asked: readonly string[],
  ): readonly string[] | undefined {
    const known = this.#all.get(keyOf(app, user));
    if (known === undefined || this.#signsInTooOften(known)) return undefined;
    if (asked.length === 0) return known.scopes;
    return asked.every((scope) => allowsScope(known.scopes, scope)) ? asked : undefined;
  }

  countSignIn(app: OAuthApp, user: GitHubUser): void {
    this.#all.get(keyOf(app, user))?.signInsMs.push(this.#now());
  }

  forget(app: OAuthApp, user: GitHubUser): void {
    this.#all.delete(keyOf(app, user));
  }

  clear(): void {
    this.#all.clear();
  }

  #signsInTooOften(known: Authorization): boolean {
    const since = this.#now() - HOUR_MS;
    return known.signInsMs.filter((ms) => ms > since).length >= SIGN_INS_WITHOUT_ASKING;
  }
}

/** Names one user of one app. */
export function keyOf(app: OAuthApp, user: GitHubUser): string {
  return `${app.clientId} ${user.id}`;
}
