import { UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { SSEClientTransport } from "@modelcontextprotocol/sdk/client/sse.js";
import { afterAll, beforeAll, onTestFinished, test } from "vitest";
import { attemptSignIn } from "../harness/browser/attempt.ts";
import type { Kit } from "../harness/index.ts";
import { signInForTokens } from "../harness/matrix/refresh.test-support.ts";
import { MemoryOAuthClient } from "../harness/matrix/memory-oauth-client.ts";
import { callTool, initialize, message, send } from "./mcp-client.test-support.ts";
import { startOwnKit } from "./own-kit.test-support.ts";
import { openSse } from "./sse.test-support.ts";

let kit: Kit;
beforeAll(async () => {
  kit = await startOwnKit({ vars: { ENABLE_LEGACY_SSE: "true", ALLOWED_LOGINS: "octocat" } });
});
afterAll(() => kit.close());

const initialized = { jsonrpc: "2.0", method: "notifications/initialized" };

test("SID-09 a session of HTTP+SSE works for who has opened it", async ({ expect }) => {
  const bearer = await kit.signIn({ as: "octocat", endpoint: "/sse" });
  const stream = await openSse(kit, bearer);
  for (const body of [initialize, initialized, callTool("add_note", { text: "mine" })]) {
    expect((await send(kit, { path: stream.endpoint, bearer, body })).status).toBe(202);
  }
  await stream.wait('"notes":["mine"]');
});

test("a client of 2024 finds its way in by itself, stays signed in, and calls tools", async ({
  expect,
}) => {
  let asked = 0;
  const authProvider = new MemoryOAuthClient({
    identity: {},
    openBrowser: (url, stopBefore) => {
      asked++;
      return attemptSignIn({ url, stopBefore, login: "octocat" });
    },
  });
  const url = new URL(`${kit.origin}/sse`);
  const connect = async () => {
    const transport = new SSEClientTransport(url, { authProvider });
    const client = new Client({ name: "of-2024", version: "1" });
    onTestFinished(() => client.close());
    try {
      await client.connect(transport);
      return client;
    } catch (error) {
      if (!(error instanceof UnauthorizedError)) throw error;
      await transport.finishAuth(authProvider.takeResponse().get("code") ?? "");
      return connect();
    }
  };
  const whoami = async () =>
    (await (await connect()).callTool({ name: "whoami" })).structuredContent;
  expect(await whoami()).toMatchObject({ login: "octocat" });
  const tokens = authProvider.tokens();
  authProvider.saveTokens({ ...tokens!, access_token: "expired" });
  expect(await whoami()).toMatchObject({ login: "octocat" });
  expect([asked, authProvider.tokens()?.refresh_token === tokens?.refresh_token]).toEqual([
    1,
    false,
  ]);
});

test("RS-06 what was granted for one resource opens no other", async ({ expect }) => {
  const mcp = await kit.signIn({ as: "octocat" });
  const sse = await kit.signIn({ as: "octocat", endpoint: "/sse" });
  const asked = { method: "GET", headers: { accept: "text/event-stream" } };
  const statuses = [];
  for (const [bearer, path] of [
    [mcp, "/sse"],
    [mcp, "/sse/message?sessionId=x"],
    [sse, "/mcp"],
    [sse, "/mcp/stateless"],
  ] as const) {
    const response = await send(kit, { ...asked, path, bearer });
    statuses.push([response.status, response.headers.get("www-authenticate")]);
    await response.body?.cancel();
  }
  const metadata = (path: string) =>
    expect.stringContaining(`${kit.origin}/.well-known/oauth-protected-resource${path}"`);
  expect(statuses).toEqual([
    [401, metadata("/sse")],
    [401, metadata("/sse")],
    [401, metadata("/mcp")],
    [401, metadata("/mcp")],
  ]);
});

test("RS-06 a grant for one resource is not renewed for another, and goes on for its own", async ({
  expect,
}) => {
  const { refreshToken, order } = await signInForTokens(kit);
  const form = new URLSearchParams(order.form);
  const ask = async (resource: string | null) => {
    if (resource === null) form.delete("resource");
    else form.set("resource", resource);
    form.set("refresh_token", refreshToken);
    const response = await fetch(`${kit.origin}/token`, { method: "POST", body: form });
    return [response.status, ((await response.json()) as { error?: string }).error];
  };
  expect(await ask(`${kit.origin}/sse`)).toEqual([400, "invalid_grant"]);
  expect(await ask(`${kit.origin}/elsewhere`)).toEqual([400, "invalid_target"]);
  expect(await ask(null)).toEqual([200, undefined]);
});

test("each resource has metadata of its own, and nothing else has", async ({ expect }) => {
  const told = [];
  for (const path of ["/mcp", "/sse", "", "/sse/message", "/elsewhere"]) {
    const response = await kit.request(`/.well-known/oauth-protected-resource${path}`);
    const text = await response.text();
    told.push(response.ok ? (JSON.parse(text) as { resource: string }).resource : response.status);
  }
  expect(told).toEqual([`${kit.origin}/mcp`, `${kit.origin}/sse`, 404, 404, 404]);
});

test("SID-01 SID-04 SID-09 a session of HTTP+SSE is nothing to another user or another client", async ({
  expect,
}) => {
  const octocat = await kit.signIn({ as: "octocat", endpoint: "/sse" });
  const stream = await openSse(kit, octocat);
  const own = { path: stream.endpoint, bearer: octocat };
  for (const body of [initialize, initialized]) await send(kit, { ...own, body });
  const strangers = [
    await kit.signIn({ as: "hubot", endpoint: "/sse" }),
    await kit.signIn({ as: "octocat", endpoint: "/sse" }),
  ];
  for (const bearer of strangers) {
    for (const [name, args] of [
      ["add_note", { text: "theirs" }],
      ["server_status", {}],
      ["whoami", {}],
    ] as const) {
      const call = { path: stream.endpoint, bearer, body: callTool(name, args) };
      const response = await send(kit, call);
      expect([response.status, (await message(response)).error?.code]).toEqual([404, -32001]);
    }
  }
  await send(kit, { ...own, body: callTool("add_note", { text: "mine" }) });
  await stream.wait('"notes":["mine"]');
  expect(stream.told()).not.toMatch(/theirs|signInAt|hubot/i);
});

test("SID-05 SID-09 a stream opens a session of its own, whichever id its client brings along", async ({
  expect,
}) => {
  const octocat = await kit.signIn({ as: "octocat", endpoint: "/sse" });
  const first = await openSse(kit, octocat);
  const query = first.endpoint.slice(first.endpoint.indexOf("?"));
  first.close();
  const hubot = await kit.signIn({ as: "hubot", endpoint: "/sse" });
  for (const bearer of [octocat, hubot]) {
    const next = await openSse(kit, bearer, `/sse${query}`);
    expect(next.endpoint).not.toBe(first.endpoint);
  }
});

test("SID-15 every digit of a session id of HTTP+SSE is random", async ({ expect }) => {
  const bearer = await kit.signIn({ as: "octocat", endpoint: "/sse" });
  const ids: string[] = [];
  while (ids.length < 8) {
    const { endpoint, close } = await openSse(kit, bearer);
    ids.push(/sessionId=([0-9a-f]{64})\./.exec(endpoint)?.[1] ?? endpoint);
    close();
  }
  const fixed = Array.from({ length: 64 }, (_, at) => new Set(ids.map((id) => id[at])).size === 1);
  expect(fixed).not.toContain(true);
});

test.for([
  ["none", ""],
  ["an empty id", "?sessionId="],
  ["a path", "?sessionId=../x"],
  ["a control character", "?sessionId=%00"],
  ["5,000 characters", `?sessionId=${"x".repeat(5000)}`],
])(
  "SID-07 SID-12 RPC-29 a session of HTTP+SSE that was not issued here is unknown, and wakes no object (%s)",
  async ([, query], { expect }) => {
    const bearer = await kit.signIn({ as: "octocat", endpoint: "/sse" });
    const before = await kit.worker.listDurableObjectIds("MCP_AGENT");
    const path = `/sse/message${query}`;
    const response = await send(kit, { path, bearer, body: initialize });
    expect(response.headers.get("content-type")).toContain("application/json");
    expect([response.status, (await message(response)).error?.code]).toEqual([404, -32001]);
    expect(await kit.worker.listDurableObjectIds("MCP_AGENT")).toHaveLength(before.length);
  },
);

test("RPC-21 RPC-29 what is malformed is refused in JSON at a session of HTTP+SSE", async ({
  expect,
}) => {
  const bearer = await kit.signIn({ as: "octocat", endpoint: "/sse" });
  const { endpoint } = await openSse(kit, bearer);
  const elsewhere = endpoint.replace("/message", "/elsewhere");
  for (const [path, body, status] of [
    [endpoint, "{", 400],
    [endpoint, "{}", 400],
    [endpoint, "[]", 400],
    [endpoint, '{"jsonrpc":"2.0"}', 400],
    [endpoint, '{"jsonrpc":"2.0","id":99,"method":1}', 400],
    ["/sse", initialize, 404],
    [elsewhere, initialize, 404],
    // What only the SDK's schema refuses.
    [endpoint, { jsonrpc: "2.0", id: 1, method: "ping", foo: 1 }, 400],
    [endpoint, { ...callTool("add"), params: { _meta: "x", name: "add" } }, 400],
    [endpoint, { jsonrpc: "2.0", id: 1, error: { code: "x", message: "y" } }, 400],
  ] as const) {
    const response = await send(kit, { path, bearer, body });
    expect(response.headers.get("content-type")).toContain("application/json");
    expect([path, body, response.status]).toEqual([path, body, status]);
    expect((await message(response)).error?.code).toBeTypeOf("number");
  }
});
