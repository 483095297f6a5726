import { afterAll, beforeAll, test } from "vitest";
import type { Kit } from "../harness/index.ts";
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
  const bearer = await kit.signIn({ as: "octocat" });
  const stream = await openSse(kit, bearer);
  for (const body of [initialize, initialized, callTool("add_note", { text: "mine" })]) {
    expect((await send(kit, { path: stream.endpoint, bearer, body })).status).toBe(202);
  }
  await stream.wait('"notes":["mine"]');
});

test("SID-01 SID-04 SID-09 a session of HTTP+SSE is nothing to another user or another client", async ({
  expect,
}) => {
  const octocat = await kit.signIn({ as: "octocat" });
  const stream = await openSse(kit, octocat);
  const own = { path: stream.endpoint, bearer: octocat };
  for (const body of [initialize, initialized]) await send(kit, { ...own, body });
  const strangers = [await kit.signIn({ as: "hubot" }), await kit.signIn({ as: "octocat" })];
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
  const octocat = await kit.signIn({ as: "octocat" });
  const first = await openSse(kit, octocat);
  const query = first.endpoint.slice(first.endpoint.indexOf("?"));
  first.close();
  const hubot = await kit.signIn({ as: "hubot" });
  for (const bearer of [octocat, hubot]) {
    const next = await openSse(kit, bearer, `/mcp/sse${query}`);
    expect(next.endpoint).not.toBe(first.endpoint);
  }
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
    const bearer = await kit.signIn({ as: "octocat" });
    const before = await kit.worker.listDurableObjectIds("MCP_AGENT");
    const path = `/mcp/sse/message${query}`;
    const response = await send(kit, { path, bearer, body: initialize });
    expect(response.headers.get("content-type")).toContain("application/json");
    expect([response.status, (await message(response)).error?.code]).toEqual([404, -32001]);
    expect(await kit.worker.listDurableObjectIds("MCP_AGENT")).toHaveLength(before.length);
  },
);

test("RPC-21 RPC-29 what is malformed is refused in JSON at a session of HTTP+SSE", async ({
  expect,
}) => {
  const bearer = await kit.signIn({ as: "octocat" });
  const { endpoint } = await openSse(kit, bearer);
  const elsewhere = endpoint.replace("/message", "/elsewhere");
  for (const [path, body, status] of [
    [endpoint, "{", 400],
    [endpoint, "{}", 400],
    [endpoint, "[]", 400],
    [endpoint, '{"jsonrpc":"2.0"}', 400],
    [endpoint, '{"jsonrpc":"2.0","id":99,"method":1}', 400],
    ["/mcp/sse", initialize, 404],
    [elsewhere, initialize, 404],
  ] as const) {
    const response = await send(kit, { path, bearer, body });
    expect(response.headers.get("content-type")).toContain("application/json");
    expect([path, body, response.status]).toEqual([path, body, status]);
    expect((await message(response)).error?.code).toBeTypeOf("number");
  }
});
