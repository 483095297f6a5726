import { test } from "vitest";
import { allowsScope, parseScopes, unknownScopes } from "./scopes.ts";

/**
 * "Requesting `user,gist,user:email` will result in a token with `user` and `gist` scopes only."
 * https://docs.github.com/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps#normalized-scopes
 */
test.for([
  ["user,gist,user:email", ["user", "gist"]],
  ["read:user user:email", ["read:user", "user:email"]],
  ["repo:status repo", ["repo"]],
  ["read:org admin:org write:org", ["admin:org"]],
  ["gist  gist,gist", ["gist"]],
  ["constructor gist __proto__", ["constructor", "gist", "__proto__"]],
  ["", []],
  [null, []],
] as const)("normalises the scopes %s to %s", ([asked, expected], { expect }) => {
  expect(parseScopes(asked)).toEqual(expected);
});

test("knows which scopes include which", ({ expect }) => {
  expect(allowsScope(["repo"], "public_repo")).toBe(true);
  expect(allowsScope(["user"], "user")).toBe(true);
  expect(allowsScope(["public_repo"], "repo")).toBe(false);
  expect(allowsScope([], "gist")).toBe(false);
  expect(allowsScope(["constructor", "__proto__"], "gist")).toBe(false);
});

/** @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps#available-scopes */
test("knows which scopes there are", ({ expect }) => {
  const asked = ["repo", "repo:invite", "read:audit_log", "admin:org_hook", "user:read", "Gist"];
  expect(unknownScopes(asked)).toEqual(["user:read", "Gist"]);
  expect(unknownScopes(["toString"])).toEqual(["toString"]);
});
