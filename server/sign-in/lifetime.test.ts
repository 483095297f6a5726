import { test } from "vitest";
import { accessTokenTtl, isEnding } from "./lifetime.ts";

const now = 1_790_000_000;

test.for([
  ["does not end", undefined, 3600],
  ["ends in eight hours", now + 28_800, 3600],
  ["ends in an hour", now + 3600, 3540],
  ["ends in ten minutes", now + 600, 540],
  ["ends in a minute", now + 60, 60],
  ["ended an hour ago, by a clock that is off", now - 3600, 60],
] as const)(
  "GH-23 gives an access token for one at GitHub that %s a life within it, never less than KV can keep",
  ([, expiresAt, ttl], { expect }) => {
    expect(accessTokenTtl(expiresAt, now)).toBe(ttl);
  },
);

test("GH-23 renews a token more than a minute before it ends, and never one without an end", ({
  expect,
}) => {
  expect(isEnding(now + 301, now)).toBe(false);
  expect(isEnding(now + 299, now)).toBe(true);
  expect(isEnding(now - 1, now)).toBe(true);
  expect(isEnding(undefined, now)).toBe(false);
});
