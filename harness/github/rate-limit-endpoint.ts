import type { components } from "@octokit/openapi-types";
import type { GitHubEndpoint } from "./endpoint.ts";
import type { GitHubModel } from "./model.ts";
import type { RateLimit } from "./rate-limits.ts";
import { restEndpoint } from "./rest-api.ts";

type RateLimitOverview = components["schemas"]["rate-limit-overview"];

/**
 * Makes `GET /rate_limit`. "Accessing this endpoint does not count against your REST API rate limit." Whoever has no token learns
 * what is left to all who have none.
 *
 * @see https://docs.github.com/rest/rate-limit/rate-limit#get-rate-limit-status-for-the-authenticated-user
 * @see https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#primary-rate-limit-for-unauthenticated-users
 */
export function rateLimitEndpoint(model: GitHubModel): GitHubEndpoint {
  return restEndpoint(model, {
    path: "/rate_limit",
    counts: false,
    answer: ({ grant }) => {
      const core = model.rateLimits.count(grant.user, 0);
      return { body: overview(core, { search: 30, graphql: 5000 }) };
    },
    answerAnybody: () => {
      const core = model.rateLimits.count(undefined, 0);
      return { body: overview(core, { search: 10, graphql: 0 }) };
    },
  });
}

function overview(
  core: RateLimit,
  { search, graphql }: Record<"search" | "graphql", number>,
): RateLimitOverview {
  const unused = (limit: number): RateLimit => ({ ...core, limit, remaining: limit, used: 0 });
  return { resources: { core, search: unused(search), graphql: unused(graphql) }, rate: core };
}
