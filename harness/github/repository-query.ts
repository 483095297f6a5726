import type { GitHubRepository } from "./repositories.ts";
import { refuseAsInvalid } from "./rest-refusal.ts";

const affiliations: readonly string[] = ["owner", "collaborator", "organization_member"];
export type Affiliation = "owner" | "collaborator" | "organization_member";

/** What each parameter of `/user/repos` may be; the first is the default. */
const values: Record<string, readonly string[]> = {
  visibility: ["all", "public", "private"],
  type: ["all", "owner", "public", "private", "member"],
  sort: ["full_name", "created", "updated", "pushed"],
  direction: ["asc", "desc"],
};

/**
 * Refuses `type` beside `visibility` or `affiliation`, which "will cause a `422` error", and values that are none.
 *
 * For the latter GitHub documents 422 "validation failed", but not which parameters it validates; here it is all that have a
 * list or a form of values, so that a slip shows.
 *
 * @see https://docs.github.com/rest/repos/repos#list-repositories-for-the-authenticated-user
 */
export function refuseQuery(query: URLSearchParams): Response | undefined {
  if (query.has("type") && (query.has("visibility") || query.has("affiliation"))) {
    return refuseAsInvalid("If you specify visibility or affiliation, you cannot specify type.");
  }
  const isWrong: Record<string, (value: string) => boolean> = {
    ...Object.fromEntries(
      Object.entries(values).map(([name, allowed]) => [name, (value) => !allowed.includes(value)]),
    ),
    affiliation: () => !wantedAffiliations(query).every((each) => affiliations.includes(each)),
    since: (value) => Number.isNaN(Date.parse(value)),
    before: (value) => Number.isNaN(Date.parse(value)),
  };
  const wrong = Object.keys(isWrong).filter((name) => {
    const value = query.get(name);
    return value !== null && isWrong[name]?.(value);
  });
  if (wrong.length === 0) return undefined;
  const errors = wrong.map((field) => ({ resource: "Repository", field, code: "invalid" }));
  return refuseAsInvalid("Validation Failed", errors);
}

/** `full_name` goes up, times go down, unless `direction` says otherwise. */
export function sorted(repositories: readonly GitHubRepository[], query: URLSearchParams) {
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

/** "Comma-separated list of values"; all of them when left out. */
export function wantedAffiliations(query: URLSearchParams): readonly string[] {
  return query.get("affiliation")?.split(/ *, */) ?? affiliations;
}

/** "Only show repositories updated after the given time", or before it. */
export function isWithin({ updated_at }: GitHubRepository, query: URLSearchParams): boolean {
  const updatedMs = Date.parse(updated_at);
  const [since, before] = [query.get("since"), query.get("before")];
  return (
    (since === null || updatedMs > Date.parse(since)) &&
    (before === null || updatedMs < Date.parse(before))
  );
}
