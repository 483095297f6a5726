import { mayDo } from "./authenticated-user.ts";
import { describeRepository } from "./describe-repository.ts";
import { describeAccount } from "./describe-user.ts";
import type { GitHubEndpoint } from "./endpoint.ts";
import type { GitHubSites } from "./sites.ts";
import type { GitHubModel } from "./model.ts";
import { paginate } from "./pagination.ts";
import type { GitHubRepository } from "./repositories.ts";
import { restEndpoint, type RestCall } from "./rest-api.ts";
import { refuseAsInvalid, refuseAsNotFound } from "./rest-refusal.ts";
import type { GitHubUser } from "./user-schema.ts";

const affiliations = ["owner", "collaborator", "organization_member"] as const;
type Affiliation = (typeof affiliations)[number];

/** What each parameter of `/user/repos` may be; the first is the default. */
const values = {
  visibility: ["all", "public", "private"],
  type: ["all", "owner", "public", "private", "member"],
  sort: ["full_name", "created", "updated", "pushed"],
  direction: ["asc", "desc"],
} as const;

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
  const wanted = query.get("affiliation")?.split(",") ?? affiliations;
  const found = model.repositories.filter((repository) => {
    const affiliation = affiliationOf(model, repository, user);
    if (affiliation === undefined || !wanted.includes(affiliation)) return false;
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

/** "Can not be used with `visibility` or `affiliation`": GitHub answers 422, as it does to a value that it does not know. */
function refuseQuery(query: URLSearchParams): Response | undefined {
  if (query.has("type") && (query.has("visibility") || query.has("affiliation"))) {
    return refuseAsInvalid("If you specify visibility or affiliation, you cannot specify type.");
  }
  const wrong = Object.entries(values).filter(([name, allowed]) => {
    const value = query.get(name);
    return value !== null && !allowed.some((each) => each === value);
  });
  if (wrong.length === 0) return undefined;
  const errors = wrong.map(([field]) => ({ resource: "Repository", field, code: "invalid" }));
  return refuseAsInvalid("Validation Failed", errors);
}

/** `full_name` goes up, times go down, unless `direction` says otherwise. */
function sorted(repositories: readonly GitHubRepository[], query: URLSearchParams) {
  const sort = query.get("sort") ?? "full_name";
  const direction = query.get("direction") ?? (sort === "full_name" ? "asc" : "desc");
  const keyOf = (repository: GitHubRepository) => {
    if (sort === "created") return repository.created_at;
    if (sort === "updated") return repository.updated_at;
    if (sort === "pushed") return repository.pushed_at;
    return `${repository.owner}/${repository.name}`.toLowerCase();
  };
  const rising = repositories.toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
  return direction === "asc" ? rising : rising.toReversed();
}

/** A private repository that the token may not see is not there: a 404 is no oracle. */
function getRepository(model: GitHubModel, sites: GitHubSites, { grant, parameters }: RestCall) {
  const fullName = `${parameters["owner"]}/${parameters["repo"]}`.toLowerCase();
  const found = model.repositories.find(
    ({ owner, name }) => `${owner}/${name}`.toLowerCase() === fullName,
  );
  const { user } = grant;
  const isVisible =
    found !== undefined &&
    (!found.private || (affiliationOf(model, found, user) !== undefined && mayDo(grant, "repo")));
  if (!isVisible) {
    return refuseAsNotFound("https://docs.github.com/rest/repos/repos#get-a-repository");
  }
  const network = { network_count: found.forks_count, subscribers_count: 0 };
  return { body: { ...describe(model, sites, found, user), ...network } };
}

function describe(
  model: GitHubModel,
  sites: GitHubSites,
  repository: GitHubRepository,
  user: GitHubUser,
) {
  const organization = model.organizations.find(({ login }) => login === repository.owner);
  const account = organization ??
    model.findUser(repository.owner) ?? { login: repository.owner, id: 0 };
  const owner = describeAccount(account, sites, organization ? "Organization" : "User");
  const affiliation = affiliationOf(model, repository, user);
  const access = { isAdmin: affiliation === "owner", mayPush: affiliation !== undefined };
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
