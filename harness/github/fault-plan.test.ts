import { gitHubFaultNames, type GitHubFault } from "./fault-plan.ts";
import { test } from "./github.test-support.ts";

test("GH-24 fails every other time", async ({ github, getAs, expect }) => {
  await getAs();
  github.fail("GET /user", "flaky", { times: "always" });
  const statuses = [];
  for (let time = 0; time < 4; time++) statuses.push((await getAs()).status);
  expect(statuses).toEqual([502, 200, 502, 200]);
});

test("strikes as often as it was told, whom it was told, and where", async ({
  github,
  getAs,
  expect,
}) => {
  await getAs();
  github.fail("GET /user", "500", { times: 2, login: "Octocat" });
  expect((await getAs("/user", "hubot")).status).toBe(200);
  expect((await getAs("/user/emails")).status).toBe(200);
  expect((await getAs()).status).toBe(500);
  expect((await getAs()).status).toBe(500);
  expect((await getAs()).status).toBe(200);
});

test("knows whose code, refresh token or session it is", async ({
  github,
  fetchCode,
  requestToken,
  expect,
}) => {
  const [ours, theirs] = [await fetchCode("octocat"), await fetchCode("hubot")];
  github.fail("POST /login/oauth/access_token", "bad_verification_code", { login: "octocat" });
  expect(await (await requestToken({ code: theirs })).json()).toHaveProperty("access_token");
  expect(await (await requestToken({ code: ours })).json()).toHaveProperty("error");
});

test("takes patterns, and one address of many", async ({ github, getAs, expect }) => {
  await getAs();
  github.fail("* /user*", "500", { times: 2 });
  expect([(await getAs("/user/orgs")).status, (await getAs("/user")).status]).toEqual([500, 500]);
  github.fail("GET /repos/octocat/Hello-World", "not-found");
  expect((await getAs("/repos/octocat/secret-plans")).status).toBe(200);
  expect((await getAs("/repos/octocat/Hello-World")).status).toBe(404);
});

test("strikes for a time before it strikes always", async ({ github, getAs, expect }) => {
  await getAs();
  github.fail("GET /user", "empty");
  github.fail("GET /user", "503", { times: "always" });
  expect((await getAs()).status).toBe(200);
  expect((await getAs()).status).toBe(503);
  github.reset();
  expect((await getAs()).status).toBe(401);
});

test("of what strikes always, the latest does, and what strikes for a time goes before it", async ({
  github,
  getAs,
  expect,
}) => {
  await getAs();
  github.fail("GET /user", "503", { times: "always" });
  github.fail("GET /user", "502", { times: "always" });
  expect((await getAs()).status).toBe(502);
  github.fail("GET /user", "500");
  expect([(await getAs()).status, (await getAs()).status]).toEqual([500, 502]);
});

test.for([
  "truncated",
  "empty",
  "huge",
  "slow-body",
  "login-renamed",
  "sso-partial-results",
] as const)(
  "leaves an answer without a body as it is when %s strikes",
  async (fault, { github, githubAccessToken, expect }) => {
    const Authorization = `Bearer ${await githubAccessToken("octocat")}`;
    const get = (headers?: Record<string, string>) =>
      fetch("https://api.github.com/user", { headers: { Authorization, ...headers } });
    const etag = (await get()).headers.get("ETag") ?? "";
    github.fail("GET /user", fault);
    const known = await get({ "If-None-Match": etag });
    expect(known.status).toBe(304);
    expect(await known.text()).toBe("");
    expect(github.faults).toMatchObject([{ strikes: 1 }]);
  },
);

test("names the targets and the faults there are", ({ github, expect }) => {
  expect(() => github.fail("GET /usr", "500")).toThrow(
    expect.objectContaining({ hint: expect.stringContaining("GET /user, GET /user/emails") }),
  );
  expect(() => github.fail("GET /user", "501" as GitHubFault)).toThrow(
    expect.objectContaining({
      message: 'There is no fault "501" for "GET /user".',
      hint: expect.stringMatching(/500, .*sso/),
    }),
  );
  expect(() => github.fail("GET /user", "bad_verification_code")).toThrow("There is no fault");
  expect(() => github.fail("POST /login/oauth/access_token", "sso")).toThrow("There is no fault");
  expect(() => github.fail("GET /user", "500", { times: 0 })).toThrow("0 times");
  expect(() => github.fail("GET /user", "500", { login: "nobody" })).toThrow("not one of");
});

test("ends what was planned for a target, and leaves the rest", async ({
  github,
  getAs,
  expect,
}) => {
  await getAs();
  github.fail("GET /user", "500", { times: "always" });
  github.fail("GET /user/emails", "500", { times: "always" });
  github.fail("GET /user/orgs", "timeout");
  const waiting = getAs("/user/orgs").catch((error: Error) => error.message);
  github.clearFaults("GET /user");
  expect((await getAs()).status).toBe(200);
  expect((await getAs("/user/emails")).status).toBe(500);
  expect(await Promise.race([waiting, Promise.resolve("still waiting")])).toBe("still waiting");
  github.clearFaults("GET /user/*");
  expect((await getAs("/user/emails")).status).toBe(200);
  expect(await waiting).toBe("fetch failed");
  expect(() => github.clearFaults("GET /usr")).toThrow('Nothing that is emulated is at "GET /usr"');
  github.fail("GET /user*", "500");
  expect(() => github.clearFaults("GET /user")).toThrow(
    expect.objectContaining({
      message: 'No fault is planned for "GET /user".',
      hint: "There are: GET /user*.",
    }),
  );
  github.clearFaults();
  expect(() => github.clearFaults()).not.toThrow();
});

test("has no fault that cannot be made somewhere", async ({ github, expect }) => {
  for (const fault of gitHubFaultNames) {
    github.clearFaults();
    expect(() => github.fail("* /*", fault), fault).not.toThrow();
  }
});
