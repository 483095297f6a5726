import { statusOf, test } from "./github.test-support.ts";

const MINUTE_MS = 60_000;

/**
 * The three rules of
 * https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#creating-multiple-tokens-for-oauth-apps
 */
test("GH-20 revokes of eleven tokens the oldest that was never used", async ({
  clock,
  githubAccessToken,
  expect,
}) => {
  const used = await githubAccessToken("octocat", "gist");
  const otherScope = await githubAccessToken("octocat", "repo");
  const otherUser = await githubAccessToken("hubot", "gist");
  expect(await statusOf(used)).toBe(200);
  const unused: string[] = [];
  while (unused.length < 9) unused.push(await githubAccessToken("octocat", "gist"));
  clock.nowMs += MINUTE_MS + 1;
  const eleventh = await githubAccessToken("octocat", "gist");
  expect(await statusOf(unused[0] ?? "")).toBe(401);
  for (const kept of [used, otherScope, otherUser, ...unused.slice(1), eleventh]) {
    expect(await statusOf(kept)).toBe(200);
  }
});

test("GH-20 spares tokens of the last minute, and revokes the one that was used longest ago", async ({
  clock,
  githubAccessToken,
  expect,
}) => {
  const tokens: string[] = [];
  while (tokens.length < 10) tokens.push(await githubAccessToken("octocat", "gist"));
  const [first = "", second = "", ...others] = tokens;
  for (const each of [second, first]) {
    clock.nowMs += 1;
    expect(await statusOf(each)).toBe(200);
  }
  clock.nowMs += MINUTE_MS - 2; // the others are a minute old, not older
  const eleventh = await githubAccessToken("octocat", "gist");
  expect(await statusOf(second)).toBe(401);
  for (const kept of [first, ...others, eleventh]) expect(await statusOf(kept)).toBe(200);
});

test("GH-20 revokes the oldest of eleven tokens of one minute that nobody used", async ({
  githubAccessToken,
  expect,
}) => {
  const tokens: string[] = [];
  while (tokens.length < 11) tokens.push(await githubAccessToken("octocat", "gist"));
  const statuses = await Promise.all(tokens.map(statusOf));
  expect(statuses).toEqual([401, ...Array.from({ length: 10 }, () => 200)]);
});
