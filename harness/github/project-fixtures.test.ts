import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, test } from "vitest";
import { createGitHubEmulator } from "./emulator.ts";
import { loadGitHubFixtures } from "./project-fixtures.ts";

async function folderWith(files: Record<string, unknown>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "mcp-kit-fixtures-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, value] of Object.entries(files)) {
    await writeFile(join(folder, name), JSON.stringify(value));
  }
  return folder;
}

test("a folder that is not there leaves the kit's own users, apps and repositories", ({
  expect,
}) => {
  const own = loadGitHubFixtures("/nowhere");
  expect(own.users.map(({ login }) => login)).toContain("octocat");
  expect(own.apps.length * own.organizations.length * own.repositories.length).toBeGreaterThan(0);
});

test("a project's users come besides the kit's, and take the place of who has their login or id", async ({
  expect,
}) => {
  const folder = await folderWith({
    "users.json": [
      { login: "ada", id: 1 },
      { login: "OctoCat", id: 480938, name: "Has hubot's id" },
    ],
  });
  const { users } = loadGitHubFixtures(folder);
  expect(users[0]).toMatchObject({ login: "OctoCat", name: "Has hubot's id" });
  expect(users.at(-1)).toMatchObject({ login: "ada", id: 1 });
  expect(users.map(({ login }) => login)).not.toContain("hubot");
  expect(users.map(({ login }) => login)).toContain("monalisa");
});

test("a project says where GitHub sends its users back to", async ({ expect }) => {
  const folder = await folderWith({
    "apps.json": [{ name: "Worker under test", callbackUrl: "/auth/github/callback" }],
  });
  const callbackUrl = "http://localhost:8788/callback";
  const github = createGitHubEmulator({ ...loadGitHubFixtures(folder), callbackUrl });
  expect(github.app).toMatchObject({
    name: "Worker under test",
    callbackUrl: "http://localhost:8788/auth/github/callback",
  });
  expect(github.apps.length).toBeGreaterThan(1);
});

test("the Worker's callback is where the Worker is, on each host", async ({ expect }) => {
  const furtherOrigins = ["http://127.0.0.1:8788"];
  const callbackUrl = "http://localhost:8788/callback";
  const own = createGitHubEmulator({ callbackUrl, furtherOrigins });
  expect(own.app).toMatchObject({
    callbackUrl,
    furtherCallbackUrls: ["http://127.0.0.1:8788/callback"],
  });
  const folder = await folderWith({
    "apps.json": [
      {
        name: "Worker under test",
        callbackUrl: "/first",
        furtherCallbackUrls: ["/second", "https://example.com/third"],
      },
      { name: "Elsewhere", callbackUrl: "https://example.com/" },
    ],
  });
  const fixtures = loadGitHubFixtures(folder);
  const theirs = createGitHubEmulator({ ...fixtures, callbackUrl, furtherOrigins });
  expect(theirs.app).toMatchObject({
    callbackUrl: "http://localhost:8788/first",
    furtherCallbackUrls: [
      "http://127.0.0.1:8788/first",
      "http://localhost:8788/second",
      "http://127.0.0.1:8788/second",
      "https://example.com/third",
    ],
  });
  expect(theirs.apps.at(-1)).toMatchObject({
    callbackUrl: "https://example.com/",
    furtherCallbackUrls: [],
  });
});

test("a mistake in a project's file is told with the file's name", async ({ expect }) => {
  const folder = await folderWith({ "users.json": [{ login: "ada" }] });
  expect(() => loadGitHubFixtures(folder)).toThrow(`${folder}/users.json does not describe`);
});
