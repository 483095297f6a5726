import { loadGitHubUsers } from "./users.ts";
import { test as base } from "./github.test-support.ts";

const test = base.extend(
  "getUser",
  () => (headers: Record<string, string>) => fetch("https://api.github.com/user", { headers }),
);

test("describes the user of the token", async ({ githubAccessToken, getUser, expect }) => {
  const users = loadGitHubUsers().filter(({ login }) => login !== "unverified");
  for (const user of users) {
    const response = await getUser({
      Authorization: `Bearer ${await githubAccessToken(user.login)}`,
    });
    expect(response.status).toBe(200);
    const { login, id, name } = user;
    expect(await response.json()).toMatchObject({ login, id, name, type: "User" });
  }
});

test("knows octocat by GitHub's own id", async ({ githubAccessToken, getUser, expect }) => {
  const response = await getUser({ Authorization: `token ${await githubAccessToken("octocat")}` });
  expect(await response.json()).toMatchObject({
    id: 583231,
    node_id: "MDQ6VXNlcjU4MzIzMQ==",
    html_url: "https://github.com/octocat",
    url: "https://api.github.com/users/octocat",
  });
});

/**
 * "If the authenticated user is authenticated with an OAuth token with the `user` scope, then the response lists public
 * and private profile information." https://docs.github.com/rest/users/users#get-the-authenticated-user
 */
test("shows private data to a token with a user scope only", async ({
  githubAccessToken,
  getUser,
  expect,
}) => {
  const get = async (scope: string) => {
    const githubToken = await githubAccessToken("octocat", scope);
    return (await getUser({ Authorization: `Bearer ${githubToken}` })).json();
  };
  expect(await get("gist")).not.toHaveProperty("two_factor_authentication");
  expect(await get("user")).toHaveProperty("two_factor_authentication", true);
  expect(await get("read:user")).toHaveProperty("plan.name", "free");
});

test("sends scopes and rate limit along", async ({ clock, githubAccessToken, getUser, expect }) => {
  const githubToken = await githubAccessToken("octocat", "read:user gist");
  const headers = { Authorization: `Bearer ${githubToken}` };
  const first = await getUser(headers);
  expect(first.headers.get("X-OAuth-Scopes")).toBe("read:user, gist");
  expect(first.headers.get("X-GitHub-Media-Type")).toBe("github.v3; format=json");
  expect(first.headers.get("X-RateLimit-Remaining")).toBe("4999");
  expect(first.headers.get("X-RateLimit-Reset")).toBe(String(clock.nowMs / 1000 + 3600));
  expect((await getUser(headers)).headers.get("X-RateLimit-Remaining")).toBe("4998");
  clock.nowMs += 3_600_000;
  expect((await getUser(headers)).headers.get("X-RateLimit-Remaining")).toBe("4999");
});

/**
 * "If your app continues to use a revoked access token, it will receive the `401 Bad Credentials` error."
 * https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app#about-user-access-tokens
 */
test("refuses a token it did not issue", async ({ githubAccessToken, getUser, expect }) => {
  const unknown = await getUser({ Authorization: `Bearer gho_${"x".repeat(36)}` });
  expect(unknown.status).toBe(401);
  expect(await unknown.json()).toEqual({
    message: "Bad credentials",
    documentation_url: "https://docs.github.com/rest",
    status: "401",
  });
  const basic = await getUser({ Authorization: `Basic ${await githubAccessToken("octocat")}` });
  expect(basic.status).toBe(401);
});

/**
 * 401 "Requires authentication"
 * https://docs.github.com/rest/users/users#get-the-authenticated-user--status-codes
 */
test("refuses whoever has no token", async ({ getUser, expect }) => {
  const none = await getUser({});
  expect(none.status).toBe(401);
  expect(await none.json()).toMatchObject({ message: "Requires authentication" });
});

// A reset is the emulator's own; GitHub's document of a token that is gone is the same as above.
test("refuses a token after a reset", async ({ github, githubAccessToken, getUser, expect }) => {
  const headers = { Authorization: `Bearer ${await githubAccessToken("octocat")}` };
  expect((await getUser(headers)).status).toBe(200);
  github.reset();
  expect((await getUser(headers)).status).toBe(401);
});

/**
 * "Requests with no `User-Agent` header will be rejected."
 * https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#user-agent-required
 */
test("refuses a Worker's request without a User-Agent", async ({
  githubAccessToken,
  getUser,
  expect,
}) => {
  const Authorization = `Bearer ${await githubAccessToken("octocat")}`;
  // What wrangler hands on: its own CF-Worker, and the user-agent that Node puts in.
  const worker = { Authorization, "CF-Worker": "worker.example.com" };
  const refused = await getUser(worker);
  expect(refused.status).toBe(403);
  expect(await refused.text()).toContain("Please make sure your request has a User-Agent header");
  expect((await getUser({ ...worker, "User-Agent": "my-worker" })).status).toBe(200);
});
