import { createHash } from "node:crypto";
import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "vitest";
import { unstable_getVarsForDev, unstable_readConfig } from "wrangler";
import { readKey, readSettings, stepsOf, type Settings, type SettingsSource } from "./settings.ts";

const key = createHash("sha256").update("for tests").digest("hex");
const good: SettingsSource = {
  GITHUB_CLIENT_ID: "Iv23liAbCdEf",
  GITHUB_CLIENT_SECRET: "3f8c1d5e7a9b",
  COOKIE_ENCRYPTION_KEY: key,
  GITHUB_URL: "https://github.com",
  OAUTH_KV: { get: () => undefined, put: () => undefined },
};

function problemsOf(changes: SettingsSource): string[] {
  const result = readSettings({ ...good, ...changes });
  return Array.isArray(result) ? result.map(({ name, problem }) => `${name} ${problem}`) : [];
}

test("reads complete settings", ({ expect }) => {
  expect(readSettings(good)).toEqual({
    cookieEncryptionKey: key,
    signIn: {
      kind: "github",
      githubClientId: "Iv23liAbCdEf",
      githubClientSecret: "3f8c1d5e7a9b",
      githubUrl: "https://github.com",
    },
  } satisfies Settings);
});

test("reads the key alone, and says what is wrong with it", ({ expect }) => {
  expect(readKey({ COOKIE_ENCRYPTION_KEY: ` ${good.COOKIE_ENCRYPTION_KEY} ` })).toBe(
    good.COOKIE_ENCRYPTION_KEY,
  );
  for (const [COOKIE_ENCRYPTION_KEY, problem] of [
    ["", "is missing"],
    ["changeme", "still holds a placeholder"],
    ["short", expect.stringMatching(/^is shorter than 32 random bytes/)],
  ] as const) {
    expect(readKey({ COOKIE_ENCRYPTION_KEY })).toMatchObject({ problem });
  }
});

test("WK-13 names every missing setting at once", ({ expect }) => {
  const result = readSettings({});
  expect(Array.isArray(result) && result.map(({ name }) => name)).toEqual([
    "GITHUB_CLIENT_ID",
    "GITHUB_CLIENT_SECRET",
    "COOKIE_ENCRYPTION_KEY",
    "OAUTH_KV",
  ]);
});

test.for([
  "",
  "  ",
  "<client id of your GitHub OAuth app>",
  "your-client-id",
  "YOUR_CLIENT_ID",
  "changeme",
  "change-me",
  "xxx",
  "xxxxxxxxxxxxxxxx",
  "TODO",
  "undefined",
])("WK-13 takes %j for a setting that was never filled in", (value, { expect }) => {
  expect(problemsOf({ GITHUB_CLIENT_ID: value })).toHaveLength(1);
});

test("keeps a real value that merely contains the word of a placeholder", ({ expect }) => {
  expect(problemsOf({ GITHUB_CLIENT_SECRET: "a1examplexxx9" })).toEqual([]);
});

test("WK-14 refuses a key that is too short, an example or dull, however long", ({ expect }) => {
  expect(problemsOf({ COOKIE_ENCRYPTION_KEY: "12345" })).toEqual([
    expect.stringMatching(/^COOKIE_ENCRYPTION_KEY is shorter than 32 random bytes/),
  ]);
  expect(problemsOf({ COOKIE_ENCRYPTION_KEY: "0".repeat(64) })).toEqual([
    "COOKIE_ENCRYPTION_KEY repeats itself, and so is not random",
  ]);
  expect(problemsOf({ COOKIE_ENCRYPTION_KEY: "<64 random hex characters, of your own>" })).toEqual([
    "COOKIE_ENCRYPTION_KEY still holds a placeholder",
  ]);
});

test("WK-10 says when the KV namespace is not bound", ({ expect }) => {
  expect(problemsOf({ OAUTH_KV: undefined })).toEqual(["OAUTH_KV is not bound to a KV namespace"]);
});

test("never repeats a value that it refuses", ({ expect }) => {
  const secret = "s3cr3t-too-short";
  const problems = readSettings({ ...good, COOKIE_ENCRYPTION_KEY: secret, GITHUB_URL: secret });
  expect(JSON.stringify(problems)).not.toContain(secret);
});

test.for([
  ["", "https://github.com"],
  ["https://github.example.com/", "https://github.example.com"],
  ["http://127.0.0.1:4000", "http://127.0.0.1:4000"],
] as const)("reads GITHUB_URL %j as %j", ([value, expected], { expect }) => {
  expect(readSettings({ ...good, GITHUB_URL: value })).toMatchObject({
    signIn: { githubUrl: expected },
  });
});

test.for([
  "https://api.github.com",
  "https://www.github.com",
  "http://github.com",
  "github.com",
  "https://github.com/org",
  "https://u:p@github.com",
])("refuses %j as GITHUB_URL", (value, { expect }) => {
  expect(problemsOf({ GITHUB_URL: value })).toHaveLength(1);
});

const oidc: SettingsSource = {
  ...good,
  GITHUB_CLIENT_ID: undefined,
  GITHUB_CLIENT_SECRET: undefined,
  OIDC_ISSUER: "https://accounts.example.com/tenant",
  OIDC_CLIENT_ID: "kit",
  OIDC_CLIENT_SECRET: "3f8c1d5e7a9b",
};

test("reads an OpenID Connect provider in GitHub's place where its issuer is set", ({ expect }) => {
  expect(readSettings(oidc)).toMatchObject({
    signIn: {
      kind: "oidc",
      issuer: "https://accounts.example.com/tenant",
      oidcClientId: "kit",
      oidcClientSecret: "3f8c1d5e7a9b",
      scope: "openid profile email",
    },
  });
});

test("WK-13 names what is missing for an OpenID Connect provider, and nothing of GitHub's", ({
  expect,
}) => {
  const result = readSettings({ ...oidc, OIDC_CLIENT_ID: "", OIDC_CLIENT_SECRET: "changeme" });
  expect(Array.isArray(result) && result.map(({ name }) => name)).toEqual([
    "OIDC_CLIENT_ID",
    "OIDC_CLIENT_SECRET",
  ]);
});

test("WK-13 what mends a missing OIDC_CLIENT_SECRET has wrangler dev load it", async ({
  expect,
}) => {
  const result = readSettings({ ...oidc, OIDC_CLIENT_SECRET: "" });
  if (!Array.isArray(result) || !result[0]) throw new Error("Nothing is missing");
  const steps = stepsOf(result[0].mend.local);
  const text = (file: string) => steps.find((step) => step.file === file)?.text ?? "";

  await using folder = await mkdtempDisposable(join(tmpdir(), "mcp-kit-dev-vars-"));
  await writeFile(join(folder.path, ".dev.vars"), text(".dev.vars"));
  const configPath = join(folder.path, "wrangler.jsonc");
  const load = async (config: string) => {
    await writeFile(configPath, `{ "name": "x", "compatibility_date": "2026-10-01", ${config} }`);
    const { secrets } = unstable_readConfig({ config: configPath }, { hideWarnings: true });
    return Object.keys(unstable_getVarsForDev(configPath, undefined, {}, undefined, true, secrets));
  };
  expect(await load('"secrets": { "required": ["COOKIE_ENCRYPTION_KEY"] }')).toEqual([]);
  expect(await load(text("wrangler.jsonc"))).toEqual(["OIDC_CLIENT_SECRET"]);
});

test.for([
  "http://accounts.example.com",
  "accounts.example.com",
  "https://u:p@accounts.example.com",
  "https://accounts.example.com/?tenant=1",
  "https://accounts.example.com/#tenant",
])("refuses %j as OIDC_ISSUER", (OIDC_ISSUER, { expect }) => {
  expect(problemsOf({ ...oidc, OIDC_ISSUER })).toEqual([
    "OIDC_ISSUER is not an https URL without a query",
  ]);
});

test("refuses an OIDC_SCOPE with which nobody is told who signs in", ({ expect }) => {
  expect(problemsOf({ ...oidc, OIDC_SCOPE: "profile email" })).toEqual([
    "OIDC_SCOPE does not name openid",
  ]);
  expect(problemsOf({ ...oidc, OIDC_SCOPE: "email openid" })).toEqual([]);
});
