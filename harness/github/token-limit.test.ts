import { statusOf, test } from "./github.test-support.ts";

// "If an application creates more than ten tokens for the same user and the same scopes, the oldest tokens with the same
// user/application/scope combination are revoked."
// https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#creating-multiple-tokens-for-oauth-apps
test("GH-20 revokes the oldest of eleven tokens of one user and scope", async ({
  githubAccessToken,
  expect,
}) => {
  const oldest = await githubAccessToken("octocat", "gist");
  const otherScope = await githubAccessToken("octocat", "repo");
  const otherUser = await githubAccessToken("hubot", "gist");
  const tokens = [oldest];
  while (tokens.length < 10) tokens.push(await githubAccessToken("octocat", "gist"));
  expect(await statusOf(oldest)).toBe(200);
  await githubAccessToken("octocat", "gist");
  expect(await statusOf(oldest)).toBe(401);
  for (const kept of [otherScope, otherUser, ...tokens.slice(1)]) {
    expect(await statusOf(kept)).toBe(200);
  }
});
