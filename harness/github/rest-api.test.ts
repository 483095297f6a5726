import { test as base } from "./github.test-support.ts";
import { describeFlaws } from "./openapi.test-support.ts";

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

/**
 * "GitHub uses a `404 Not Found` response instead of a `403 Forbidden` response to avoid confirming the existence of
 * private repositories."
 * https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api#404-not-found-for-an-existing-resource
 */
test("GH-15 hides a private repository from whoever may not see it", async ({ get, expect }) => {
  const secret = await get("/repos/octocat/secret-plans", "repo", {}, "hubot");
  const missing = await get("/repos/octocat/no-such-thing", "repo", {}, "hubot");
  expect(secret.status).toBe(404);
  expect(await secret.json()).toEqual(await missing.json());
  // Nor from a token of its owner's that has not the scope `repo`.
  expect((await get("/repos/octocat/secret-plans", "public_repo")).status).toBe(404);
});

/**
 * "OAuth app tokens and personal access tokens (classic) need the `user:email` scope to use this endpoint"; 404
 * "Resource not found". https://docs.github.com/rest/users/emails#list-email-addresses-for-the-authenticated-user
 */
test("shows no e-mail addresses to a token without the scope for them", async ({ get, expect }) => {
  const refused = await get("/user/emails", "read:user");
  expect(refused.status).toBe(404);
  expect(await refused.json()).toMatchObject({
    message: "Not Found",
    documentation_url: expect.stringContaining("#list-email-addresses"),
  });
});

/** "Requests with insufficient scope will receive a `403 Forbidden` response." The words of it are not documented. https://docs.github.com/rest/orgs/orgs#list-organizations-for-the-authenticated-user */
test("lists no organizations to a token without a scope for them", async ({ get, expect }) => {
  expect((await get("/user/orgs", "gist")).status).toBe(403);
  expect((await get("/user/orgs", "user")).status).toBe(200);
  expect((await get("/user/orgs", "read:org")).status).toBe(200);
});

async function namesOf(response: Response): Promise<string[]> {
  const repositories: { full_name: string }[] = await response.json();
  return repositories.map(({ full_name }) => full_name);
}

/** @see https://docs.github.com/rest/repos/repos#list-repositories-for-the-authenticated-user */
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

/**
 * "Making a conditional request does not count against your primary rate limit if a 304 response is returned and the request was made
 * while correctly authorized with an `Authorization` header."
 * https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate
 */
test("answers 304 to whoever has it already, and does not count it", async ({ get, expect }) => {
  const first = await get("/user");
  const etag = first.headers.get("ETag") ?? "";
  expect(etag).toMatch(/^W\/"[\da-f]{64}"$/);
  const again = await get("/user", "", { "If-None-Match": etag });
  expect(again.status).toBe(304);
  expect(again.headers.get("X-RateLimit-Used")).toBe(first.headers.get("X-RateLimit-Used"));
  expect((await get("/user", "", { "If-None-Match": 'W/"other"' })).status).toBe(200);
  // RFC 9110, section 13.1.2: "a recipient MUST use the weak comparison function", and `*` is any.
  const strong = etag.replace("W/", "");
  for (const known of [strong, `"other", ${strong}`, `W/"a,b",${etag}`, "*"]) {
    expect((await get("/user", "", { "If-None-Match": known })).status, known).toBe(304);
  }
  expect((await get("/user", "", { "If-None-Match": strong.slice(1, -1) })).status).toBe(200);
  expect((await get("/user", "user", { "If-None-Match": etag })).status).toBe(200);
});

const getRepository = (headers: Record<string, string> = {}) =>
  fetch("https://api.github.com/repos/octocat/Hello-World", {
    headers: { "User-Agent": "test", ...headers },
  });

test("counts the 304 of who is nobody", async ({ expect }) => {
  const first = await getRepository();
  const again = await getRepository({ "If-None-Match": first.headers.get("ETag") ?? "" });
  expect(again.status).toBe(304);
  const [before, after] = [first, again].map(({ headers }) => headers.get("X-RateLimit-Used"));
  expect(Number(after)).toBe(Number(before) + 1);
});

/** "Many endpoints return a `last-modified` header"; GitHub's own example is `/repos/github/docs`. https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate */
test.for(["/user", "/repos/octocat/Hello-World"])(
  "answers 304 for %s to whoever has it since it was modified",
  async (path, { get, expect }) => {
    const first = await get(path);
    const modified = first.headers.get("Last-Modified") ?? "";
    expect(new Date(modified).toUTCString()).toBe(modified);
    const again = await get(path, "", { "If-Modified-Since": modified });
    expect(again.status).toBe(304);
    expect(again.headers.get("X-RateLimit-Used")).toBe(first.headers.get("X-RateLimit-Used"));
    const before = new Date(Date.parse(modified) - 1000).toUTCString();
    expect((await get(path, "", { "If-Modified-Since": before })).status).toBe(200);
    expect((await get(path, "", { "If-Modified-Since": "today" })).status).toBe(200);
    // RFC 9110, section 13.1.3: the tag outweighs the time.
    const both = { "If-Modified-Since": modified, "If-None-Match": 'W/"other"' };
    expect((await get(path, "", both)).status).toBe(200);
  },
);

/** "Check headers to see what OAuth scopes you have", with `curl -I`. https://docs.github.com/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps */
test("answers HEAD as GET, without the body", async ({
  github,
  githubAccessToken,
  network,
  expect,
}) => {
  const headers = { Authorization: `Bearer ${await githubAccessToken("octocat", "gist")}` };
  const head = () => fetch(`${API}/user`, { method: "HEAD", headers });
  const answer = await head();
  expect([answer.status, answer.headers.get("X-OAuth-Scopes")]).toEqual([200, "gist"]);
  expect(await answer.text()).toBe("");
  const direct = await github.answer(new Request(`${API}/user`, { method: "HEAD", headers }));
  expect(direct?.body).toBeNull();
  github.fail("GET /user", "503");
  expect((await head()).status).toBe(503);
  network.assertNothingUnexpected();
  await expect(fetch("https://github.com/login/device", { method: "HEAD" })).rejects.toThrow();
});

async function rateLimitFor(headers: Record<string, string>) {
  const { status, headers: told } = await fetch(`${API}/user`, { headers });
  return [status, told.get("X-RateLimit-Limit"), told.get("X-RateLimit-Remaining")];
}

/**
 * "The primary rate limit for unauthenticated requests is 60 requests per hour."
 * https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#primary-rate-limit-for-unauthenticated-users
 * Which 401 carries it has no document; it was measured: https://github.com/brekkylab/backlot/issues/273
 */
test("tells whoever has no token of a rate limit, and whoever has a bad one of none", async ({
  expect,
}) => {
  expect(await rateLimitFor({})).toEqual([401, "60", "59"]);
  expect(await rateLimitFor({ Authorization: "Bearer gho_unknown" })).toEqual([401, null, null]);
  expect(await rateLimitFor({})).toEqual([401, "60", "58"]);
});

test("tells the scopes a token has, and those that are taken", async ({ get, expect }) => {
  const { headers } = await get("/user/emails", "gist user:email");
  expect(headers.get("X-OAuth-Scopes")).toBe("gist, user:email");
  expect(headers.get("X-Accepted-OAuth-Scopes")).toBe("user, user:email");
});

/** "Accessing this endpoint does not count against your REST API rate limit." https://docs.github.com/rest/rate-limit/rate-limit#get-rate-limit-status-for-the-authenticated-user */
test("tells what is left, without counting that", async ({ get, expect }) => {
  await get("/user");
  for (const _ of [1, 2]) {
    const { resources } = (await (await get("/rate_limit")).json()) as {
      resources: { core: object };
    };
    expect(resources.core).toMatchObject({ limit: 5000, used: 1, remaining: 4999 });
  }
});

/**
 * "You can make unauthenticated requests if you are only fetching public data. […] The primary rate limit for unauthenticated
 * requests is 60 requests per hour."
 * https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#primary-rate-limit-for-unauthenticated-users
 */
test("tells whoever has no token what is left to them", async ({ expect }) => {
  await fetch(`${API}/user`);
  const response = await fetch(`${API}/rate_limit`);
  expect(response.status).toBe(200);
  expect(response.headers.get("X-RateLimit-Limit")).toBe("60");
  const body: unknown = await response.json();
  expect(body).toMatchObject({
    resources: { core: { limit: 60, used: 1, remaining: 59 }, search: { limit: 10 } },
    rate: { limit: 60, used: 1 },
  });
  expect(describeFlaws("GET /rate_limit 200", body)).toEqual([]);
});

/**
 * "If you exceed your primary rate limit, you will receive a 403 or 429 response, and the x-ratelimit-remaining header
 * will be 0." https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
 */
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
