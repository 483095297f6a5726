import type { GitHubFault } from "./fault-plan.ts";
import { test } from "./github.test-support.ts";

const REST = "https://docs.github.com/rest/using-the-rest-api";
const TROUBLE = `${REST}/troubleshooting-the-rest-api`;
const LIMITS = `${REST}/rate-limits-for-the-rest-api`;
const REDIRECTS = `${REST}/best-practices-for-using-the-rest-api#follow-redirects`;
const REVOKED =
  "https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app#about-user-access-tokens";
const SCOPES =
  "https://docs.github.com/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps#requested-scopes-and-granted-scopes";
const SSO =
  "https://docs.github.com/rest/authentication/authenticating-to-the-rest-api#personal-access-tokens-and-saml-sso";
const DURABLE_ID =
  "https://docs.github.com/apps/oauth-apps/building-oauth-apps/best-practices-for-creating-an-oauth-app#authorize-thoroughly-and-durably";
/** Where people have met it, or where it is of our own making, to see what a caller does. */
const UNDOCUMENTED = "no document of GitHub's";

/** What a fault makes of `GET /user`: the status, where GitHub says so, and something that is there only then. */
const answers: [string, GitHubFault, number, string, string][] = [
  ["GH-08", "bad-credentials", 401, REVOKED, "Bad credentials"],
  ["GH-11", "rate-limited", 403, `${LIMITS}#exceeding-the-rate-limit`, "API rate limit exceeded"],
  ["GH-11", "rate-limited-429", 429, `${LIMITS}#exceeding-the-rate-limit`, "API rate limit"],
  ["GH-12", "secondary-rate-limit", 403, `${LIMITS}#exceeding-the-rate-limit`, "secondary rate"],
  ["GH-12", "secondary-rate-limit-short", 429, `${TROUBLE}#rate-limit-errors`, "secondary rate"],
  ["GH-12", "secondary-rate-limit-silent", 403, `${TROUBLE}#rate-limit-errors`, "secondary rate"],
  ["GH-14", "sso", 403, SSO, "SAML enforcement"],
  ["GH-14", "sso-hostile-link", 403, UNDOCUMENTED, "SAML enforcement"],
  ["GH-14", "not-accessible", 403, `${TROUBLE}#resource-not-accessible`, "Resource not accessible"],
  ["GH-15", "not-found", 404, `${TROUBLE}#404-not-found-for-an-existing-resource`, "Not Found"],
  ["GH-16", "redirect", 301, REDIRECTS, "Moved Permanently"],
  ["GH-16", "redirect-307", 307, REDIRECTS, "Moved Permanently"],
  ["GH-18", "login-renamed", 200, DURABLE_ID, '"login":"octocat-renamed","id":583231'],
  ["GH-19", "account-deleted", 401, UNDOCUMENTED, "Bad credentials"],
];

test.for(answers)(
  "%s answers %s once with status %i, by %s",
  async ([, fault, status, , part], { github, getAs, expect }) => {
    await getAs();
    github.fail("GET /user", fault);
    const failed = await getAs();
    expect(failed.status).toBe(status);
    expect(await failed.text()).toContain(part);
    const mended = await getAs();
    expect(mended.status).toBe(200);
    expect(await mended.json()).toHaveProperty("login", "octocat");
  },
);

/** Which header tells what in the answer that a fault makes, and where GitHub says so. */
const headers: [string, GitHubFault, string, string, string][] = [
  ["GH-11", "rate-limited", "X-RateLimit-Remaining", "0", `${LIMITS}#exceeding-the-rate-limit`],
  [
    "GH-11",
    "rate-limited",
    "X-RateLimit-Reset",
    "1795350600",
    `${LIMITS}#exceeding-the-rate-limit`,
  ],
  ["GH-13", "rate-limited-reset-past", "X-RateLimit-Reset", "1795347000", UNDOCUMENTED],
  ["GH-13", "rate-limited-reset-2100", "X-RateLimit-Reset", "4102444800", UNDOCUMENTED],
  ["GH-13", "rate-limited-reset-not-a-number", "X-RateLimit-Reset", "soon", UNDOCUMENTED],
  ["GH-12", "secondary-rate-limit", "Retry-After", "60", `${LIMITS}#exceeding-the-rate-limit`],
  ["GH-12", "secondary-rate-limit-short", "Retry-After", "1", `${LIMITS}#exceeding-the-rate-limit`],
  ["GH-16", "redirect", "Location", "https://evil.example/user", UNDOCUMENTED],
  ["GH-17", "lost-scope", "X-OAuth-Scopes", "", SCOPES],
  ["GH-23", "clock-ahead", "Date", "Sun, 22 Nov 2026 13:00:00 GMT", UNDOCUMENTED],
  ["GH-23", "clock-behind", "Date", "Sun, 22 Nov 2026 11:00:00 GMT", UNDOCUMENTED],
];

test.for(headers)(
  "%s sends with %s the header %s: %s, by %s",
  async ([, fault, name, value], { github, getAs, expect }) => {
    await getAs();
    github.fail("GET /user", fault);
    expect((await getAs()).headers.get(name)).toBe(value);
    expect((await getAs()).headers.get(name)).not.toBe(value);
  },
);

/**
 * "Otherwise, wait for at least one minute before retrying."
 * https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api#rate-limit-errors
 */
test("GH-12 can keep to itself how long to wait", async ({ github, getAs, expect }) => {
  await getAs();
  github.fail("GET /user", "secondary-rate-limit");
  github.fail("GET /user", "secondary-rate-limit-silent");
  expect((await getAs()).headers.has("Retry-After")).toBe(true);
  const silent = await getAs();
  expect(silent.status).toBe(403);
  expect(silent.headers.has("Retry-After")).toBe(false);
  expect(silent.headers.get("X-RateLimit-Remaining")).not.toBe("0");
});

async function whom(response: Response): Promise<string> {
  const { message } = (await response.json()) as { message: string };
  return message.replace(/.* for /, "");
}

test("GH-11 says whose rate limit is exceeded", async ({ github, getAs, expect }) => {
  await Promise.all([getAs(), getAs("/user", "hubot")]);
  github.fail("GET /user", "rate-limited", { times: "always" });
  expect(await whom(await getAs())).toBe("user ID 583231.");
  expect(await whom(await getAs("/user", "hubot"))).toBe("user ID 480938.");
  expect(await whom(await fetch("https://api.github.com/user"))).toBe("192.0.2.1.");
});

/**
 * "Users can edit token scopes after the OAuth flow is completed."
 * https://docs.github.com/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps#requested-scopes-and-granted-scopes
 */
test("GH-17 answers as to a token without scopes", async ({ github, getAs, expect }) => {
  const askAll = async () => ({
    emails: (await getAs("/user/emails")).status,
    orgs: (await getAs("/user/orgs")).status,
    plan: Object.hasOwn(await (await getAs("/user")).json(), "plan"),
    private: (await (await getAs("/user/repos")).text()).includes("secret-plans"),
    public: (await getAs("/repos/octocat/Hello-World")).status,
  });
  const before = await askAll();
  github.fail("GET /*", "lost-scope", { times: "always" });
  expect(await askAll()).toEqual({
    emails: 404,
    orgs: 403,
    plan: false,
    private: false,
    public: 200,
  });
  github.clearFaults();
  expect(await askAll()).toEqual(before);
});

test("GH-18 renames where it shows only", ({ github, expect }) => {
  expect(() => github.fail("GET /user/emails", "login-renamed")).toThrow(/no fault/);
});

/**
 * RT-12: the check that a server makes when its own token is refreshed.
 * "If your app continues to use a revoked access token, it will receive the `401 Bad Credentials` error."
 * https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app#about-user-access-tokens
 */
test("GH-09 says 401 to a check of one user's token, and lets the others be", async ({
  github,
  getAs,
  expect,
}) => {
  expect([(await getAs()).status, (await getAs("/user", "hubot")).status]).toEqual([200, 200]);
  github.fail("GET /user", "bad-credentials", { login: "octocat", times: "always" });
  for (const _ of [1, 2]) {
    const refused = await getAs();
    expect(refused.status).toBe(401);
    expect(await refused.json()).toHaveProperty("message", "Bad credentials");
    expect((await getAs("/user", "hubot")).status).toBe(200);
  }
});
