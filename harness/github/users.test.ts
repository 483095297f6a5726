import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base } from "vitest";
import { KitError } from "../../client/kit-error.ts";
import { knownLogin, loadGitHubUsers } from "./users.ts";

const test = base.extend("write", ({ task }, { onCleanup }) => {
  const folder = mkdtempSync(join(tmpdir(), `mcp-kit-${task.id}-`));
  onCleanup(() => rmSync(folder, { recursive: true }));
  return (text: string) => {
    const file = join(folder, "users.json");
    writeFileSync(file, text);
    return file;
  };
});

function errorOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}

test("has users with the traits that break things", ({ expect }) => {
  const users = loadGitHubUsers();
  expect(users.find(({ login }) => login === "octocat")?.id).toBe(583231);
  expect(users.some(({ name }) => /\P{ASCII}/u.test(name ?? ""))).toBe(true);
  expect(users.some(({ name }) => name === null)).toBe(true);
});

test("fills in what a users file leaves out", ({ write, expect }) => {
  expect(loadGitHubUsers(write('[{ "login": "ada", "id": 1 }]'))).toMatchObject([
    { login: "ada", id: 1, name: null, email: null, followers: 0 },
  ]);
});

test.for([
  ['[{ "login": "ada" }]', "[0].id: "],
  ['[{ "login": "ada", "id": "1" }]', "[0].id: "],
  ['[{ "login": "-ada", "id": 1 }]', "[0].login: "],
  ['[{ "login": "ada", "id": 1 }, { "login": "Ada", "id": 2 }]', "[1].login: is there twice"],
  ['[{ "login": "ada", "id": 1 }, { "login": "bob", "id": 1 }]', "[1].id: is there twice"],
  ['[{ "login": "ada", "id": 1, "mail": "a@b.c" }]', '"mail"'],
  ["[]", "the whole: "],
  ["{}", "the whole: "],
  ["[{", "could not be read as JSON"],
] as const)("refuses the users %s, telling where: %s", ([text, part], { write, expect }) => {
  const file = write(text);
  const error = errorOf(() => loadGitHubUsers(file));
  expect(error).toBeInstanceOf(KitError);
  expect(error).toMatchObject({ code: "FIXTURE_INVALID" });
  expect(String(error)).toContain(file);
  expect(String(error)).toContain(part);
});

test("refuses a users file that is not there", ({ expect }) => {
  const error = errorOf(() => loadGitHubUsers("/nowhere/users.json"));
  expect(error).toMatchObject({ code: "FIXTURE_INVALID" });
});

test("finds a login whatever its case, and names the others when there is none", ({ expect }) => {
  expect(knownLogin(["octocat", "hubot"], "Octocat")).toBe("octocat");
  const error = errorOf(() => knownLogin(["octocat", "hubot"], "octo"));
  expect(error).toMatchObject({
    code: "LOGIN_UNKNOWN",
    message: '"octo" is not one of the emulated GitHub users.',
    hint: expect.stringContaining("octocat, hubot"),
  });
});
