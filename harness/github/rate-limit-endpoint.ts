import type { components } from "@octokit/openapi-types";
import type { GitHubEndpoint } from "./endpoint.ts";
import type { GitHubModel } from "./model.ts";
import { restEndpoint } from "./rest-api.ts";

type RateLimitOverview = components["schemas"]["rate-limit-overview"];

/**
 * Makes `GET /rate_limit`. "Accessing this endpoint does not count against your REST API rate limit."
 *
 * GitHub also answers without a token; the emulator knows only who signed in.
 *
 * @see https://docs.github.com/rest/rate-limit/rate-limit#get-rate-limit-status-for-the-authenticated-user
 */
export function rateLimitEndpoint(model: GitHubModel): GitHubEndpoint {
  return restEndpoint(model, {
    path: "/rate_limit",
    counts: false,
    answer({ grant }) {
      const core = model.rateLimits.count(grant.user, 0);
      const search = { ...core, limit: 30, remaining: 30, used: 0 };
      const graphql = { ...core, limit: 5000, remaining: 5000, used: 0 };
      const body: RateLimitOverview = { resources: { core, search, graphql }, rate: core };
      return { body };
    },
  });
}
