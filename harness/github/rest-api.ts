import type { AccessTokenGrant } from "./access-tokens.ts";
import { answerUnlessKnown, type RestAnswer } from "./conditional-request.ts";
import type { GitHubEndpoint } from "./endpoint.ts";
import type { GitHubModel } from "./model.ts";
import type { RateLimit } from "./rate-limits.ts";
import { bearerOf } from "./request-user.ts";
import { refuseCredentials, refuseRest } from "./rest-refusal.ts";
import type { GitHubUser } from "./user-schema.ts";
import { refuseUserAgent } from "./user-agent.ts";

export interface RestCall {
  /** What the token grants. */
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
  /** Answers whoever has no token, where GitHub does. */
  answerAnybody?(call: Omit<RestCall, "grant">): RestAnswer | Response;
}

/**
 * Makes an endpoint of the REST API: checks `User-Agent`, bearer token and rate limit, answers
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
      const grant = request.headers.has("Authorization")
        ? model.tokens.use(bearerOf(request) ?? "")
        : null;
      // Of the two 401, only the one for no token at all counts and tells the rate limit, as somebody has measured:
      // https://github.com/brekkylab/backlot/issues/273
      if (grant === undefined) return refuseCredentials();
      const user = grant?.user;
      if (endpoint.counts !== false && model.rateLimits.isSpent(user)) {
        return refuseSpent(user, model.rateLimits.count(user, 0));
      }
      const call = { request, url: new URL(request.url), parameters };
      const outcome = grant
        ? endpoint.answer({ ...call, grant })
        : (endpoint.answerAnybody?.(call) ?? refuseAnonymous());
      const response = outcome instanceof Response ? outcome : answerUnlessKnown(request, outcome);
      // "Making a conditional request does not count against your primary rate limit if a 304 response is returned and the request was
      // made while correctly authorized with an `Authorization` header."
      const isFree = response.status === 304 && Boolean(grant);
      const isCounted = endpoint.counts !== false && !isFree;
      const limit = model.rateLimits.count(user, isCounted ? 1 : 0);
      for (const [name, value] of Object.entries(headersFor(endpoint, grant, limit))) {
        response.headers.set(name, value);
      }
      return response;
    },
  };
}

function refuseAnonymous(): Response {
  return refuseRest({ status: 401, message: "Requires authentication" });
}

/** @see https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit */
function refuseSpent(user: GitHubUser | undefined, limit: RateLimit): Response {
  return refuseRest({
    status: 403,
    message: `API rate limit exceeded for ${countedAs(user)}.`,
    documentationUrl:
      "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api",
    headers: rateLimitHeaders(limit),
  });
}

/** Whom GitHub counts requests for. Whoever has no token is counted by address; this one belongs to documents (RFC 5737). */
export function countedAs(user: GitHubUser | undefined): string {
  return user === undefined ? "192.0.2.1" : `user ID ${user.id}`;
}

function headersFor(
  { acceptedScopes = [] }: RestEndpoint,
  grant: AccessTokenGrant | null,
  limit: RateLimit,
): Record<string, string> {
  return {
    "Cache-Control": `${grant ? "private" : "public"}, max-age=60, s-maxage=60`,
    Vary: grant ? "Accept, Authorization, Cookie, X-GitHub-OTP" : "Accept",
    "X-GitHub-Media-Type": "github.v3; format=json",
    ...(grant && {
      // Empty for a GitHub App's token, as for all that are "of a different kind": https://github.com/cli/cli/issues/6520.
      "X-OAuth-Scopes": grant.scopes.join(", "),
      "X-Accepted-OAuth-Scopes": acceptedScopes.join(", "),
      "X-OAuth-Client-Id": grant.app.clientId,
    }),
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
