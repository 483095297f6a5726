import { test } from "vitest";
import { gitHubAppSchema } from "./app-schema.ts";
import { registerApp } from "./apps.ts";
import { isRedirectUriAllowed } from "./redirect-uri.ts";

function allows(uri: string, settings: object): boolean {
  const app = gitHubAppSchema.parse({ name: "App", ...settings });
  return isRedirectUriAllowed(uri, registerApp(app, "http://localhost/callback"));
}

/** The table of https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#redirect-urls */
test.for([
  ["https://example.com/path", true],
  ["https://example.com/path/subdir/other", true],
  ["https://oauth.example.com/path", true],
  ["https://oauth.example.com/path/subdir/other", true],
  ["https://example.com/bar", false],
  ["https://example.com/", false],
  ["https://example.com:8080/path", false],
  ["https://oauth.example.com:8080/path", false],
  ["https://example.org", false],
  // Not in the table, but of its spirit.
  ["https://example.com/pathology", false],
  ["https://example.com/path/../bar", false],
  ["https://evilexample.com/path", false],
  ["https://example.com.evil.example/path", false],
  ["https://example.com@evil.example/path", false],
  ["https://user@example.com/path", false],
  ["https://example.com/path#fragment", false],
  ["http://example.com/path", false],
  ["not a url", false],
] as const)(
  "with wildcard matching for https://example.com/path, %s is allowed: %s",
  ([uri, allowed], { expect }) => {
    const callbackUrl = "https://example.com/path";
    for (const kind of ["oauth-app", "github-app"])
      expect(allows(uri, { kind, callbackUrl, wildcardMatching: true })).toBe(allowed);
  },
);

/**
 * "When wildcard matching is disabled, the redirect URL must exactly match the callback URL."
 * https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#redirect-urls
 */
test.for([
  ["https://example.com/path", true],
  ["https://example.org/second", true],
  ["https://example.com/path/", false],
  ["https://example.com/path/subdir/other", false],
  ["https://oauth.example.com/path", false],
  ["https://example.com/path?more", false],
  ["https://example.com/path#fragment", false],
  ["https://example.com/PATH", false],
  ["HTTPS://EXAMPLE.COM/path", false],
  ["https://example.org/second/deeper", false],
] as const)(
  "without wildcard matching, as in an app of today, %s is allowed: %s",
  ([uri, allowed], { expect }) => {
    const urls = {
      callbackUrl: "https://example.com/path",
      furtherCallbackUrls: ["https://example.org/second"],
    };
    for (const kind of ["oauth-app", "github-app"])
      expect(allows(uri, { kind, ...urls })).toBe(allowed);
  },
);

test("matches by wildcard below the first callback URL only", ({ expect }) => {
  const app = {
    callbackUrl: "https://example.com/path",
    furtherCallbackUrls: ["https://example.org/second"],
    wildcardMatching: true,
  };
  expect(allows("https://example.org/second", app)).toBe(true);
  expect(allows("https://example.org/second/deeper", app)).toBe(false);
});

/** @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#loopback-redirect-urls */
test.for([
  ["http://127.0.0.1:1234/path", "http://127.0.0.1/path", true],
  ["http://127.0.0.1:1234/path", "http://127.0.0.1:80/path", true],
  ["http://localhost:1234/path", "http://localhost/path", true],
  ["http://[::1]:1234/path", "http://[::1]/path", true],
  ["http://127.0.0.1:1234/other", "http://127.0.0.1/path", false],
  ["http://127.0.0.1:1234/path/deeper", "http://127.0.0.1/path", false],
  ["http://127.0.0.1:1234/path?more", "http://127.0.0.1/path", false],
  ["http://localhost:1234/path", "http://127.0.0.1/path", false],
  ["http://evil.localhost:1234/path", "http://localhost/path", false],
  ["http://localhost:1/path", "http://localhost:43210/path", true],
  ["http://localhost/path", "http://localhost:43210/path", true],
  [" http://localhost:1/path", "http://localhost:43210/path", false],
  ["http://localhost:1/a/../path", "http://localhost:43210/path", false],
  ["http://LOCALHOST:1/path", "http://localhost:43210/path", false],
  ["HTTP://localhost:1/path", "http://localhost:43210/path", false],
  ["http:\\\\localhost:1/path", "http://localhost:43210/path", false],
  ["http://localhost:1/pa\nth", "http://localhost:43210/path", false],
  ["http://localhost:1\\path", "http://localhost:43210/path", false],
  ["http://localhost:1", "http://localhost:43210/", false],
] as const)(
  "on loopback, %s for the callback %s is allowed: %s",
  ([uri, callbackUrl, allowed], { expect }) => {
    expect(allows(uri, { callbackUrl })).toBe(allowed);
    const second = { callbackUrl: "https://example.com/", furtherCallbackUrls: [callbackUrl] };
    expect(allows(uri, second)).toBe(allowed);
  },
);

test("with wildcard matching on loopback, leaves the port of an OAuth app alone aside", ({
  expect,
}) => {
  const app = { callbackUrl: "http://127.0.0.1:80/path", wildcardMatching: true };
  expect(allows("http://127.0.0.1:1234/path/deeper", app)).toBe(true);
  expect(allows("http://127.0.0.1:1234/path", { ...app, kind: "github-app" })).toBe(false);
});
