import { test } from "./github.test-support.ts";

async function namesOf(response: Response): Promise<string[]> {
  const repositories: { full_name: string }[] = await response.json();
  return repositories.map(({ full_name }) => full_name);
}

/**
 * "Only show repositories updated after the given time."
 * https://docs.github.com/rest/repos/repos#list-repositories-for-the-authenticated-user
 */
test("lists repositories that were updated since a time, or before it", async ({
  getAs,
  expect,
}) => {
  const listed = async (query: string) =>
    namesOf(await getAs(`/user/repos?affiliation=owner&${query}`));
  const { updated_at } = (await (await getAs("/repos/octocat/secret-plans")).json()) as {
    updated_at: string;
  };
  const all = ["octocat/Hello-World", "octocat/secret-plans"];
  expect(await listed("since=1970-01-01T00:00:00Z")).toEqual(all);
  expect(await listed(`since=${updated_at}`)).not.toContain("octocat/secret-plans");
  expect(await listed(`before=${updated_at}`)).not.toContain("octocat/secret-plans");
  expect(await listed("before=2100-01-01T00:00:00Z")).toEqual(all);
  expect(await listed("before=1970-01-01T00:00:00Z")).toEqual([]);
});

/**
 * "Will cause a `422` error if used in the same request as **visibility** or **affiliation**"; 422 "Validation failed".
 * https://docs.github.com/rest/repos/repos#list-repositories-for-the-authenticated-user
 * Which values GitHub validates it does not document.
 */
test.for([
  ["type=all&visibility=all", undefined],
  ["type=all&affiliation=owner", undefined],
  ["visibility=secret", "visibility"],
  ["sort=size", "sort"],
  ["affiliation=owner,member", "affiliation"],
  ["affiliation=", "affiliation"],
  ["since=yesterday", "since"],
  ["before=", "before"],
] as const)("refuses to list repositories by %s", async ([query, field], { getAs, expect }) => {
  const refused = await getAs(`/user/repos?${query}`);
  expect(refused.status).toBe(422);
  const { errors } = (await refused.json()) as { errors?: object[] };
  expect(errors).toEqual(field && [{ resource: "Repository", field, code: "invalid" }]);
});
