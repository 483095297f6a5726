import type { components } from "@octokit/openapi-types";
import type { GitHubSites } from "./sites.ts";
import type { GitHubOrganization } from "./organizations.ts";
import type { GitHubUser } from "./user-schema.ts";

type SimpleUser = components["schemas"]["simple-user"];
type PublicUser = components["schemas"]["public-user"];
type PrivateUser = components["schemas"]["private-user"];
type SimpleOrganization = components["schemas"]["organization-simple"];

/** Describes an account as everything that names one does: an owner, a member, a token's user. */
export function describeAccount(
  { login, id }: { login: string; id: number },
  sites: GitHubSites,
  type: "User" | "Organization" = "User",
): SimpleUser {
  const url = `${sites.api}/users/${login}`;
  return {
    login,
    id,
    node_id: nodeId(type, id),
    avatar_url: avatarUrl(id),
    gravatar_id: "",
    url,
    html_url: `${sites.web}/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    user_view_type: "public",
    site_admin: false,
  };
}

export function describePublicly(user: GitHubUser, sites: GitHubSites): PublicUser {
  return {
    ...describeAccount(user, sites),
    // Types of one description that disagree with each other.
    gravatar_id: "",
    email: user.email,
    name: user.name,
    company: user.company,
    blog: user.blog ?? "",
    location: user.location,
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

export function describePrivately(
  user: GitHubUser,
  sites: GitHubSites,
  privateRepositories: number,
): PrivateUser {
  return {
    ...describePublicly(user, sites),
    user_view_type: "private",
    private_gists: 0,
    total_private_repos: privateRepositories,
    owned_private_repos: privateRepositories,
    disk_usage: 0,
    collaborators: 0,
    two_factor_authentication: true,
    plan: { name: "free", space: 976_562_499, private_repos: 10_000, collaborators: 0 },
  };
}

export function describeOrganization(
  { login, id, description }: GitHubOrganization,
  sites: GitHubSites,
): SimpleOrganization {
  const url = `${sites.api}/orgs/${login}`;
  return {
    login,
    id,
    node_id: nodeId("Organization", id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: avatarUrl(id),
    description,
  };
}

/** The older of GitHub's two kinds, as accounts of that age still have it: base64 of `04:User583231`. */
export function nodeId(type: string, id: number): string {
  return Buffer.from(`0${type.length}:${type}${id}`).toString("base64");
}

function avatarUrl(id: number): string {
  return `https://avatars.githubusercontent.com/u/${id}?v=4`;
}
