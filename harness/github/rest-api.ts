import type { GitHubEndpoint } from "./endpoint.ts";
import type { AccessTokenGrant, GitHubModel } from "./model.ts";

/** Requests an hour for one user. @see https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
const HOURLY_REQUESTS = 5000;

const USER_AGENT_GUIDE =
  "https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required";

/**
 * Makes an endpoint of the REST API that needs a token: checks `User-Agent` and bearer token, and adds the headers that
 * all of its answers carry.
 *
 * @see https://docs.github.com/rest/authentication/authenticating-to-the-rest-api
 */
export function restEndpoint(
  model: GitHubModel,
  path: string,
  answer: (grant: AccessTokenGrant) => unknown,
): GitHubEndpoint {
  return {
    method: "GET",
    site: "api",
    path,
    answer(request) {
      if (!hasUserAgent(request)) return refuseUserAgent();
      const authorization = request.headers.get("Authorization");
      if (authorization === null) return refuse(401, "Requires authentication");
      // GitHub also takes the scheme `token` for its own tokens.
      const githubAccessToken = /^(?:bearer|token) +(\S+)$/i.exec(authorization)?.[1];
      const grant =
        githubAccessToken === undefined ? undefined : model.findGrant(githubAccessToken);
      if (grant === undefined) return refuse(401, "Bad credentials");
      return Response.json(answer(grant), { headers: headersFor(model, grant) });
    },
  };
}

/**
 * Tells whether the caller said who it is.
 *
 * Node adds `user-agent: node` to what a Worker sends in the harness, which Cloudflare does not: there the request would
 * go out without one and be refused. `CF-Worker` tells that it is a Worker's request.
 */
function hasUserAgent(request: Request): boolean {
  const userAgent = request.headers.get("User-Agent");
  return Boolean(userAgent) && !(userAgent === "node" && request.headers.has("CF-Worker"));
}

/** @see https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#user-agent-required */
function refuseUserAgent(): Response {
  return new Response(
    `\r\nRequest forbidden by administrative rules. Please make sure your request has a User-Agent header (${USER_AGENT_GUIDE}). Check https://developer.github.com for other possible causes.\r\n`,
    { status: 403, headers: { "Content-Type": "text/html" } },
  );
}

function refuse(status: number, message: string): Response {
  const body = {
    message,
    documentation_url: "https://docs.github.com/rest",
    status: String(status),
  };
  return Response.json(body, {
    status,
    headers: { "X-GitHub-Media-Type": "github.v3; format=json" },
  });
}

function headersFor(
  model: GitHubModel,
  { app, scopes, user }: AccessTokenGrant,
): Record<string, string> {
  const { used, resetAtMs } = model.countRequest(user);
  return {
    "Content-Type": "application/json; charset=utf-8",
    "Cache-Control": "private, max-age=60, s-maxage=60",
    "X-GitHub-Media-Type": "github.v3; format=json",
    "X-OAuth-Scopes": scopes.join(", "),
    "X-Accepted-OAuth-Scopes": "",
    "X-OAuth-Client-Id": app.clientId,
    "X-RateLimit-Limit": String(HOURLY_REQUESTS),
    "X-RateLimit-Remaining": String(Math.max(0, HOURLY_REQUESTS - used)),
    "X-RateLimit-Used": String(used),
    "X-RateLimit-Reset": String(Math.ceil(resetAtMs / 1000)),
    "X-RateLimit-Resource": "core",
  };
}
