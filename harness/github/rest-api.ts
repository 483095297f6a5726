import { createHash } from "node:crypto";
import type { AccessTokenGrant } from "./access-tokens.ts";
import type { GitHubEndpoint } from "./endpoint.ts";
import type { GitHubModel } from "./model.ts";
import type { RateLimit } from "./rate-limits.ts";
import { refuseCredentials, refuseRest } from "./rest-refusal.ts";
import { refuseUserAgent } from "./user-agent.ts";

export interface RestCall {
  readonly grant: AccessTokenGrant;
  readonly request: Request;
  readonly url: URL;
  /** What stands in the path. */
  readonly parameters: Readonly<Record<string, string>>;
}

export interface RestEndpoint {
  readonly path: string;
  /** Any of these lets a token in: what `X-Accepted-OAuth-Scopes` lists. */
  readonly acceptedScopes?: readonly string[];
  /** Whether a call counts against the rate limit. Default: it does. */
  readonly counts?: boolean;
  /** @returns the body, with a `Link` if it is one page of many; or a refusal */
  answer(call: RestCall): { body: unknown; link?: string | undefined } | Response;
}

/**
 * Makes an endpoint of the REST API that needs a token: checks `User-Agent`, bearer token and rate limit, answers
 * conditional requests, and adds the headers that all of its answers carry.
 *
 * @see https://docs.github.com/rest/authentication/authenticating-to-the-rest-api
 * @see https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate
 */
export function restEndpoint(model: GitHubModel, endpoint: RestEndpoint): GitHubEndpoint {
  return {
    method: "GET",
    site: "api",
    path: endpoint.path,
    answer(request, parameters) {
      const refusedAgent = refuseUserAgent(request);
      if (refusedAgent !== undefined) return refusedAgent;
      const grant = readGrant(model, request);
      if (grant instanceof Response) return grant;
      const { user } = grant;
      if (endpoint.counts !== false && model.rateLimits.isSpent(user)) {
        return refuseSpent(grant, model.rateLimits.count(user, 0));
      }
      const outcome = endpoint.answer({ grant, request, url: new URL(request.url), parameters });
      const response = outcome instanceof Response ? outcome : conditional(request, outcome);
      // "Making a conditional request does not count against your primary rate limit if a 304 response is returned."
      const isCounted = endpoint.counts !== false && response.status !== 304;
      const limit = model.rateLimits.count(user, isCounted ? 1 : 0);
      for (const [name, value] of Object.entries(headersFor(endpoint, grant, limit))) {
        response.headers.set(name, value);
      }
      return response;
    },
  };
}

/** Finds whose token a request carries; GitHub also takes the scheme `token` for its own tokens. */
function readGrant(model: GitHubModel, request: Request): AccessTokenGrant | Response {
  const authorization = request.headers.get("Authorization");
  if (authorization === null) return refuseCredentials("Requires authentication");
  const githubAccessToken = /^(?:bearer|token) +(\S+)$/i.exec(authorization)?.[1] ?? "";
  return model.tokens.find(githubAccessToken) ?? refuseCredentials();
}

function conditional(
  request: Request,
  { body, link }: { body: unknown; link?: string | undefined },
): Response {
  const text = JSON.stringify(body);
  const etag = `W/"${createHash("sha256").update(text).digest("hex")}"`;
  const headers = { ETag: etag, ...(link !== undefined && { Link: link }) };
  const known = (request.headers.get("If-None-Match") ?? "").split(/\s*,\s*/);
  if (known.includes(etag)) return new Response(null, { status: 304, headers });
  return new Response(text, {
    headers: { ...headers, "Content-Type": "application/json; charset=utf-8" },
  });
}

/** @see https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit */
function refuseSpent(grant: AccessTokenGrant, limit: RateLimit): Response {
  return refuseRest({
    status: 403,
    message: `API rate limit exceeded for user ID ${grant.user.id}.`,
    documentationUrl:
      "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api",
    headers: rateLimitHeaders(limit),
  });
}

function headersFor(
  { acceptedScopes = [] }: RestEndpoint,
  { app, scopes }: AccessTokenGrant,
  limit: RateLimit,
): Record<string, string> {
  return {
    "Cache-Control": "private, max-age=60, s-maxage=60",
    Vary: "Accept, Authorization, Cookie, X-GitHub-OTP",
    "X-GitHub-Media-Type": "github.v3; format=json",
    "X-OAuth-Scopes": scopes.join(", "),
    "X-Accepted-OAuth-Scopes": acceptedScopes.join(", "),
    "X-OAuth-Client-Id": app.clientId,
    ...rateLimitHeaders(limit),
  };
}

/** @see https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#checking-the-status-of-your-rate-limit */
export function rateLimitHeaders(limit: Omit<RateLimit, "reset"> & { reset: number | string }) {
  return {
    "X-RateLimit-Limit": String(limit.limit),
    "X-RateLimit-Remaining": String(limit.remaining),
    "X-RateLimit-Used": String(limit.used),
    "X-RateLimit-Reset": String(limit.reset),
    "X-RateLimit-Resource": "core",
  };
}
