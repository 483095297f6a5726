import type { GitHubFault } from "./fault-plan.ts";
import { test } from "./github.test-support.ts";

/** What a fault makes of `GET /user`: the status, and something that is there only then. */
const answers: [string, GitHubFault, number, string | RegExp][] = [
  ["GH-01", "500", 500, "Unicorn!"],
  ["GH-01", "502", 502, "Unicorn!"],
  ["GH-01", "503", 503, "Unicorn!"],
  ["GH-05", "html", 200, /^<!doctype html>/],
  ["GH-05", "truncated", 200, /^\{"login":"octocat"(?!.*"plan")/],
  ["GH-05", "empty", 200, /^$/],
  ["GH-05", "huge", 200, "}          "],
  ["GH-08", "bad-credentials", 401, "Bad credentials"],
  ["GH-11", "rate-limited", 403, "API rate limit exceeded"],
  ["GH-11", "rate-limited-429", 429, "API rate limit exceeded"],
  ["GH-12", "secondary-rate-limit", 403, "secondary rate limit"],
  ["GH-12", "secondary-rate-limit-short", 429, "secondary rate limit"],
  ["GH-12", "secondary-rate-limit-silent", 403, "secondary rate limit"],
  ["GH-14", "sso", 403, "SAML enforcement"],
  ["GH-14", "not-accessible", 403, "Resource not accessible"],
  ["GH-15", "not-found", 404, "Not Found"],
  ["GH-16", "redirect", 301, "Moved Permanently"],
  ["GH-16", "redirect-307", 307, "Moved Permanently"],
  ["GH-18", "login-renamed", 200, '"login":"octocat-renamed","id":583231'],
  ["GH-19", "account-deleted", 401, "Bad credentials"],
];

test.for(answers)(
  "%s answers %s once with status %i",
  async ([, fault, status, part], { github, getAs, expect }) => {
    await getAs();
    github.fail("GET /user", fault);
    const failed = await getAs();
    expect(failed.status).toBe(status);
    const text = await failed.text();
    if (typeof part === "string") expect(text).toContain(part);
    else expect(text).toMatch(part);
    const mended = await getAs();
    expect(mended.status).toBe(200);
    expect(await mended.json()).toHaveProperty("login", "octocat");
  },
);

/** Which header tells what, in the answer that a fault makes. */
const headers: [string, GitHubFault, string, string | null][] = [
  ["GH-11", "rate-limited", "X-RateLimit-Remaining", "0"],
  ["GH-11", "rate-limited", "X-RateLimit-Reset", "1795350600"],
  ["GH-13", "rate-limited-reset-past", "X-RateLimit-Reset", "1795347000"],
  ["GH-13", "rate-limited-reset-2100", "X-RateLimit-Reset", "4102444800"],
  ["GH-13", "rate-limited-reset-not-a-number", "X-RateLimit-Reset", "soon"],
  ["GH-12", "secondary-rate-limit", "Retry-After", "60"],
  ["GH-12", "secondary-rate-limit-short", "Retry-After", "1"],
  ["GH-12", "secondary-rate-limit-silent", "Retry-After", null],
  [
    "GH-14",
    "sso",
    "X-GitHub-SSO",
    "required; url=https://github.com/orgs/octo-org/sso?authorization_request=FAKE",
  ],
  ["GH-16", "redirect", "Location", "https://evil.example/user"],
  ["GH-17", "lost-scope", "X-OAuth-Scopes", ""],
  ["GH-23", "clock-ahead", "Date", "Sun, 22 Nov 2026 13:00:00 GMT"],
  ["GH-23", "clock-behind", "Date", "Sun, 22 Nov 2026 11:00:00 GMT"],
];

test.for(headers)(
  "%s sends with %s the header %s: %s",
  async ([, fault, name, value], { github, getAs, expect }) => {
    await getAs();
    github.fail("GET /user", fault);
    expect((await getAs()).headers.get(name)).toBe(value);
    expect((await getAs()).headers.get(name)).not.toBe(value ?? "");
  },
);

// "Errors come with status 200": https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors
test.for([
  "bad_verification_code",
  "incorrect_client_credentials",
  "redirect_uri_mismatch",
  "unverified_user_email",
  "bad_refresh_token",
] as const)(
  "GH-07 refuses a token with %s and status 200",
  async (fault, { github, fetchCode, requestToken, expect }) => {
    const code = await fetchCode("octocat");
    github.fail("POST /login/oauth/access_token", fault);
    const refused = await requestToken({ code });
    expect(refused.status).toBe(200);
    expect(await refused.json()).toHaveProperty("error", fault);
    // The code was never read, so it is still good.
    expect(await (await requestToken({ code })).json()).toHaveProperty("access_token");
  },
);

test("GH-05 answers with ten megabytes, and not one more", async ({ github, getAs, expect }) => {
  const { length } = await (await getAs()).text();
  github.fail("GET /user", "huge");
  const text = await (await getAs()).text();
  expect(text).toHaveLength(length + 10 * 1024 * 1024);
  expect(JSON.parse(text)).toHaveProperty("login", "octocat");
});

test("GH-17 hides what needs the scope that was lost", async ({ github, getAs, expect }) => {
  expect((await getAs("/user/emails")).status).toBe(200);
  github.fail("GET /user/emails", "lost-scope");
  expect((await getAs("/user/emails")).status).toBe(404);
});

test("GH-03 leaves without an answer whoever waits, until the faults are cleared", async ({
  github,
  getAs,
  expect,
}) => {
  await getAs();
  github.fail("GET /user", "timeout", { times: "always" });
  const started = performance.now();
  await expect(getAs("/user", "octocat", AbortSignal.timeout(200))).rejects.toThrow("timeout");
  expect(performance.now() - started).toBeGreaterThan(190);
  const waiting = getAs();
  setTimeout(() => github.clearFaults(), 50);
  await expect(waiting).rejects.toThrow("fetch failed");
  expect((await getAs()).status).toBe(200);
});

test("GH-04 sends the headers at once and then a byte a second", async ({
  github,
  getAs,
  expect,
}) => {
  await getAs();
  github.fail("GET /user", "slow-body");
  const response = await getAs("/user", "octocat", AbortSignal.timeout(1500));
  const received: number[] = [];
  const read = async () => {
    for await (const chunk of response.body ?? []) received.push(chunk.length);
  };
  await expect(read()).rejects.toThrow();
  expect(received).toEqual([1, 1]);
});

test("GH-06 breaks the connection", async ({ github, getAs, expect }) => {
  await getAs();
  github.fail("GET /user", "reset");
  await expect(getAs()).rejects.toThrow("fetch failed");
});

test("GH-22 loses an answer after all was done", async ({
  github,
  fetchCode,
  requestToken,
  expect,
}) => {
  const code = await fetchCode("octocat");
  github.fail("POST /login/oauth/access_token", "lost-answer");
  await expect(requestToken({ code })).rejects.toThrow("fetch failed");
  expect(await (await requestToken({ code })).json()).toHaveProperty(
    "error",
    "bad_verification_code",
  );
});

test("GH-05 lets its caller stop in the middle of ten megabytes", async ({
  github,
  getAs,
  expect,
}) => {
  await getAs();
  github.fail("GET /user", "huge");
  const reader = (await getAs()).body?.getReader();
  expect((await reader?.read())?.value?.length).toBeGreaterThan(0);
  await reader?.cancel();
  // Whatever a broken connection does to the process, it does soon.
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect((await getAs()).status).toBe(200);
});
