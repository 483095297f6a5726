import { randomBytes } from "node:crypto";
import { answerPreflight, withCors } from "./cors.ts";
import type { GitHubEndpoint } from "./endpoint.ts";
import { refuseRest } from "./rest-refusal.ts";
import type { GitHubSites } from "./sites.ts";

/** Answers a request to GitHub; undefined for an address that is not emulated. */
export type GitHubAnswer = (request: Request) => Promise<Response | undefined>;

/** Makes one function of all endpoints: finds the one that a request is for and asks it. */
export function createRouter(
  endpoints: readonly GitHubEndpoint[],
  sites: GitHubSites,
  now: () => number,
): GitHubAnswer {
  const routes = endpoints.map((endpoint) => ({
    endpoint,
    pattern: patternOf(sites[endpoint.site] + endpoint.path),
  }));
  return async (request) => {
    const { origin, pathname } = new URL(request.url);
    if (request.method === "OPTIONS") {
      const isApi = routes.some(
        ({ endpoint, pattern }) => endpoint.site === "api" && pattern.test(origin + pathname),
      );
      return isApi ? answerPreflight() : undefined;
    }
    for (const { endpoint, pattern } of routes) {
      const match = isFor(endpoint, request) && pattern.exec(origin + pathname);
      if (match) {
        const parameters = decode(match.groups ?? {});
        const answer =
          parameters === undefined ? refusePath() : await endpoint.answer(request, parameters);
        const response = request.method === "HEAD" ? withoutBody(answer) : answer;
        return withCommonHeaders(endpoint.site === "api" ? withCors(response) : response, now());
      }
    }
    return undefined;
  };
}

/**
 * Tells whether an endpoint answers to a request's method. The REST API takes HEAD for GET: "check headers to see what OAuth
 * scopes you have", GitHub says, and does it with `curl -I`.
 *
 * @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps
 */
export function isFor({ method, site }: GitHubEndpoint, request: { method: string }): boolean {
  if (request.method === "OPTIONS") return site === "api";
  if (request.method === "HEAD") return method === "GET" && site === "api";
  return request.method === method;
}

/** @returns nothing for a path like `/repos/%zz/x`, which stands for no text */
function decode(groups: Readonly<Record<string, string>>): Record<string, string> | undefined {
  try {
    const entries = Object.entries(groups);
    return Object.fromEntries(entries.map(([name, value]) => [name, decodeURIComponent(value)]));
  } catch {
    return undefined;
  }
}

/** GitHub documents no answer to such a path; RFC 3986, section 2.1, has it as no URL at all. */
function refusePath(): Response {
  return refuseRest({ status: 400, message: "Bad Request" });
}

function withoutBody(response: Response): Response {
  if (response.type === "error") return response;
  void response.body?.cancel();
  return new Response(null, { status: response.status, headers: response.headers });
}

/** Makes of `https://api.github.com/applications/{client_id}/token` what finds it and names its parts. */
function patternOf(address: string): RegExp {
  const parts = address.split(/\{(\w+)\}/);
  const source = parts.map((part, index) =>
    index % 2 === 0 ? part.replaceAll(".", String.raw`\.`) : `(?<${part}>[^/]+)`,
  );
  return new RegExp(`^${source.join("")}$`);
}

/**
 * Every answer of GitHub's has a date, from which Octokit counts a token's life, and an id by which its support finds the request.
 *
 * @see https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#about-the-response-code-and-headers
 */
function withCommonHeaders(response: Response, nowMs: number): Response {
  if (response.type === "error") return response;
  const { headers } = response;
  if (!headers.has("Date")) headers.set("Date", new Date(nowMs).toUTCString());
  const parts = randomBytes(16).toString("hex").toUpperCase().match(/.{8}/g);
  headers.set(
    "X-GitHub-Request-Id",
    `${parts?.join(":")}:${Math.floor(nowMs / 1000).toString(16)}`,
  );
  return response;
}
