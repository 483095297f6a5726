import { describe } from "vitest";
import type { GitHubFault, GitHubTarget, Kit } from "../../harness/index.ts";
import { test as base } from "../../harness/vitest.ts";
import {
  countGitHubRequests,
  locationOf,
  redeem,
  redirectUri,
  register,
  toldClient,
  Visitor,
  watchGitHub,
  type RegisteredClient,
} from "./visitor.test-support.ts";

const test = base.extend<{ visitor: Visitor; client: RegisteredClient }>({
  visitor: async ({ kit }, use) => {
    await use(new Visitor(kit));
    kit.github.clearFaults();
  },
  client: async ({ kit }, use) => use(await register(kit)),
});

const tokenAddress = "POST /login/oauth/access_token";

/** Where a callback ends: its status, and where it leads. */
async function ends(visitor: Visitor, path: string, cookie?: string) {
  const response = await visitor.request(path, cookie === undefined ? {} : { headers: { cookie } });
  return [response.status, response.headers.get("location")];
}

describe("a callback that this browser did not ask for ends here, on a page", () => {
  const here = [400, null];

  test("CB-01 CB-04 without a state of ours", async ({ visitor, client, expect }) => {
    const path = await visitor.goToCallback(client);
    const state = new URL(path, redirectUri).searchParams.get("state") ?? "";
    expect(await ends(visitor, "/callback?code=c0de")).toEqual(here);
    for (const other of ["", "x", "a".repeat(43), "x".repeat(10_000)]) {
      expect(await ends(visitor, `/callback?code=c0de&state=${other}`)).toEqual(here);
    }
    for (const repeated of [`state=${state}`, "code=c0de", "error=a&error=b"])
      expect(await ends(visitor, `${path}&${repeated}`), repeated).toEqual(here);
  });

  test("CB-02 CB-03 without this browser's cookie", async ({ kit, visitor, client, expect }) => {
    const path = await visitor.goToCallback(client);
    const stranger = new Visitor(kit);
    expect(await ends(stranger, path)).toEqual(here);
    await stranger.goToCallback(client, "hubot");
    expect(await ends(stranger, path)).toEqual(here);
    const [[name = ""] = []] = visitor.cookies;
    const [[, value = ""] = []] = stranger.cookies;
    expect(await ends(stranger, path, `${name}=${value}`)).toEqual(here);
  });

  test("CB-05 with a consent page's handle for a state", async ({ visitor, client, expect }) => {
    const handle = await visitor.openConsent(client);
    const [[name = "", value = ""] = []] = visitor.cookies;
    const cookie = `${name.replace("consent", "upstream")}=${value}`;
    expect(await ends(visitor, `/callback?code=c0de&state=${handle}`, cookie)).toEqual(here);
  });

  test("CB-06 a second time", async ({ visitor, client, expect }) => {
    const path = await visitor.goToCallback(client);
    const cookie = [...visitor.cookies].map((pair) => pair.join("=")).join("; ");
    expect((await visitor.request(path)).status).toBe(302);
    expect(await ends(visitor, path, cookie)).toEqual(here);
  });

  test("CB-12 CB-13 with an error, of which nothing is repeated", async ({ visitor, expect }) => {
    const query = new URLSearchParams({
      error: "<script>alert(1)</script>",
      error_description: "<script>alert(2)</script>",
      error_uri: "javascript:alert(3)",
    });
    for (const state of ["", "&state=unknown"]) {
      const response = await visitor.request(`/callback?${query}${state}`);
      expect([response.status, response.headers.get("location")]).toEqual(here);
      expect(await response.text()).not.toContain("alert(");
    }
  });

  test("with another method", async ({ visitor, expect }) => {
    const response = await visitor.request("/callback", { method: "POST" });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET"]);
  });
});

test("CB-07 a sign-in ends at the client, and the browser keeps nothing of it", async ({
  kit,
  visitor,
  client,
  expect,
}) => {
  const done = await visitor.request(await visitor.goToCallback(client));
  expect(done.status).toBe(302);
  expect(toldClient(done)).toEqual({
    code: expect.any(String),
    state: "the client's state",
    iss: kit.origin,
  });
  expect(done.headers.get("referrer-policy")).toBe("no-referrer");
  expect(done.headers.get("cache-control")).toBe("no-store");
  expect(done.headers.getSetCookie()).toEqual([expect.stringContaining("Max-Age=0")]);
  expect(visitor.cookies.size).toBe(0);
});

/** The rows in which GitHub refuses, and what the client is told. */
const refusals: [row: string, told: string, query: Record<string, string>][] = [
  ["CB-08 no code", "server_error", {}],
  ["CB-09 access_denied", "access_denied", { error: "access_denied" }],
  ["CB-10 application_suspended", "server_error", { error: "application_suspended" }],
  ["CB-11 redirect_uri_mismatch", "server_error", { error: "redirect_uri_mismatch" }],
  [
    "CB-12 an error in words of anybody's",
    "server_error",
    { error: '"><script>alert(1)</script>', error_description: "<b>x", error_uri: "javascript:x" },
  ],
];
test.for(refusals)(
  "%s from GitHub is %s to the client, and no token is asked for",
  async ([row, told, query], { kit, visitor, client, expect }) => {
    const github = await visitor.goToGitHub(client);
    const state = github.searchParams.get("state") ?? "";
    const asked = countGitHubRequests(kit);
    const path = `/callback?${new URLSearchParams({ ...query, state })}`;
    const response = await visitor.request(path);
    expect(toldClient(response)).toMatchObject({
      error: told,
      state: "the client's state",
      iss: kit.origin,
    });
    expect(response.headers.get("location")).not.toMatch(/alert|javascript|%3Cb/);
    expect(asked()).toBe(0);
    const line = lastSignInLine(kit);
    if (row.startsWith("CB-10")) expect(line?.["advice"]).toContain("suspended");
    if (row.startsWith("CB-11")) expect(line?.["callbackUrl"]).toBe(`${kit.origin}/callback`);
    expect((await visitor.request(path)).status).toBe(400); // the state is used up
  },
);

/** What the operator reads about the sign-in that failed last. */
function lastSignInLine(kit: Kit): Record<string, string> | undefined {
  const lines = kit.logs().filter((line) => line.includes('"sign-in"'));
  const last = lines.at(-1);
  return last === undefined ? undefined : (JSON.parse(last) as Record<string, string>);
}

const later = "temporarily_unavailable";
const faults: [row: string, target: GitHubTarget, fault: GitHubFault, told: string][] = [
  ["CB-14", tokenAddress, "bad_verification_code", "access_denied"],
  ["CB-15", tokenAddress, "incorrect_client_credentials", "server_error"],
  ["CB-16", tokenAddress, "redirect_uri_mismatch", "server_error"],
  ["CB-17", tokenAddress, "unverified_user_email", "access_denied"],
  ["CB-21", "GET /user", "bad-credentials", "access_denied"],
  ["CB-22", "GET /user", "rate-limited", later],
  ["CB-22", "GET /user", "rate-limited-429", later],
  ["CB-22", "GET /user", "secondary-rate-limit-short", later],
  ["CB-22", "GET /user", "secondary-rate-limit-silent", later],
  ["CB-23", "GET /user", "500", later],
  ["CB-23", "GET /user", "503", later],
  ["CB-23", "GET /user", "reset", later],
  ["CB-23", "GET /user", "html", "server_error"],
  ["CB-23", "GET /user", "truncated", "server_error"],
  ["CB-23", "GET /user", "empty", "server_error"],
  ["CB-23", "GET /user", "huge", "server_error"],
  ["CB-23", tokenAddress, "502", later],
  ["CB-23", tokenAddress, "html", "server_error"],
  ["CB-28", "GET /user", "redirect", "server_error"],
  ["CB-28", "GET /user", "redirect-307", "server_error"],
];
test.for(faults)(
  "%s %s %s is told to the client as %s, and leaves no grant",
  async ([row, target, fault, told], { kit, visitor, client, expect }) => {
    const path = await visitor.goToCallback(client, "monalisa");
    const { OAUTH_KV } = await kit.worker.getEnv();
    const grants = async () => (await OAUTH_KV.list({ prefix: "grant:2000001:" })).keys.length;
    const before = await grants();
    kit.github.fail(target, fault);
    const exchanges = watchGitHub();
    const response = await visitor.request(path);
    expect(toldClient(response)).toMatchObject({
      error: told,
      state: "the client's state",
      iss: kit.origin,
    });
    expect(await grants()).toBe(before);
    // Neither a retry nor, for CB-28, a request to where a redirect leads.
    expect(exchanges.length).toBeLessThanOrEqual(2);
    const line = lastSignInLine(kit);
    if (row === "CB-15") expect(line?.["advice"]).toContain("GITHUB_CLIENT_SECRET");
    if (row === "CB-16") expect(line?.["callbackUrl"]).toBe(`${kit.origin}/callback`);
    if (row === "CB-17") expect(toldClient(response)["error_description"]).toContain("verify");
    expect(JSON.stringify(line)).not.toContain(kit.github.app.clientSecret);
  },
);

/** Answers that GitHub never gives, until it does. */
const odd: [row: string, path: string, answer: () => Response][] = [
  ["CB-18", "/login/oauth/access_token", () => new Response("access_token=x&token_type=bearer")],
  ["CB-19", "/login/oauth/access_token", () => Response.json({ token_type: "bearer" })],
  ["CB-19", "/login/oauth/access_token", () => Response.json({ access_token: 5 })],
  [
    "CB-19",
    "/login/oauth/access_token",
    () => Response.json({ access_token: "x", token_type: "mac" }),
  ],
  ["CB-23", "/user", () => Response.json({})],
  ["CB-23", "/user", () => Response.json({ login: "octocat", id: "583231" })],
  ["CB-23", "/user", () => Response.json({ login: "o".repeat(500_000), id: 583231 })],
  ["CB-23", "/user", () => Response.json({ login: "\u202Eo\u001B[31m", id: 583231 })],
];
test.for(odd)(
  "%s an answer of %s that is none is server_error to the client",
  async ([, path, answer], { visitor, client, expect }) => {
    const callbackPath = await visitor.goToCallback(client);
    watchGitHub({ [path]: answer });
    const response = await visitor.request(callbackPath);
    expect(toldClient(response)).toMatchObject({ error: "server_error" });
  },
);

test("CB-18 GitHub is asked for JSON, and told who asks", async ({ visitor, client, expect }) => {
  const path = await visitor.goToCallback(client);
  const exchanges = watchGitHub();
  await visitor.request(path);
  expect(exchanges).toHaveLength(2);
  for (const { request } of exchanges) {
    expect(request.headers.get("accept")).toBe("application/json");
    expect(request.headers.get("user-agent")).toBe("remote-mcp-kit");
  }
});

test("CB-20 who unticks GitHub's scopes signs in with what is left", async ({
  kit,
  visitor,
  client,
  expect,
}) => {
  kit.github.revoke("no-name"); // and so is asked by GitHub
  const path = await visitor.goToCallback(client, "no-name", { gitHubScopes: [] });
  const exchanges = watchGitHub();
  expect(toldClient(await visitor.request(path))).toHaveProperty("code");
  expect(JSON.parse(exchanges[0]?.answer ?? "")).toMatchObject({ scope: "" });
});

test("CB-24 a renamed account is the same user, since its number is", async ({
  kit,
  visitor,
  client,
  expect,
}) => {
  const tokens: string[] = [];
  for (const renamed of [false, true]) {
    if (renamed) kit.github.fail("GET /user", "login-renamed");
    const { code = "" } = toldClient(await visitor.request(await visitor.goToCallback(client)));
    tokens.push((await redeem(kit, client, code)).access_token);
  }
  expect(tokens.map((token) => token.split(":")[0])).toEqual(["583231", "583231"]);
});

test("CB-26 GitHub is asked with PKCE, the least scope, and a state of its own", async ({
  visitor,
  client,
  expect,
}) => {
  const urls = [await visitor.goToGitHub(client), await visitor.goToGitHub(client)];
  for (const url of urls) {
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      scope: "read:user",
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: "S256",
      state: expect.stringMatching(/^[\w-]{43}$/),
    });
  }
  for (const name of ["state", "code_challenge"]) {
    expect(new Set(urls.map((url) => url.searchParams.get(name))).size).toBe(2);
  }
});

test("CB-27 GitHub's token is in no address, cookie, page, or line of the log", async ({
  kit,
  visitor,
  client,
  expect,
}) => {
  const exchanges = watchGitHub();
  const done = await visitor.request(await visitor.goToCallback(client));
  const { access_token: mcpAccessToken } = await redeem(
    kit,
    client,
    toldClient(done)["code"] ?? "",
  );
  const token = /gho_\w+/.exec(exchanges.map(({ answer }) => answer).join())?.[0] ?? "";
  expect(token).toMatch(/^gho_/); // what is looked for is there
  const seen = [...visitor.traffic, ...kit.logs(), mcpAccessToken, locationOf(done).href];
  for (const secret of [token, kit.github.app.clientSecret]) {
    expect(seen.filter((text) => text.includes(secret))).toEqual([]);
    const addresses = exchanges.map(({ request }) => request.url);
    expect(addresses.filter((address) => address.includes(secret))).toEqual([]);
  }
});
