import { test } from "vitest";
import { isRedirectUriAllowed } from "./redirect-uri.ts";

// The table of https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#redirect-urls
test.for([
  ["http://example.com/path", true],
  ["http://example.com/path/subdir/other", true],
  ["http://oauth.example.com/path", true],
  ["http://oauth.example.com/path/subdir/other", true],
  ["http://example.com/bar", false],
  ["http://example.com/", false],
  ["http://example.com:8080/path", false],
  ["http://oauth.example.com:8080/path", false],
  ["http://example.org", false],
  // Not in the table, but of its spirit.
  ["http://example.com/pathology", false],
  ["http://example.com/path/../bar", false],
  ["http://evilexample.com/path", false],
  ["http://example.com.evil.example/path", false],
  ["http://example.com@evil.example/path", false],
  ["http://user@example.com/path", false],
  ["http://example.com/path#fragment", false],
  ["https://example.com/path", false],
  ["not a url", false],
] as const)(
  "for the callback http://example.com/path, %s is allowed: %s",
  ([uri, allowed], { expect }) => {
    expect(isRedirectUriAllowed(uri, "http://example.com/path")).toBe(allowed);
  },
);

// https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#loopback-redirect-urls
test.for([
  ["http://127.0.0.1:1234/path", "http://127.0.0.1/path", true],
  ["http://127.0.0.1:1234/path", "http://127.0.0.1:80/path", true],
  ["http://localhost:1234/path", "http://localhost/path", true],
  ["http://[::1]:1234/path", "http://[::1]/path", true],
  ["http://127.0.0.1:1234/other", "http://127.0.0.1/path", false],
  ["http://localhost:1234/path", "http://127.0.0.1/path", false],
  ["http://evil.localhost:1234/path", "http://localhost/path", false],
] as const)(
  "on loopback, %s for the callback %s is allowed: %s",
  ([uri, callback, allowed], { expect }) => {
    expect(isRedirectUriAllowed(uri, callback)).toBe(allowed);
  },
);
