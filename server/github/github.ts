/** Who signed in. Only `id` may identify: a login can be renamed and taken by somebody else. */
export interface GitHubIdentity {
  id: number;
  login: string;
  /** Of 100 characters at most, fit to be shown. */
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

/** What tools ask of GitHub's REST API. A test takes its place here. */
export interface GitHubApi {
  /**
   * Reads whose token it is (`GET /user`).
   *
   * @throws {UpstreamError} when GitHub refuses, is down, or answers something else
   */
  identity(githubAccessToken: string, signal?: AbortSignal): Promise<GitHubIdentity>;
  /**
   * Reads a page of the repositories that are the user's (`GET /user/repos`).
   *
   * @throws {UpstreamError} when GitHub refuses, is down, or answers something else
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

/** A question to GitHub on a person's behalf. */
export type GitHubQuestion<Answer> = (
  github: GitHubApi,
  githubAccessToken: string,
) => Promise<Answer>;
