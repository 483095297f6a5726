import { test } from "vitest";
import { gitHubAppsSchema } from "./app-schema.ts";
import { loadGitHubApps } from "./apps.ts";

test("has an app for each kind of sign-in, the Worker's first", ({ expect }) => {
  const apps = loadGitHubApps();
  expect(apps[0]).toEqual({
    name: "Worker under test",
    kind: "oauth-app",
    furtherCallbackUrls: [],
    wildcardMatching: false,
    expiringTokens: true,
    deviceFlow: false,
    variables: {},
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

/** @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#redirect-urls */
test("gives either kind of app ten callback URLs, and no more", ({ expect }) => {
  for (const kind of ["oauth-app", "github-app"]) {
    const app = { name: "One", kind, callbackUrl: "https://example.com/callback" };
    const parse = (count: number) =>
      gitHubAppsSchema.safeParse([
        { ...app, furtherCallbackUrls: Array.from({ length: count }, urlOf) },
      ]).success;
    expect([parse(9), parse(10)]).toEqual([true, false]);
  }
});

function urlOf(_: unknown, index: number): string {
  return `https://example.com/${index}`;
}
