import { createGitHubEmulator } from "./emulator.ts";
import { CALLBACK, test as base } from "./github.test-support.ts";
import { gitHubOrganizationsSchema } from "./organizations.ts";
import { gitHubRepositoriesSchema } from "./repositories.ts";

const test = base.extend("github", ({ clock }) =>
  createGitHubEmulator({
    callbackUrl: CALLBACK,
    now: () => clock.nowMs,
    organizations: gitHubOrganizationsSchema.parse([
      { login: "acme", id: 99, members: ["OctoCat"] },
    ]),
    repositories: gitHubRepositoriesSchema.parse([
      { id: 77, owner: "OCTOCAT", name: "own", private: true },
      { id: 78, owner: "hubot", name: "shared", private: true, collaborators: ["Octocat"] },
      { id: 79, owner: "ACME", name: "ours", private: true },
    ]),
  }),
);

test("a login is the same account however a fixture spells it", async ({ getAs, expect }) => {
  const orgs: object[] = await (await getAs("/user/orgs")).json();
  expect(orgs).toMatchObject([{ login: "acme" }]);
  for (const name of ["octocat/own", "hubot/shared", "acme/ours"]) {
    const shown: unknown = await (await getAs(`/repos/${name}`)).json();
    expect(shown).toMatchObject({ full_name: name });
  }
});
