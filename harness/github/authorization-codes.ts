import type { OAuthApp } from "./apps.ts";
import type { AskedScope } from "./scopes.ts";
import { createCode } from "./secrets.ts";
import type { GitHubUser } from "./user-schema.ts";

/** What an app asked of a user, checked already. */
export interface AuthorizationRequest extends AskedScope {
  readonly app: OAuthApp;
  readonly redirectUri: string;
  readonly state: string | null;
  /** S256, the only method that GitHub takes; null without PKCE. */
  readonly codeChallenge: string | null;
}

export interface AuthorizationCode {
  /** With the scopes that were granted, not those that were asked for. */
  readonly request: AuthorizationRequest;
  readonly user: GitHubUser;
  readonly expiresAtMs: number;
}

/** "The temporary code will expire after 10 minutes." */
export const CODE_LIFE_MS = 10 * 60_000;

/** The codes of the web application flow. */
export class AuthorizationCodes {
  readonly #codes = new Map<string, AuthorizationCode>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  create(request: AuthorizationRequest, user: GitHubUser): string {
    const code = createCode();
    this.#codes.set(code, { request, user, expiresAtMs: this.#now() + CODE_LIFE_MS });
    return code;
  }

  /** Finds what a code was issued for, if it is this app's, not yet used and not too old. */
  find(code: string, app: OAuthApp): AuthorizationCode | undefined {
    const issued = this.#codes.get(code);
    return issued?.request.app === app && issued.expiresAtMs > this.#now() ? issued : undefined;
  }

  /** Whose code it is, or was. */
  userOf(code: string): GitHubUser | undefined {
    return this.#codes.get(code)?.user;
  }

  /** Uses a code up. */
  use(code: string): void {
    const issued = this.#codes.get(code);
    if (issued) this.#codes.set(code, { ...issued, expiresAtMs: 0 });
  }

  clear(): void {
    this.#codes.clear();
  }
}
