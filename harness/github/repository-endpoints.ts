import { mayDo } from "./authenticated-user.ts";
import { describeRepository } from "./describe-repository.ts";
import { describeAccount } from "./describe-user.ts";
import type { GitHubEndpoint } from "./endpoint.ts";
import type { GitHubSites } from "./sites.ts";
import type { GitHubModel } from "./model.ts";
import { paginate } from "./pagination.ts";
import type { GitHubRepository } from "./repositories.ts";
import {
  isWithin,
  refuseQuery,
  sorted,
  wantedAffiliations,
  type Affiliation,
} from "./repository-query.ts";
import { restEndpoint, type RestCall } from "./rest-api.ts";
import { refuseAsNotFound } from "./rest-refusal.ts";
import type { GitHubUser } from "./user-schema.ts";

/**
 * Makes `/user/repos` and `/repos/{owner}/{repo}`.
 *
 * @see https://docs.github.com/rest/repos/repos#list-repositories-for-the-authenticated-user
 */
export function repositoryEndpoints(model: GitHubModel, sites: GitHubSites): GitHubEndpoint[] {
  return [
    restEndpoint(model, {
      path: "/user/repos",
      answer: (call) => listRepositories(model, sites, call),
    }),
    restEndpoint(model, {
      path: "/repos/{owner}/{repo}",
      acceptedScopes: ["repo"],
      answer: (call) => getRepository(model, sites, call),
      answerAnybody: (call) => getRepository(model, sites, call),
    }),
  ];
}

function listRepositories(model: GitHubModel, sites: GitHubSites, { grant, url }: RestCall) {
  const { user } = grant;
  const query = url.searchParams;
  const refused = refuseQuery(query);
  if (refused !== undefined) return refused;
  const visibility = query.get("visibility");
  const type = query.get("type");
  const wanted = wantedAffiliations(query);
  const found = model.repositories.filter((repository) => {
    const affiliation = affiliationOf(model, repository, user);
    if (affiliation === undefined || !wanted.includes(affiliation)) return false;
    if (!isWithin(repository, query)) return false;
    if (repository.private && !mayDo(grant, "repo")) return false;
    if (type === "owner" || type === "member") {
      return (affiliation === "owner") === (type === "owner");
    }
    const kind = repository.private ? "private" : "public";
    return [visibility, type].every((each) => each === null || each === "all" || each === kind);
  });
  const { items, link } = paginate(sorted(found, query), url);
  return { body: items.map((repository) => describe(model, sites, repository, user)), link };
}

/** A private repository that the token may not see is not there: a 404 is no oracle. */
function getRepository(
  model: GitHubModel,
  sites: GitHubSites,
  { grant, parameters }: Omit<RestCall, "grant"> & Partial<RestCall>,
) {
  const fullName = `${parameters["owner"]}/${parameters["repo"]}`.toLowerCase();
  const found = model.repositories.find(
    ({ owner, name }) => `${owner}/${name}`.toLowerCase() === fullName,
  );
  const maySee = (repository: GitHubRepository) =>
    !repository.private ||
    (grant !== undefined &&
      affiliationOf(model, repository, grant.user) !== undefined &&
      mayDo(grant, "repo"));
  if (found === undefined || !maySee(found)) {
    return refuseAsNotFound("https://docs.github.com/rest/repos/repos#get-a-repository");
  }
  const network = { network_count: found.forks_count, subscribers_count: 0 };
  const body = { ...describe(model, sites, found, grant?.user), ...network };
  return { body, modifiedAt: found.updated_at };
}

function describe(
  model: GitHubModel,
  sites: GitHubSites,
  repository: GitHubRepository,
  user: GitHubUser | undefined,
) {
  const organization = model.organizations.find(({ login }) => login === repository.owner);
  const account = organization ??
    model.findUser(repository.owner) ?? { login: repository.owner, id: 0 };
  const owner = describeAccount(account, sites, organization ? "Organization" : "User");
  const affiliation = user && affiliationOf(model, repository, user);
  const access = user && { isAdmin: affiliation === "owner", mayPush: affiliation !== undefined };
  return describeRepository(repository, owner, access, sites);
}

function affiliationOf(
  model: GitHubModel,
  { owner, collaborators }: GitHubRepository,
  { login }: GitHubUser,
): Affiliation | undefined {
  if (owner === login) return "owner";
  if (collaborators.includes(login)) return "collaborator";
  const organization = model.organizations.find((each) => each.login === owner);
  return organization?.members.includes(login) ? "organization_member" : undefined;
}
