import { isLetIn, signInForTokens } from "../../harness/matrix/refresh.test-support.ts";
import { test } from "../../harness/vitest.ts";
import { grantsOf } from "../grants.test-support.ts";
import { interfere } from "../interfere.test-support.ts";
import { callTool, message, openSession, send } from "../mcp-client.test-support.ts";
import {
  ask,
  codeVerifier,
  redirectUri,
  register,
  toldClient,
  Visitor,
} from "./visitor.test-support.ts";

const outages = ["500", "503", "reset", "rate-limited", "html"] as const;

test("RT-12 GH-09 GH-19 ends the grant with its tokens when GitHub no longer takes the person's token", async ({
  kit,
  expect,
}) => {
  const { accessToken, refreshToken, refreshWith } = await signInForTokens(kit);
  kit.github.fail("GET /user", "account-deleted");
  expect(await refreshWith(refreshToken)).toMatchObject({ status: 400, error: "invalid_grant" });
  expect(await isLetIn(kit, accessToken)).toBe(false);
  // GitHub would take it again, but the grant is gone.
  expect(await refreshWith(refreshToken)).toMatchObject({ status: 400, error: "invalid_grant" });
});

test.for(outages)(
  "RT-13 GH-10 keeps the grant through an outage of GitHub (%s), and says when to come back",
  async (fault, { kit, expect }) => {
    const { accessToken, refreshToken, refreshWith, tokenRequest } = await signInForTokens(kit);
    kit.github.fail("GET /user", fault);
    const refused = await fetch(...tokenRequest(refreshToken));
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("30");
    expect(await refused.json()).toMatchObject({ error: "temporarily_unavailable" });
    expect(await isLetIn(kit, accessToken)).toBe(true);
    expect((await refreshWith(refreshToken)).status).toBe(200);
  },
);

test("RT-14 answers an unforeseen failure at refresh with JSON and a reference, and no stack", async ({
  kit,
  expect,
}) => {
  const { refreshToken, tokenRequest } = await signInForTokens(kit);
  const [userId, grantId] = refreshToken.split(":");
  const kv = await grantsOf(kit);
  const key = `grant:${userId}:${grantId}`;
  const grant = JSON.parse((await kv.get(key)) ?? "") as { encryptedProps: string };
  await kv.put(key, JSON.stringify({ ...grant, encryptedProps: "AAAA" }));
  const failed = await fetch(...tokenRequest(refreshToken));
  expect(failed.status).toBe(500);
  expect(failed.headers.get("content-type")).toContain("application/json");
  const answer = await failed.text();
  expect(JSON.parse(answer)).toMatchObject({
    error: "server_error",
    reference: expect.stringMatching(/^[0-9a-f]{8}$/),
  });
  expect(answer).not.toMatch(/\bat |\.ts|\.js|Error/);
});

test.for(["/mcp", "/mcp/stateless"])(
  "GH-08 GH-20 a token that GitHub no longer takes ends the access token at %s, and the refresh then ends the grant",
  async (path, { kit, expect }) => {
    const { accessToken, refreshToken, refreshWith } = await signInForTokens(kit);
    const bearer = { mcpAccessToken: accessToken, mcpClientId: "" };
    const sessionId = path === "/mcp" ? await openSession(kit, bearer) : undefined;
    const whoami = { path, bearer, sessionId, body: callTool("whoami") };
    kit.github.fail("GET /user", "bad-credentials", { times: 2 });
    const { result } = await message(await send(kit, whoami));
    expect(result).toMatchObject({ isError: true });
    expect(JSON.stringify(result)).toContain("Sign in again");
    const challenged = await send(kit, whoami);
    expect(challenged.status).toBe(401);
    expect(challenged.headers.get("www-authenticate")).toContain("resource_metadata=");
    expect(await refreshWith(refreshToken)).toMatchObject({ status: 400, error: "invalid_grant" });
  },
);

test("RT-06 the answer of a refresh is for nobody who cannot show the client's secret, right after it neither", async ({
  kit,
  expect,
}) => {
  const client = await register(kit, { token_endpoint_auth_method: "client_secret_basic" });
  const visitor = new Visitor(kit);
  const { code = "" } = toldClient(await visitor.request(await visitor.goToCallback(client)));
  const basic = `Basic ${btoa(`${client.client_id}:${client.client_secret}`)}`;
  const token = (form: Record<string, string>, authorization?: string) =>
    ask(kit, "/token", {
      method: "POST",
      headers: authorization ? { authorization } : {},
      body: new URLSearchParams(form),
    });
  const redeemed = await token(
    {
      grant_type: "authorization_code",
      redirect_uri: redirectUri,
      code_verifier: codeVerifier,
      code,
    },
    basic,
  );
  const { refresh_token } = (await redeemed.json()) as { refresh_token: string };
  const form = { grant_type: "refresh_token", refresh_token };
  expect((await token(form, basic)).status).toBe(200);
  for (const authorization of [undefined, basic.slice(0, -4), `Basic ${btoa("somebody:else")}`]) {
    const refused = await token(form, authorization);
    expect([authorization, refused.status]).toEqual([authorization, 401]);
    expect(await refused.text()).not.toContain("access_token");
  }
});

test("RT-17 a refresh that is repeated after the grant was revoked is refused, right after it too", async ({
  kit,
  expect,
}) => {
  const { refreshToken, refreshWith, revoke } = await signInForTokens(kit);
  const renewed = await refreshWith(refreshToken);
  expect(await refreshWith(refreshToken)).toEqual(renewed);
  expect((await revoke(renewed.refresh_token ?? "")).status).toBe(200);
  expect(await refreshWith(refreshToken)).toMatchObject({ status: 400, error: "invalid_grant" });
});

test("RT-16 a refresh that is repeated after its access token was revoked gives one that is taken", async ({
  kit,
  expect,
}) => {
  const { refreshToken, refreshWith, revoke } = await signInForTokens(kit);
  const renewed = await refreshWith(refreshToken);
  expect((await revoke(renewed.access_token ?? "")).status).toBe(200);
  const again = await refreshWith(refreshToken);
  expect(again.status).toBe(200);
  expect(await isLetIn(kit, renewed.access_token)).toBe(false);
  expect(await isLetIn(kit, again.access_token)).toBe(true);
});

test("RT-12 a token that has become another person's ends the grant", async ({ kit, expect }) => {
  const { accessToken, refreshToken, refreshWith } = await signInForTokens(kit);
  interfere(async ({ pathname }, pass) =>
    pathname === "/user" ? Response.json({ id: 9_000_001, login: "octocat" }) : pass(),
  );
  expect(await refreshWith(refreshToken)).toMatchObject({ status: 400, error: "invalid_grant" });
  expect(await isLetIn(kit, accessToken)).toBe(false);
});

test("GH-08 a tool that GitHub refuses for a moment does not sign anybody out", async ({
  kit,
  expect,
}) => {
  const { accessToken, refreshToken, refreshWith } = await signInForTokens(kit);
  const bearer = { mcpAccessToken: accessToken, mcpClientId: "" };
  const call = { path: "/mcp/stateless", bearer, body: callTool("whoami") };
  kit.github.fail("GET /user", "bad-credentials");
  expect((await message(await send(kit, call))).result?.isError).toBe(true);
  const renewed = await refreshWith(refreshToken);
  expect(renewed.status).toBe(200);
  expect(await isLetIn(kit, renewed.access_token)).toBe(true);
});

test("GH-18 a person with a new login at GitHub is the same person at the next refresh", async ({
  kit,
  expect,
}) => {
  const { refreshToken, refreshWith } = await signInForTokens(kit);
  kit.github.fail("GET /user", "login-renamed");
  const renewed = await refreshWith(refreshToken);
  expect(renewed.status).toBe(200);
  expect(renewed.access_token?.split(":")[0]).toBe(refreshToken.split(":")[0]);
  expect(await isLetIn(kit, renewed.access_token)).toBe(true);
  expect((await refreshWith(renewed.refresh_token)).status).toBe(200);
});
