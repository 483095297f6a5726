import { test as base } from "./github.test-support.ts";
import { describeFlaws, type DescribedAnswer } from "./openapi.test-support.ts";

const API = "https://api.github.com";

const test = base.extend("get", ({ githubAccessToken }) => {
  const tokens = new Map<string, string>();
  return async (path: string, scope = "", more: Record<string, string> = {}, login = "octocat") => {
    const key = `${login} ${scope}`;
    if (!tokens.has(key)) tokens.set(key, await githubAccessToken(login, scope));
    const headers = { Authorization: `Bearer ${tokens.get(key)}`, ...more };
    return fetch(path.startsWith("https:") ? path : API + path, { headers });
  };
});

test.for([
  ["/user", "", "GET /user 200"],
  ["/user", "user", "GET /user 200"],
  ["/user/emails", "user:email", "GET /user/emails 200"],
  ["/user/emails", "read:user", "GET /user/emails 404"],
  ["/user/orgs", "read:org", "GET /user/orgs 200"],
  ["/user/orgs", "gist", "GET /user/orgs 403"],
  ["/user/repos", "repo", "GET /user/repos 200"],
  ["/user/repos?visibility=secret", "repo", "GET /user/repos 422"],
  ["/user/repos?type=all&visibility=all", "", "GET /user/repos 422"],
  ["/repos/octocat/hello-world", "", "GET /repos/{owner}/{repo} 200"],
  ["/repos/octocat/secret-plans", "repo", "GET /repos/{owner}/{repo} 200"],
  ["/repos/octocat/secret-plans", "", "GET /repos/{owner}/{repo} 404"],
  ["/rate_limit", "", "GET /rate_limit 200"],
] as const satisfies [string, string, DescribedAnswer][])(
  "answers %s with the scope %o as GitHub's OpenAPI description says: %s",
  async ([path, scope, described], { get, expect }) => {
    const response = await get(path, scope);
    expect(`${response.status}`).toBe(described.split(" ").at(-1));
    expect(describeFlaws(described, await response.json())).toEqual([]);
  },
);

test("sees an answer that GitHub's description does not allow", ({ expect }) => {
  expect(describeFlaws("GET /user 200", { login: "octocat" })).not.toEqual([]);
  expect(describeFlaws("GET /user/emails 200", [{ email: "no address" }])).not.toEqual([]);
});

test("GH-15 hides a private repository from whoever may not see it", async ({ get, expect }) => {
  const secret = await get("/repos/octocat/secret-plans", "repo", {}, "hubot");
  const missing = await get("/repos/octocat/no-such-thing", "repo", {}, "hubot");
  expect(secret.status).toBe(404);
  expect(await secret.json()).toEqual(await missing.json());
});

async function namesOf(response: Response): Promise<string[]> {
  const repositories: { full_name: string }[] = await response.json();
  return repositories.map(({ full_name }) => full_name);
}

// https://docs.github.com/rest/repos/repos#list-repositories-for-the-authenticated-user
test("lists repositories by affiliation, visibility, scope and order", async ({ get, expect }) => {
  expect(await namesOf(await get("/user/repos", "repo"))).toEqual([
    "hubot/hubot-scripts",
    "octo-org/handbook",
    "octocat/Hello-World",
    "octocat/secret-plans",
  ]);
  expect(await namesOf(await get("/user/repos", "public_repo"))).toEqual([
    "hubot/hubot-scripts",
    "octocat/Hello-World",
  ]);
  const listed = async (query: string) => namesOf(await get(`/user/repos?${query}`, "repo"));
  expect(await listed("type=member")).toEqual(["hubot/hubot-scripts", "octo-org/handbook"]);
  expect(await listed("visibility=private&affiliation=owner")).toEqual(["octocat/secret-plans"]);
  expect(await listed("type=owner&sort=created")).toEqual([
    "octocat/secret-plans",
    "octocat/Hello-World",
  ]);
  expect(await listed("type=owner&sort=created&direction=asc")).toEqual([
    "octocat/Hello-World",
    "octocat/secret-plans",
  ]);
});

test("describes a person's private e-mail address to whoever may know it", async ({
  get,
  expect,
}) => {
  expect(await (await get("/user/emails", "user", {}, "hubot")).json()).toEqual([
    {
      email: "480938+hubot@users.noreply.github.com",
      primary: true,
      verified: true,
      visibility: "private",
    },
  ]);
});

// "Making a conditional request does not count against your primary rate limit if a 304 response is returned."
// https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate
test("answers 304 to whoever has it already, and does not count it", async ({ get, expect }) => {
  const first = await get("/user");
  const etag = first.headers.get("ETag") ?? "";
  expect(etag).toMatch(/^W\/"[\da-f]{64}"$/);
  const again = await get("/user", "", { "If-None-Match": etag });
  expect(again.status).toBe(304);
  expect(again.headers.get("X-RateLimit-Used")).toBe(first.headers.get("X-RateLimit-Used"));
  expect((await get("/user", "", { "If-None-Match": 'W/"other"' })).status).toBe(200);
  expect((await get("/user", "user", { "If-None-Match": etag })).status).toBe(200);
});

test("tells the scopes a token has, and those that are taken", async ({ get, expect }) => {
  const { headers } = await get("/user/emails", "gist user:email");
  expect(headers.get("X-OAuth-Scopes")).toBe("gist, user:email");
  expect(headers.get("X-Accepted-OAuth-Scopes")).toBe("user, user:email");
});

// "Accessing this endpoint does not count against your REST API rate limit."
// https://docs.github.com/rest/rate-limit/rate-limit#get-rate-limit-status-for-the-authenticated-user
test("tells what is left, without counting that", async ({ get, expect }) => {
  await get("/user");
  for (const _ of [1, 2]) {
    const { resources } = (await (await get("/rate_limit")).json()) as {
      resources: { core: object };
    };
    expect(resources.core).toMatchObject({ limit: 5000, used: 1, remaining: 4999 });
  }
});

// "If you exceed your primary rate limit, you will receive a 403 or 429 response, and the x-ratelimit-remaining header
// will be 0." https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
test("GH-11 refuses the 5001st request of an hour", async ({
  githubAccessToken,
  clock,
  github,
  expect,
}) => {
  const headers = {
    Authorization: `Bearer ${await githubAccessToken("octocat")}`,
    "User-Agent": "t",
  };
  const ask = () => github.answer(new Request(`${API}/user`, { headers }));
  for (let used = 0; used < 5000; used++) await ask();
  const refused = await ask();
  expect(refused?.status).toBe(403);
  expect(refused?.headers.get("X-RateLimit-Remaining")).toBe("0");
  expect(await refused?.json()).toMatchObject({
    message: "API rate limit exceeded for user ID 583231.",
  });
  clock.nowMs += 60 * 60_000;
  expect((await ask())?.status).toBe(200);
});
