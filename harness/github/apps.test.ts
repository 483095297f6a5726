import { test } from "vitest";
import { gitHubAppsSchema } from "./app-schema.ts";
import { loadGitHubApps } from "./apps.ts";

test("has an app for each kind of sign-in, the Worker's first", ({ expect }) => {
  const apps = loadGitHubApps();
  expect(apps[0]).toEqual({
    name: "Worker under test",
    kind: "oauth-app",
    furtherCallbackUrls: [],
    expiringTokens: true,
    deviceFlow: false,
    suspended: false,
  });
  expect(apps.map(({ kind }) => kind)).toContain("github-app");
});

test("refuses two apps of one name, and credentials in the file", ({ expect }) => {
  const twins = gitHubAppsSchema.safeParse([{ name: "One" }, { name: "one" }]);
  expect(twins.error?.issues).toMatchObject([{ path: [1, "name"], message: "is there twice" }]);
  const secret = gitHubAppsSchema.safeParse([{ name: "One", clientSecret: "0123" }]);
  expect(secret.success).toBe(false);
});

// "OAuth apps cannot have multiple callback URLs, unlike GitHub Apps."
// https://docs.github.com/apps/oauth-apps/building-oauth-apps/creating-an-oauth-app
test("gives several callback URLs to a GitHub App only", ({ expect }) => {
  const furtherCallbackUrls = ["https://example.com/callback"];
  const app = { name: "One", furtherCallbackUrls };
  expect(gitHubAppsSchema.safeParse([{ ...app, kind: "github-app" }]).success).toBe(true);
  expect(gitHubAppsSchema.safeParse([app]).error?.issues).toMatchObject([
    { path: [0, "furtherCallbackUrls"], message: "an OAuth app has one callback URL" },
  ]);
});
