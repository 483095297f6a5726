import { z } from "zod";
import { plainText } from "../plain-text.ts";
import { callGitHub } from "./call-github.ts";
import type { GitHubApi, GitHubRepository } from "./github.ts";
import { misunderstood } from "./github-refusal.ts";

const userAnswer = z.object({
  id: z.int().positive(),
  // An Enterprise Server makes logins of other names, and knows no other signs either.
  login: z.string().regex(/^[\w-]{1,100}$/),
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

/** The REST API of GitHub, or of a GitHub Enterprise Server, for whoever's token it is given. */
export function createGitHubApi(githubUrl: string): GitHubApi {
  const api = apiUrl(githubUrl);
  return {
    async identity(githubAccessToken, signal) {
      const answer = await callGitHub(`${api}/user`, {
        headers: bearer(githubAccessToken),
        signal,
      });
      const user = userAnswer.safeParse(answer);
      if (!user.success) throw misunderstood("no_user");
      return { ...user.data, name: plainText(user.data.name ?? "", 100) || null };
    },
    async repositories(githubAccessToken, { page, perPage, signal }) {
      const query = new URLSearchParams({
        sort: "full_name",
        page: String(page),
        per_page: String(perPage),
      });
      const answer = await callGitHub(`${api}/user/repos?${query.toString()}`, {
        headers: bearer(githubAccessToken),
        signal,
      });
      const repositories = repositoriesAnswer.safeParse(answer);
      if (!repositories.success) throw misunderstood("no_repositories");
      // A full page may be the last: then the next is empty, and says so. What is beyond a page is on the next.
      const nextPage = repositories.data.length >= perPage ? page + 1 : null;
      return { repositories: repositories.data.slice(0, perPage).map(describe), nextPage };
    },
  };
}

function bearer(githubAccessToken: string) {
  return { Authorization: `Bearer ${githubAccessToken}` };
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
