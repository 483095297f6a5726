import type { components } from "@octokit/openapi-types";
import { nodeId } from "./describe-user.ts";
import type { GitHubSites } from "./sites.ts";
import type { GitHubRepository } from "./repositories.ts";

type SimpleUser = components["schemas"]["simple-user"];
type Repository = components["schemas"]["repository"];

export interface RepositoryAccess {
  readonly isAdmin: boolean;
  readonly mayPush: boolean;
}

/** Describes a repository as lists of repositories do. @param access of whoever asks, left out of an answer to nobody in particular */
export function describeRepository(
  repository: GitHubRepository,
  owner: SimpleUser,
  access: RepositoryAccess | undefined,
  sites: GitHubSites,
): Repository {
  const { owner: _, collaborators: __, ...own } = repository;
  const full_name = `${owner.login}/${repository.name}`;
  const html_url = `${sites.web}/${full_name}`;
  return {
    ...own,
    ...addressesOf(`${sites.api}/repos/${full_name}`),
    node_id: nodeId("Repository", repository.id),
    full_name,
    owner,
    html_url,
    git_url: `git://${new URL(sites.web).host}/${full_name}.git`,
    ssh_url: `git@${new URL(sites.web).host}:${full_name}.git`,
    clone_url: `${html_url}.git`,
    svn_url: html_url,
    mirror_url: null,
    homepage: null,
    size: 0,
    watchers_count: repository.stargazers_count,
    watchers: repository.stargazers_count,
    forks: repository.forks_count,
    open_issues: repository.open_issues_count,
    license: null,
    disabled: false,
    has_issues: true,
    has_projects: true,
    has_downloads: true,
    has_wiki: true,
    has_pages: false,
    has_discussions: false,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    visibility: repository.private ? "private" : "public",
    ...(access && { permissions: permissionsOf(access) }),
  };
}

function permissionsOf({ isAdmin, mayPush }: RepositoryAccess) {
  return { admin: isAdmin, maintain: isAdmin, push: mayPush, triage: mayPush, pull: true };
}

function addressesOf(url: string) {
  return {
    url,
    forks_url: `${url}/forks`,
    keys_url: `${url}/keys{/key_id}`,
    collaborators_url: `${url}/collaborators{/collaborator}`,
    teams_url: `${url}/teams`,
    hooks_url: `${url}/hooks`,
    issue_events_url: `${url}/issues/events{/number}`,
    events_url: `${url}/events`,
    assignees_url: `${url}/assignees{/user}`,
    branches_url: `${url}/branches{/branch}`,
    tags_url: `${url}/tags`,
    blobs_url: `${url}/git/blobs{/sha}`,
    git_tags_url: `${url}/git/tags{/sha}`,
    git_refs_url: `${url}/git/refs{/sha}`,
    trees_url: `${url}/git/trees{/sha}`,
    statuses_url: `${url}/statuses/{sha}`,
    languages_url: `${url}/languages`,
    stargazers_url: `${url}/stargazers`,
    contributors_url: `${url}/contributors`,
    subscribers_url: `${url}/subscribers`,
    subscription_url: `${url}/subscription`,
    commits_url: `${url}/commits{/sha}`,
    git_commits_url: `${url}/git/commits{/sha}`,
    comments_url: `${url}/comments{/number}`,
    issue_comment_url: `${url}/issues/comments{/number}`,
    contents_url: `${url}/contents/{+path}`,
    compare_url: `${url}/compare/{base}...{head}`,
    merges_url: `${url}/merges`,
    archive_url: `${url}/{archive_format}{/ref}`,
    downloads_url: `${url}/downloads`,
    issues_url: `${url}/issues{/number}`,
    pulls_url: `${url}/pulls{/number}`,
    milestones_url: `${url}/milestones{/number}`,
    notifications_url: `${url}/notifications{?since,all,participating}`,
    labels_url: `${url}/labels{/name}`,
    releases_url: `${url}/releases{/id}`,
    deployments_url: `${url}/deployments`,
  };
}
