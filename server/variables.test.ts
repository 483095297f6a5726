import { afterAll, beforeAll, test } from "vitest";
import type { Kit } from "../harness/index.ts";
import { connectClient, textOf } from "./connect.test-support.ts";
import { grantsOf } from "./grants.test-support.ts";
import {
  exchange,
  redeem,
  register,
  signInFor,
  toldClient,
  Visitor,
} from "./oauth/visitor.test-support.ts";
import { callTool, message, openSession, send } from "./mcp-client.test-support.ts";
import { startOwnKit } from "./own-kit.test-support.ts";

// The Worker as it stands, with the variables that are empty by default.
let kit: Kit;
beforeAll(async () => {
  kit = await startOwnKit({
    vars: {
      ALLOWED_LOGINS: "hubot, Octocat, 2000002, no-name",
      SIGN_IN_LOGINS: "octocat monalisa 2000002 2000003",
      ENABLE_LEGACY_SSE: "true",
    },
  });
});
afterAll(() => kit.close());

test.for([
  ["/mcp", "SDK v1"],
  ["/mcp/stateless", "SDK v2, 2026-07-28"],
] as const)(
  "at %s only those of ALLOWED_LOGINS are offered the operators' tool",
  async ([path, generation], { expect }) => {
    const offered = async (as: string) => {
      const client = await connectClient(kit, path, generation, {
        bearer: await kit.signIn({ as }),
      });
      const names = (await client.listTools()).tools.map(({ name }) => name);
      const { resources } = await client.listResources();
      const { completion } = await client.complete({
        ref: { type: "ref/resource", uri: "docs://tools/{name}" },
        argument: { name: "name", value: "s" },
      });
      const told = {
        isListed: resources.some(({ uri }) => uri === "docs://tools/server_status"),
        isRead: await client.readResource({ uri: "docs://tools/server_status" }).then(
          () => true,
          () => false,
        ),
        completed: completion.values,
      };
      const call = client.callTool({ name: "server_status", arguments: {} });
      const listed = names.includes("server_status");
      return { listed, told, answer: await call.then(textOf, String) };
    };
    expect(await offered("octocat")).toMatchObject({
      listed: true,
      told: { isListed: true, isRead: true, completed: ["server_status"] },
      answer: expect.stringMatching(/^remote-mcp-kit [\d.]+ at http:\S+\/mcp, /),
    });
    expect(await offered("monalisa")).toMatchObject({
      listed: false,
      told: { isListed: false, isRead: false, completed: [] },
      answer: expect.stringMatching(/not found/i),
    });
  },
);

test("CB-24 at /mcp/stateless somebody is an operator by the number at GitHub", async ({
  expect,
}) => {
  const bearer = await kit.signIn({ as: "zoe-quinteros" });
  const client = await connectClient(kit, "/mcp/stateless", "SDK v1", { bearer });
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toContain("server_status");
});

test("SID-06 a session ends with a refresh that has its user offered something else", async ({
  expect,
}) => {
  const before = await signInFor(kit, "no-name");
  const sessionId = await openSession(kit, before);
  const status = { sessionId, body: callTool("server_status") };
  expect((await message(await send(kit, { ...status, bearer: before }))).result).toHaveProperty(
    "structuredContent.version",
  );
  kit.github.fail("GET /user", "login-renamed");
  const { access_token: mcpAccessToken } = await exchange(kit, {
    grant_type: "refresh_token",
    client_id: before.mcpClientId,
    refresh_token: before.refresh_token,
  });
  const after = { ...before, mcpAccessToken };
  expect((await send(kit, { ...status, bearer: after })).status).toBe(404);
  const another = { ...status, bearer: after, sessionId: await openSession(kit, after) };
  expect(JSON.stringify(await message(await send(kit, another)))).toMatch(/not found/);
});

test("the transport of 2024 opens with its variable, for those who have signed in", async ({
  expect,
}) => {
  const { mcpAccessToken } = await kit.signIn({ as: "octocat", endpoint: "/sse" });
  const accept = "text/event-stream";
  expect((await kit.request("/sse", { headers: { accept } })).status).toBe(401);
  const ended = new AbortController();
  const headers = { accept, authorization: `Bearer ${mcpAccessToken}` };
  const stream = await kit.request("/sse", { headers, signal: ended.signal });
  expect(stream.headers.get("content-type")).toContain("text/event-stream");
  const { value } = await stream.body!.getReader().read();
  expect(new TextDecoder().decode(value)).toMatch(
    /^event: endpoint\ndata: \/sse\/message\?sessionId=/,
  );
  ended.abort();
});

test("CB-25 whom SIGN_IN_LOGINS does not name is refused, and nothing is granted", async ({
  expect,
}) => {
  const grants = await grantsOf(kit);
  const client = await register(kit);
  const visitor = new Visitor(kit);
  const told = async (login: string) =>
    toldClient(await visitor.request(await visitor.goToCallback(client, login)));
  expect(await told("hubot")).toMatchObject({
    error: "access_denied",
    error_description: "This account may not sign in to this server.",
  });
  expect((await grants.list({ prefix: "grant:480938:" })).keys).toEqual([]);
  expect(await redeem(kit, client, (await told("monalisa"))["code"] ?? "")).toHaveProperty(
    "access_token",
  );
  expect((await grants.list({ prefix: "grant:2000001:" })).keys).not.toEqual([]);
});

test("CB-25 whom SIGN_IN_LOGINS no longer names is out at the next refresh", async ({ expect }) => {
  const { refresh_token, client } = await signInFor(kit, "octocat");
  const refresh = { grant_type: "refresh_token", client_id: client.client_id };
  const renewed = await exchange(kit, { ...refresh, refresh_token });
  kit.github.fail("GET /user", "login-renamed");
  await expect(exchange(kit, { ...refresh, refresh_token: renewed.refresh_token })).rejects.toThrow(
    "invalid_grant",
  );
});
