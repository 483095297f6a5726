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

test("a file in the place of the folder is told", async ({ expect }) => {
  const file = join(await folderWith({ github: [] }), "github");
  expect(() => loadGitHubFixtures(file)).toThrow(
    expect.objectContaining({ code: "FIXTURE_INVALID", message: `${file} is a file.` }),
  );
});

test("a project's users come besides the kit's, and take the place of who has their login", async ({
  expect,
}) => {
  const folder = await folderWith({
    "users.json": [
      { login: "ada", id: 1 },
      { login: "OctoCat", id: 2, name: "Another one" },
    ],
  });
  const { users } = loadGitHubFixtures(folder);
  expect(users[0]).toMatchObject({ login: "OctoCat", id: 2, name: "Another one" });
  expect(users.at(-1)).toMatchObject({ login: "ada", id: 1 });
  expect(users.map(({ login }) => login)).not.toContain("octocat");
  expect(users.map(({ login }) => login)).toContain("monalisa");
});

const repository = { id: 1, owner: "octocat", name: "mine" };
test.for([
  [
    "users.json",
    [{ login: "ada", id: 480938 }],
    'gives "ada" the id 480938, which is that of "hubot" of the kit\'s own',
  ],
  [
    "users.json",
    [
      {
        login: "ada",
        id: 1,
        emails: ["a@b.example", "c@d.example"].map((email) => ({ email, primary: true })),
      },
    ],
    "[0].emails: one of them is primary",
  ],
  ["user.json", [{ login: "ada", id: 1 }], "user.json is no file that is read"],
  [
    "organizations.json",
    [{ login: "octo", id: 7, members: ["OctoCat", "octocta"] }],
    '"octocta", a member of octo, is no user',
  ],
  [
    "repositories.json",
    [{ ...repository, collaborators: ["OctoCat", "nobody"] }],
    '"nobody", a collaborator of octocat/mine, is no user',
  ],
  [
    "repositories.json",
    [{ ...repository, owner: "nobody" }],
    '"nobody", the owner of nobody/mine, is no user and no organization',
  ],
  [
    "organizations.json",
    [{ login: "OctoCat", id: 1 }],
    'the organization "OctoCat" (1) has the login or the id of the user "octocat" (583231)',
  ],
  [
    "organizations.json",
    [{ login: "ours", id: 480938 }],
    'the organization "ours" (480938) has the login or the id of the user "hubot" (480938)',
  ],
  ...["javascript:alert(1)", "DATA:text/html,x"].map(
    (callbackUrl) =>
      [
        "apps.json",
        [{ name: "App", callbackUrl }],
        "[0].callbackUrl: a URL where a browser can return to",
      ] as const,
  ),
] as const)("refuses %s with %j: %s", async ([file, content, message], { expect }) => {
  const folder = await folderWith({ [file]: content });
  expect(() => loadGitHubFixtures(folder)).toThrow(
    expect.objectContaining({
      code: "FIXTURE_INVALID",
      message: expect.stringContaining(message),
    }),
  );
});

test("reads a file that begins with a byte order mark", async ({ expect }) => {
  const folder = await folderWith({});
  await writeFile(join(folder, "users.json"), `\uFEFF${JSON.stringify([{ login: "ada", id: 1 }])}`);
  expect(loadGitHubFixtures(folder).users.at(-1)).toMatchObject({ login: "ada" });
});

test("a repository may belong to an organization that the project adds", async ({ expect }) => {
  const folder = await folderWith({
    "organizations.json": [{ login: "ours", id: 1 }],
    "repositories.json": [{ ...repository, owner: "Ours" }],
  });
  expect(loadGitHubFixtures(folder).repositories.at(-1)).toMatchObject({ owner: "Ours" });
});

test("takes a collaborator that the project adds, and the id of a user whom it takes the place of", async ({
  expect,
}) => {
  const folder = await folderWith({
    "users.json": [
      { login: "ada", id: 480938 },
      { login: "hubot", id: 1 },
    ],
    "repositories.json": [{ ...repository, collaborators: ["Ada"] }],
    "readme.txt": "",
  });
  const { users, repositories } = loadGitHubFixtures(folder);
  expect(users).toContainEqual(expect.objectContaining({ login: "ada", id: 480938 }));
  expect(repositories.at(-1)).toMatchObject({ collaborators: ["Ada"] });
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
