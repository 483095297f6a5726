import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, test } from "vitest";
import type { Kit } from "../harness/index.ts";
import { interfere } from "./interfere.test-support.ts";
import { callTool, send } from "./mcp-client.test-support.ts";
import { startOwnKit } from "./own-kit.test-support.ts";

// The second lock of doors whose first one holds: each is tried alone.
let kit: Kit;
beforeAll(async () => {
  kit = await startOwnKit({
    main: "server/testing/inner-checks.ts",
    vars: { ENABLE_LEGACY_SSE: "false" },
  });
});
afterAll(() => kit.close());

async function ask(
  door: string,
  question: object,
): Promise<{ answer?: unknown; refused?: string }> {
  const response = await kit.request(`/testing/${door}`, {
    method: "POST",
    body: JSON.stringify(question),
  });
  return (await response.json()) as { answer?: unknown; refused?: string };
}

async function queryOf(as: string, gitHubScopes?: string[]) {
  const { mcpAccessToken } = await kit.signIn({ as, gitHubScopes });
  const userId = mcpAccessToken.split(":")[0] ?? "";
  return { resource: `${kit.origin}/mcp`, authorization: `Bearer ${mcpAccessToken}`, userId };
}

test("SID-01 a grant is not opened for another user's session", async ({ expect }) => {
  const query = await queryOf("octocat");
  expect(await ask("grant", { query })).toEqual({ answer: "octocat" });
  for (const userId of ["480938", "", "5832310"]) {
    const { refused } = await ask("grant", { query: { ...query, userId } });
    expect(refused).toMatch(/^ToolFailure: The sign-in is over/);
  }
});

async function granted(as: string, gitHubScopes?: string[]): Promise<unknown> {
  kit.github.revoke(as); // and so is asked by GitHub
  return (await ask("granted-scopes", { query: await queryOf(as, gitHubScopes) })).answer;
}

/** Whose the tokens are that these tests make up, as GitHub says. */
const octocat = { id: 583231, login: "octocat" };

test("CB-20 the grant holds which of GitHub's scopes were granted, after a renewal too", async ({
  expect,
}) => {
  expect(await granted("octocat")).toEqual(["read:user"]);
  expect(await granted("no-name", [])).toEqual([]);

  const answers = ["read:user, user:email", undefined];
  interfere(async ({ pathname }, pass) => {
    if (pathname === "/user") return Response.json(octocat);
    if (pathname !== "/login/oauth/access_token") return pass();
    const answer = { access_token: "ghu_1", refresh_token: "ghr_2", expires_in: 28_800 };
    return Response.json({ ...answer, token_type: "bearer", scope: answers.shift() });
  });
  const expiresAt = Math.floor(Date.now() / 1000) + 10;
  for (const [index, kept] of [["read:user", "user:email"], ["read:user"]].entries()) {
    const upstream = {
      upstreamAccessToken: "ghu_0",
      upstreamRefreshToken: `ghr_of_scopes_${index}`,
      expiresAt,
      grantedScopes: ["read:user"],
    };
    const props = { userId: "583231", login: "octocat", issuer: "https://github.com", upstream };
    const query = { resource: `${kit.origin}/mcp` };
    expect((await ask("renewal", { query, props })).answer).toMatchObject({
      newProps: { upstream: { upstreamAccessToken: "ghu_1", grantedScopes: kept } },
    });
  }
});

test("a token is shown to nobody but the one who gave it", async ({ expect }) => {
  const query = await queryOf("octocat");
  expect(await ask("github", { query, githubUrl: "https://github.com" })).toEqual({
    answer: "gho_",
  });
  const elsewhere = await ask("github", { query, githubUrl: "https://github.example.com" });
  expect(elsewhere.refused).toMatch(/^ToolFailure: The sign-in is over/);
});

test("a grant of another sign-in ends at its refresh, and its token goes nowhere", async ({
  expect,
}) => {
  let asked = 0;
  interfere(async ({ pathname }, pass) => {
    if (pathname !== "/user") return pass();
    asked++;
    return Response.json({ id: 583_231, login: "octocat" });
  });
  const query = { resource: `${kit.origin}/mcp` };
  const upstream = { upstreamAccessToken: "made-up" };
  const props = { userId: "583231", login: "octocat", issuer: "https://github.com", upstream };
  expect((await ask("renewal", { query, props })).answer).toHaveProperty("accessTokenTTL");
  expect(asked).toBe(1);
  const other = { ...props, issuer: "https://issuer.example" };
  expect((await ask("renewal", { query, props: other })).refused).toContain("The sign-in is over");
  expect(asked).toBe(1);
});

test("RT-21 two renewals at once ask once with a refresh token of GitHub's, and both have what came of it", async ({
  expect,
}) => {
  const asked: string[] = [];
  interfere(async ({ pathname }, pass) => {
    if (pathname === "/user") return Response.json(octocat);
    if (pathname !== "/login/oauth/access_token") return pass();
    asked.push(pathname);
    await sleep(500);
    const answer = { access_token: `ghu_${asked.length}`, refresh_token: `ghr_${asked.length}` };
    return Response.json({ ...answer, token_type: "bearer", expires_in: 28_800 });
  });
  const ending = Math.floor(Date.now() / 1000) + 10;
  const upstream = {
    upstreamAccessToken: "ghu_0",
    upstreamRefreshToken: "ghr_0",
    expiresAt: ending,
  };
  const props = { userId: "583231", login: "octocat", issuer: "https://github.com", upstream };
  const question = { query: { resource: `${kit.origin}/mcp` }, props };
  const renewals = await Promise.all([ask("renewal", question), ask("renewal", question)]);
  expect(asked).toHaveLength(1);
  for (const { answer } of renewals) {
    expect(answer).toMatchObject({ newProps: { upstream: { upstreamAccessToken: "ghu_1" } } });
  }
});

test("SID-09 the transport of 2024 stays shut where its variable says no", async ({ expect }) => {
  const bearer = await kit.signIn({ as: "octocat" });
  const opened = await send(kit, { path: "/sse", method: "GET", bearer });
  expect([opened.status, opened.headers.get("content-type")]).toEqual([
    404,
    expect.stringContaining("json"),
  ]);
  await opened.body?.cancel();
  const home = await kit.request("/", { headers: { accept: "text/html" } });
  expect(await home.text()).not.toContain("/sse");
});

test("a sign-in at one GitHub is none at another, where the same number is another user", async ({
  expect,
}) => {
  const bearer = await kit.signIn({ as: "octocat" });
  const body = callTool("add_note", { text: "of one GitHub" });
  const headers = { "mcp-protocol-version": "2025-11-25" };
  for (const path of ["/mcp", "/mcp/stateless"]) {
    const refused = await send(kit, { path: `/testing/moved${path}`, bearer, body, headers });
    expect([path, refused.status]).toEqual([path, 401]);
    expect(refused.headers.get("www-authenticate")).toBe(
      `Bearer realm="OAuth", error="invalid_token", resource_metadata="${kit.origin}/.well-known/oauth-protected-resource/mcp"`,
    );
  }
  await send(kit, { path: "/mcp/stateless", bearer, body, headers });
  const query = { userId: "583231" };
  const notesAt = (githubUrl: string) => ask("notes", { query, githubUrl });
  expect(await notesAt("https://github.com")).toEqual({
    answer: { notes: ["of one GitHub"], cleared: 0 },
  });
  expect(await notesAt("https://github.example.com")).toEqual({ answer: { notes: [] } });
});
