import { decodeUtf8, readBody } from "../body.ts";
import { z } from "zod";
import type { Settings } from "../settings.ts";
import { plainText } from "../plain-text.ts";
import { GitHubError, type GitHub, type GitHubRepository } from "./github.ts";
import { gitHubRefusal, gitHubStatusError, misunderstood, unavailable } from "./github-refusal.ts";

const timeoutMs = 10_000;
/** A page of a hundred repositories has some 600 KB. */
const maxAnswerBytes = 1024 * 1024;
/** The least that names a person. Always sent: without it GitHub silently reuses the scopes of last time. */
const scope = "read:user";

const refusalAnswer = z.object({ error: z.string() });
const tokenAnswer = z.object({ access_token: z.string().min(1), token_type: z.literal("bearer") });
const userAnswer = z.object({
  id: z.int().positive(),
  login: z.string().min(1),
  name: z.string().nullish(),
});

const repositoriesAnswer = z.array(
  z.object({
    full_name: z.string(),
    description: z.string().nullish(),
    language: z.string().nullish(),
    private: z.boolean(),
    stargazers_count: z.int(),
  }),
);

/**
 * Talks to GitHub, or to a GitHub Enterprise Server, as the OAuth app of the settings.
 *
 * Redirects are never followed, since they would carry a secret or a token along; each call ends
 * after ten seconds and 1 MiB.
 *
 * @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps
 */
export function createGitHub(settings: Settings): GitHub {
  const { githubClientId, githubClientSecret, githubUrl } = settings;
  return {
    authorizeUrl({ state, codeChallenge, redirectUri }) {
      const url = new URL("/login/oauth/authorize", githubUrl);
      url.search = new URLSearchParams({
        client_id: githubClientId,
        redirect_uri: redirectUri,
        scope,
        state,
        code_challenge: codeChallenge,
        code_challenge_method: "S256",
      }).toString();
      return url.href;
    },
    async exchange({ code, codeVerifier, redirectUri, signal }) {
      const answer = await call(`${githubUrl}/login/oauth/access_token`, {
        method: "POST",
        body: new URLSearchParams({
          client_id: githubClientId,
          client_secret: githubClientSecret,
          code,
          redirect_uri: redirectUri,
          code_verifier: codeVerifier,
        }),
        signal,
      });
      // GitHub answers 200 even when it refuses the code.
      const refused = refusalAnswer.safeParse(answer);
      if (refused.success) throw gitHubRefusal(refused.data.error);
      const granted = tokenAnswer.safeParse(answer);
      if (!granted.success) throw misunderstood("no_bearer_token");
      return { githubAccessToken: granted.data.access_token };
    },
    async identity(githubAccessToken, signal) {
      const answer = await call(`${apiUrl(githubUrl)}/user`, {
        headers: { Authorization: `Bearer ${githubAccessToken}` },
        signal,
      });
      const user = userAnswer.safeParse(answer);
      if (!user.success) throw misunderstood("no_user");
      return { ...user.data, name: user.data.name ?? null };
    },
    async repositories(githubAccessToken, { page, perPage, signal }) {
      const query = new URLSearchParams({
        sort: "full_name",
        page: String(page),
        per_page: String(perPage),
      });
      const answer = await call(`${apiUrl(githubUrl)}/user/repos?${query.toString()}`, {
        headers: { Authorization: `Bearer ${githubAccessToken}` },
        signal,
      });
      const repositories = repositoriesAnswer.safeParse(answer);
      if (!repositories.success) throw misunderstood("no_repositories");
      // A full page may be the last: then the next is empty, and says so.
      const nextPage = repositories.data.length === perPage ? page + 1 : null;
      return { repositories: repositories.data.map(describe), nextPage };
    },
  };
}

/** Descriptions are anybody's words: control characters go, and what is too long. */
function describe(repository: z.output<typeof repositoriesAnswer>[number]): GitHubRepository {
  const { full_name, description, language, stargazers_count } = repository;
  return {
    name: plainText(full_name, 140),
    description: description ? plainText(description, 300) : null,
    language: language ? plainText(language, 40) : null,
    private: repository.private,
    stars: stargazers_count,
  };
}

/** The REST API's address that belongs to GitHub, GitHub with data residency, or an Enterprise Server. */
export function apiUrl(githubUrl: string): string {
  const { hostname } = new URL(githubUrl);
  if (hostname === "github.com") return "https://api.github.com";
  if (hostname.endsWith(".ghe.com")) return `https://api.${hostname}`;
  return `${githubUrl}/api/v3`;
}

interface CallOptions {
  method?: "POST";
  headers?: Record<string, string>;
  body?: URLSearchParams;
  signal: AbortSignal | undefined;
}

async function call(url: string, options: CallOptions): Promise<unknown> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      ...options,
      headers: {
        Accept: "application/json",
        "User-Agent": "remote-mcp-kit",
        "X-GitHub-Api-Version": "2022-11-28",
        ...options.headers,
      },
      redirect: "manual",
      signal: options.signal ? AbortSignal.any([timeout, options.signal]) : timeout,
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw gitHubStatusError(response.status, response.headers);
    }
    return await readJson(response);
  } catch (error) {
    if (error instanceof GitHubError) throw error;
    throw unavailable("unreachable", undefined, error);
  }
}

async function readJson(response: Response): Promise<unknown> {
  const body = await readBody(response.body, maxAnswerBytes);
  if (body.kind === "too-large") throw misunderstood("answer_too_large");
  try {
    return JSON.parse(decodeUtf8(body.bytes) ?? "");
  } catch {
    // A form, an HTML page and half a document are all the same to the caller.
    throw misunderstood("answer_not_json");
  }
}
