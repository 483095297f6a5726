import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { loadGitHubApps } from "./apps.ts";
import type { GitHubEmulatorOptions } from "./emulator.ts";
import { loadGitHubOrganizations } from "./organizations.ts";
import { loadGitHubRepositories } from "./repositories.ts";
import { loadGitHubUsers } from "./users.ts";

/** Where a project's own users and apps stand: `fixtures/github` beside its Wrangler configuration. */
export function gitHubFolder(wrangler: string): string {
  return join(dirname(resolve(wrangler)), "fixtures/github");
}

/**
 * Reads the emulated users, apps, organizations and repositories: the kit's own, and a project's besides.
 *
 * What a project describes takes the place of what the kit has under the same login, name or id; the first app stays first.
 *
 * @param folder may hold `users.json`, `apps.json`, `organizations.json` and `repositories.json`, each an array
 * @throws {KitError} FIXTURE_INVALID when a file cannot be read, is no JSON, or a value in it is not what GitHub has
 */
export function loadGitHubFixtures(
  folder: string,
): Required<Pick<GitHubEmulatorOptions, "users" | "apps" | "organizations" | "repositories">> {
  const load = <Entry>(
    name: string,
    read: (file?: string) => Entry[],
    keys: (entry: Entry) => (string | number)[],
  ) => {
    const file = join(folder, `${name}.json`);
    return existsSync(file) ? merge(read(), read(file), keys) : read();
  };
  return {
    users: load("users", loadGitHubUsers, ({ login, id }) => [login, id]),
    apps: load("apps", loadGitHubApps, ({ name }) => [name]),
    organizations: load("organizations", loadGitHubOrganizations, ({ login, id }) => [login, id]),
    repositories: load("repositories", loadGitHubRepositories, ({ owner, name, id }) => [
      `${owner}/${name}`,
      id,
    ]),
  };
}

function merge<Entry>(
  own: Entry[],
  theirs: Entry[],
  keys: (entry: Entry) => (string | number)[],
): Entry[] {
  const keysOf = (entry: Entry) => keys(entry).map((key) => String(key).toLowerCase());
  const placed = new Set<Entry>();
  const inPlace = own.flatMap((entry) => {
    const mine = keysOf(entry);
    const twin = theirs.find((each) => keysOf(each).some((key) => mine.includes(key)));
    if (twin === undefined) return [entry];
    return placed.has(twin) ? [] : (placed.add(twin), [twin]);
  });
  return [...inPlace, ...theirs.filter((entry) => !placed.has(entry))];
}
