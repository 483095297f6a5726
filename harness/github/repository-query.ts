import type { GitHubRepository } from "./repositories.ts";
import { refuseAsInvalid } from "./rest-refusal.ts";

const affiliations = ["owner", "collaborator", "organization_member"] as const;
export type Affiliation = (typeof affiliations)[number];

/** What the parameters of `/user/repos` may be; of a list, the first is the default. */
const isRight: Readonly<Record<string, (value: string) => boolean>> = {
  visibility: isOneOf("all", "public", "private"),
  affiliation: (value) => splitList(value).every(isOneOf(...affiliations)),
  type: isOneOf("all", "owner", "public", "private", "member"),
  sort: isOneOf("full_name", "created", "updated", "pushed"),
  direction: isOneOf("asc", "desc"),
  since: isTime,
  before: isTime,
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
  const wrong = Object.keys(isRight).filter((name) => {
    const value = query.get(name);
    return value !== null && !isRight[name]?.(value);
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
  const value = query.get("affiliation");
  return value === null ? affiliations : splitList(value);
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

function splitList(value: string): string[] {
  return value.split(/ *, */);
}

function isOneOf(...allowed: readonly string[]) {
  return (value: string) => allowed.includes(value);
}

function isTime(value: string): boolean {
  return !Number.isNaN(Date.parse(value));
}
