import { describeOrganization, describePrivately, describePublicly } from "./describe-user.ts";
import type { GitHubEndpoint } from "./endpoint.ts";
import type { GitHubSites } from "./sites.ts";
import type { GitHubModel } from "./model.ts";
import { paginate } from "./pagination.ts";
import { restEndpoint, type RestCall } from "./rest-api.ts";
import { refuseAsNotFound, refuseRest } from "./rest-refusal.ts";
import { allowsScope } from "./scopes.ts";
import { emailsOf } from "./user-schema.ts";

/**
 * Makes what the REST API says about the user of a token: `/user`, `/user/emails` and `/user/orgs`.
 *
 * @see https://docs.github.com/rest/users/users#get-the-authenticated-user
 */
export function authenticatedUserEndpoints(
  model: GitHubModel,
  sites: GitHubSites,
): GitHubEndpoint[] {
  return [
    restEndpoint(model, { path: "/user", answer: (call) => answerUser(model, sites, call) }),
    restEndpoint(model, {
      path: "/user/emails",
      acceptedScopes: ["user", "user:email"],
      answer: answerEmails,
    }),
    restEndpoint(model, {
      path: "/user/orgs",
      acceptedScopes: ["admin:org", "read:org", "repo", "user", "write:org"],
      answer: (call) => answerOrganizations(model, sites, call),
    }),
  ];
}

/** Public data, and private data too for a token with the scope `user` or `read:user`. */
function answerUser(model: GitHubModel, sites: GitHubSites, { grant }: RestCall) {
  const { user } = grant;
  const modifiedAt = user.created_at;
  if (!mayDo(grant, "read:user")) return { body: describePublicly(user, sites), modifiedAt };
  const owned = model.repositories.filter(
    (repository) => repository.private && repository.owner === user.login,
  );
  return { body: describePrivately(user, sites, owned.length), modifiedAt };
}

/**
 * "OAuth app tokens and personal access tokens (classic) need the `user:email` scope to use this endpoint."
 *
 * @see https://docs.github.com/rest/users/emails#list-email-addresses-for-the-authenticated-user
 */
function answerEmails({ grant, url }: RestCall) {
  if (!mayDo(grant, "user:email")) {
    return refuseAsNotFound(
      "https://docs.github.com/rest/users/emails#list-email-addresses-for-the-authenticated-user",
    );
  }
  const { items, link } = paginate(emailsOf(grant.user), url);
  return { body: items, link };
}

/**
 * "Requires at least `user` or `read:org` scope […] Requests with insufficient scope will receive a `403 Forbidden`
 * response." The words of the message are not documented.
 *
 * @see https://docs.github.com/rest/orgs/orgs#list-organizations-for-the-authenticated-user
 */
function answerOrganizations(model: GitHubModel, sites: GitHubSites, { grant, url }: RestCall) {
  if (!mayDo(grant, "user") && !mayDo(grant, "read:org")) {
    return refuseRest({
      status: 403,
      message: "You need at least read:org scope or user scope to list your organizations.",
      documentationUrl:
        "https://docs.github.com/rest/orgs/orgs#list-organizations-for-the-authenticated-user",
    });
  }
  const mine = model.organizations.filter(({ members }) => members.includes(grant.user.login));
  const { items, link } = paginate(mine, url);
  return { body: items.map((organization) => describeOrganization(organization, sites)), link };
}

/** A GitHub App has permissions instead of scopes; the emulated ones have all that is needed here. */
export function mayDo({ app, scopes }: RestCall["grant"], scope: string): boolean {
  return app.kind === "github-app" || allowsScope(scopes, scope);
}
