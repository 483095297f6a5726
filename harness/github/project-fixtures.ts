import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { KitError } from "../../client/kit-error.ts";
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
 * What a project describes takes the place of what the kit has under the same login or name; the first app stays first.
 *
 * @param folder may hold `users.json`, `apps.json`, `organizations.json` and `repositories.json`, each an array
 * @throws {KitError} FIXTURE_INVALID when a file cannot be read, is no JSON, is of another name, or a value in it is not what GitHub has
 */
export function loadGitHubFixtures(
  folder: string,
): Required<Pick<GitHubEmulatorOptions, "users" | "apps" | "organizations" | "repositories">> {
  refuseOtherFiles(folder);
  const load = <Entry extends object>(
    name: Content,
    read: (file?: string) => Entry[],
    nameOf: (entry: Entry) => string,
  ) => {
    const file = join(folder, `${name}.json`);
    return existsSync(file) ? merge(read(), read(file), { file, nameOf }) : read();
  };
  const loaded = {
    users: load("users", loadGitHubUsers, ({ login }) => login),
    apps: load("apps", loadGitHubApps, ({ name }) => name),
    organizations: load("organizations", loadGitHubOrganizations, ({ login }) => login),
    repositories: load("repositories", loadGitHubRepositories, fullNameOf),
  };
  refuseNamesakes(loaded, folder);
  refuseStrangers(loaded, folder);
  return loaded;
}

const contents = ["users", "apps", "organizations", "repositories"] as const;
type Content = (typeof contents)[number];

function fullNameOf({ owner, name }: { owner: string; name: string }): string {
  return `${owner}/${name}`;
}

function refuseOtherFiles(folder: string): void {
  if (existsSync(folder) && !statSync(folder).isDirectory())
    throw invalid(`${folder} is a file.`, "Make it a folder, with the users in users.json.");
  const files = existsSync(folder) ? readdirSync(folder) : [];
  const known = contents.map((content) => `${content}.json`);
  const other = files.find((file) => file.endsWith(".json") && !known.includes(file));
  if (other === undefined) return;
  throw invalid(
    `${join(folder, other)} is no file that is read.`,
    `Call it one of ${known.join(", ")}, or put it elsewhere.`,
  );
}

type Loaded = ReturnType<typeof loadGitHubFixtures>;

/** To GitHub, users and organizations are accounts of one kind: each has a login and an id of its own. */
function refuseNamesakes({ users, organizations }: Loaded, folder: string): void {
  for (const { login, id } of organizations ?? []) {
    const user = users?.find(
      (each) => each.id === id || each.login.toLowerCase() === login.toLowerCase(),
    );
    if (user === undefined) continue;
    throw invalid(
      `${folder}: the organization "${login}" (${id}) has the login or the id of the user "${user.login}" (${user.id}).`,
      "Choose another login and id for one of them, in organizations.json or users.json.",
    );
  }
}

/** Somebody who has no account owns nothing, belongs to nothing and cannot push, and whoever wrote the name wanted them to. */
function refuseStrangers({ users, organizations, repositories }: Loaded, folder: string): void {
  const loginsOf = (accounts: Loaded["users" | "organizations"]) =>
    (accounts ?? []).map(({ login }) => login.toLowerCase());
  const logins = new Set(loginsOf(users));
  const owners = new Set([...logins, ...loginsOf(organizations)]);
  for (const { login, members } of organizations ?? []) {
    const stranger = members.find((each) => !logins.has(each.toLowerCase()));
    if (stranger === undefined) continue;
    throw invalid(
      `${join(folder, "organizations.json")}: "${stranger}", a member of ${login}, is no user.`,
      "Add the user to users.json, or take the name out.",
    );
  }
  for (const repository of repositories ?? []) {
    if (!owners.has(repository.owner.toLowerCase())) {
      throw invalid(
        `${join(folder, "repositories.json")}: "${repository.owner}", the owner of ${fullNameOf(repository)}, is no user and no organization.`,
        "Add the owner to users.json or organizations.json, or name another one.",
      );
    }
    const stranger = repository.collaborators.find((login) => !logins.has(login.toLowerCase()));
    if (stranger === undefined) continue;
    throw invalid(
      `${join(folder, "repositories.json")}: "${stranger}", a collaborator of ${fullNameOf(repository)}, is no user.`,
      "Add the user to users.json, or take the name out.",
    );
  }
}

function merge<Entry extends object>(
  own: Entry[],
  theirs: Entry[],
  { file, nameOf }: { file: string; nameOf: (entry: Entry) => string },
): Entry[] {
  const isTwin = (a: Entry) => (b: Entry) => nameOf(a).toLowerCase() === nameOf(b).toLowerCase();
  const kept = own.filter((entry) => !theirs.some(isTwin(entry)));
  for (const entry of theirs) {
    const other = kept.find((each) => idOf(each) !== undefined && idOf(each) === idOf(entry));
    if (other === undefined) continue;
    throw invalid(
      `${file} gives "${nameOf(entry)}" the id ${idOf(entry)}, which is that of "${nameOf(other)}" of the kit's own.`,
      `Choose another id, or call it "${nameOf(other)}" to take its place.`,
    );
  }
  const inPlace = own.map((entry) => theirs.find(isTwin(entry)) ?? entry);
  return [...inPlace, ...theirs.filter((entry) => !inPlace.includes(entry))];
}

function idOf(entry: object): number | undefined {
  return "id" in entry && typeof entry.id === "number" ? entry.id : undefined;
}

function invalid(message: string, hint: string): KitError {
  return new KitError("FIXTURE_INVALID", message, { hint });
}
