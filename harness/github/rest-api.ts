import type { AccessTokenGrant } from "./access-tokens.ts";
import { answerUnlessKnown, type RestAnswer } from "./conditional-request.ts";
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
  answer(call: RestCall): RestAnswer | Response;
}

/**
 * Makes an endpoint of the REST API that needs a token: checks `User-Agent`, bearer token and rate limit, answers
 * conditional requests, and adds the headers that all of its answers carry.
 *
 * @see https://docs.github.com/rest/authentication/authenticating-to-the-rest-api
 */
export function restEndpoint(model: GitHubModel, endpoint: RestEndpoint): GitHubEndpoint {
  return {
    method: "GET",
    site: "api",
    path: endpoint.path,
    answer(request, parameters) {
      const refusedAgent = refuseUserAgent(request);
      if (refusedAgent !== undefined) return refusedAgent;
      const grant = readGrant(model, request, endpoint);
      if (grant instanceof Response) return grant;
      const { user } = grant;
      if (endpoint.counts !== false && model.rateLimits.isSpent(user)) {
        return refuseSpent(grant, model.rateLimits.count(user, 0));
      }
      const outcome = endpoint.answer({ grant, request, url: new URL(request.url), parameters });
      const response = outcome instanceof Response ? outcome : answerUnlessKnown(request, outcome);
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

/**
 * Finds whose token a request carries; GitHub also takes the scheme `token` for its own tokens.
 *
 * Of the two 401, only the one for no token at all counts and tells the rate limit, as somebody has measured. The
 * emulator goes on to answer 401 where GitHub would refuse the 61st request of an address.
 *
 * @see https://github.com/brekkylab/backlot/issues/273
 */
function readGrant(
  model: GitHubModel,
  request: Request,
  { counts = true }: RestEndpoint,
): AccessTokenGrant | Response {
  const authorization = request.headers.get("Authorization");
  if (authorization === null) {
    const limit = model.rateLimits.count(undefined, counts ? 1 : 0);
    const headers = rateLimitHeaders(limit);
    return refuseRest({ status: 401, message: "Requires authentication", headers });
  }
  const githubAccessToken = /^(?:bearer|token) +(\S+)$/i.exec(authorization)?.[1] ?? "";
  return model.tokens.use(githubAccessToken) ?? refuseCredentials();
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
    // Empty for a GitHub App's token, as for all that are "of a different kind": https://github.com/cli/cli/issues/6520.
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
