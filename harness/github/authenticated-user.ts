import type { components } from "@octokit/openapi-types";
import type { GitHubEndpoint } from "./endpoint.ts";
import type { AccessTokenGrant, GitHubModel } from "./model.ts";
import { restEndpoint } from "./rest-api.ts";
import type { GitHubUser } from "./user-schema.ts";

type PublicUser = components["schemas"]["public-user"];
type PrivateUser = components["schemas"]["private-user"];

/** Where GitHub is: `https://github.com` and `https://api.github.com`, or an Enterprise Server and its `/api/v3`. */
export interface GitHubSites {
  readonly web: string;
  readonly api: string;
}

/**
 * Makes `GET /user`: public data, and private data too for a token with the scope `user` or `read:user`.
 *
 * @see https://docs.github.com/rest/users/users#get-the-authenticated-user
 */
export function authenticatedUserEndpoint(model: GitHubModel, sites: GitHubSites): GitHubEndpoint {
  return restEndpoint(model, "/user", ({ user, scopes }: AccessTokenGrant) => {
    const seesPrivateData = scopes.includes("user") || scopes.includes("read:user");
    return seesPrivateData ? describePrivately(user, sites) : describePublicly(user, sites);
  });
}

function describePublicly(user: GitHubUser, sites: GitHubSites): PublicUser {
  const url = `${sites.api}/users/${user.login}`;
  return {
    login: user.login,
    id: user.id,
    node_id: Buffer.from(`04:User${user.id}`).toString("base64"),
    avatar_url: `https://avatars.githubusercontent.com/u/${user.id}?v=4`,
    gravatar_id: "",
    url,
    html_url: `${sites.web}/${user.login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: "User",
    user_view_type: "public",
    site_admin: false,
    name: user.name,
    company: user.company,
    blog: user.blog ?? "",
    location: user.location,
    email: user.email,
    hireable: null,
    bio: user.bio,
    twitter_username: null,
    notification_email: user.email,
    public_repos: user.public_repos,
    public_gists: 0,
    followers: user.followers,
    following: user.following,
    created_at: user.created_at,
    updated_at: user.created_at,
  };
}

function describePrivately(user: GitHubUser, sites: GitHubSites): PrivateUser {
  return {
    ...describePublicly(user, sites),
    user_view_type: "private",
    private_gists: 0,
    total_private_repos: 0,
    owned_private_repos: 0,
    disk_usage: 0,
    collaborators: 0,
    two_factor_authentication: true,
    plan: { name: "free", space: 976_562_499, private_repos: 10_000, collaborators: 0 },
  };
}
