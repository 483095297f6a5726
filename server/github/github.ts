import type { AuthorizationErrorCode } from "@cloudflare/workers-oauth-provider";

/** Who signed in. Only `id` may identify: a login can be renamed and taken by somebody else. */
export interface GitHubIdentity {
  id: number;
  login: string;
  name: string | null;
}

/** A repository, as far as a tool tells of it. */
export interface GitHubRepository {
  /** Owner and name. */
  name: string;
  description: string | null;
  language: string | null;
  private: boolean;
  stars: number;
}

/** What sign-in and the tools ask of GitHub; a test or another forge takes its place here. */
export interface GitHub {
  /** The page at GitHub where a person lets our OAuth app act. */
  authorizeUrl(request: { state: string; codeChallenge: string; redirectUri: string }): string;
  /**
   * Exchanges the code of the callback for the user's token.
   *
   * @throws {GitHubError} when GitHub refuses, is down, or answers something else
   */
  exchange(request: ExchangeRequest): Promise<{ githubAccessToken: string }>;
  /**
   * Reads whose token it is (`GET /user`).
   *
   * @throws {GitHubError} when GitHub refuses, is down, or answers something else
   */
  identity(githubAccessToken: string, signal?: AbortSignal): Promise<GitHubIdentity>;
  /**
   * Reads a page of the repositories that are the user's (`GET /user/repos`).
   *
   * @throws {GitHubError} when GitHub refuses, is down, or answers something else
   */
  repositories(githubAccessToken: string, page: PageRequest): Promise<RepositoryPage>;
}

export interface PageRequest {
  page: number;
  /** 100 at most. */
  perPage: number;
  signal?: AbortSignal;
}

export interface RepositoryPage {
  repositories: GitHubRepository[];
  nextPage: number | null;
}

export interface ExchangeRequest {
  code: string;
  codeVerifier: string;
  /** Must be the one that went to `authorizeUrl`. */
  redirectUri: string;
  signal?: AbortSignal;
}

export interface GitHubErrorOptions {
  /** What the MCP client is told (RFC 6749 section 4.1.2.1). */
  oauthError: AuthorizationErrorCode;
  /** What the person is told. Nothing of GitHub's own text: it may be anybody's. */
  description: string;
  /** What the operator reads in the log, with the remedy where there is one. */
  advice?: string;
  cause?: unknown;
}

/** GitHub said no, or said nothing that could be understood. */
export class GitHubError extends Error {
  /** GitHub's own slug (`bad_verification_code`) or one of ours (`unreachable`, `http_502`). */
  readonly slug: string;
  readonly oauthError: AuthorizationErrorCode;
  readonly description: string;
  readonly advice: string | undefined;

  constructor(slug: string, options: GitHubErrorOptions) {
    super(`GitHub: ${slug}`, { cause: options.cause });
    this.name = "GitHubError";
    this.slug = slug;
    this.oauthError = options.oauthError;
    this.description = options.description;
    this.advice = options.advice;
  }
}
