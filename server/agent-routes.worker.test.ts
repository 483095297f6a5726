import { describe } from "vitest";
import type { Kit, SignedIn } from "../harness/index.ts";
import { test as base } from "../harness/vitest.ts";
import { callTool, initialize, message, openSession, send } from "./mcp-client.test-support.ts";
import { countGitHubRequests } from "./oauth/visitor.test-support.ts";
import { nested, statusOverTcp } from "./raw-request.test-support.ts";

/** Every route that mounts `McpAgent`, which by itself lets all of this pass. */
const mounted = [
  { path: "/mcp", binding: "MCP_AGENT", signIn: true },
  { path: "/public/agent", binding: "PUBLIC_MCP_AGENT", signIn: false },
] as const;
const test = base.extend<{ octocat: SignedIn }>({
  octocat: async ({ kit }, use) => use(await kit.signIn({ as: "octocat" })),
});
const add = callTool("add", { a: 1, b: 2 });

async function sumOf(response: Response) {
  return (await message(response)).result?.structuredContent?.["sum"];
}

describe.for(mounted)("$path", ({ path, binding, signIn }) => {
  /** A session of octocat's, or of anybody where nobody signs in. */
  const open = async (kit: Kit, octocat: SignedIn) => {
    const bearer = signIn ? octocat : undefined;
    return { path, bearer, sessionId: await openSession(kit, bearer, path) };
  };

  test("SID-07 SID-12 SID-14 an id that was not issued here is unknown, and wakes no object", async ({
    kit,
    octocat,
    expect,
  }) => {
    const session = await open(kit, octocat);
    const [id = "", seal = ""] = session.sessionId.split(".");
    const [, sealOfAnother = ""] = (await open(kit, octocat)).sessionId.split(".");
    const before = await kit.worker.listDurableObjectIds(binding);
    const forged = [
      id,
      `${id}.${sealOfAnother}`,
      `${id}.${seal.toUpperCase()}`,
      `${id}.`,
      "a".repeat(64),
      "a".repeat(5000),
      "../",
      "%00",
      "\u00e9",
    ].filter((each) => each !== session.sessionId); // a seal can be of digits only
    for (const sessionId of forged) {
      for (const method of ["POST", "GET", "DELETE"]) {
        const body = method === "POST" ? { body: add } : {};
        const response = await send(kit, { ...session, sessionId, method, ...body });
        expect([sessionId.slice(0, 70), method, response.status]).toEqual([
          sessionId.slice(0, 70),
          method,
          404,
        ]);
        expect((await message(response)).error?.code).toBe(-32001);
      }
    }
    expect(await kit.worker.listDurableObjectIds(binding)).toHaveLength(before.length);
    expect(await sumOf(await send(kit, { ...session, body: add }))).toBe(3);
  });

  test("SID-10 SID-11 SID-16 initialize takes no session, other calls need one, an ended one is gone", async ({
    kit,
    octocat,
    expect,
  }) => {
    const session = await open(kit, octocat);
    expect((await send(kit, { ...session, body: initialize })).status).toBe(400);
    expect((await send(kit, { ...session, sessionId: undefined, body: add })).status).toBe(400);
    expect((await send(kit, { ...session, method: "DELETE" })).status).toBe(204);
    const gone = await send(kit, { ...session, body: add });
    expect([gone.status, (await message(gone)).error?.code]).toEqual([404, -32001]);
  });

  test("LG-02 no event has an id, since none is stored to be told again", async ({
    kit,
    octocat,
    expect,
  }) => {
    const session = await open(kit, octocat);
    const told = await (await send(kit, { ...session, body: add })).text();
    expect(told).toContain("data: ");
    expect(told).not.toMatch(/^id:/m);
  });

  test.for([
    "https://evil.example",
    "null",
    "file://",
    "chrome-extension://abc",
    "http://localhost.evil.example",
    "garbage",
  ])(
    "OH-01 OH-02 OH-03 OH-04 OH-11 OH-12 the origin %s is refused before any tool runs",
    async (origin, { kit, octocat, expect }) => {
      const session = await open(kit, octocat);
      const asked = countGitHubRequests(kit);
      const tool = callTool(signIn ? "whoami" : "add", signIn ? {} : { a: 1, b: 2 });
      for (const request of [{ body: tool }, { method: "GET" }, { method: "OPTIONS" }]) {
        const response = await send(kit, { ...session, ...request, headers: { origin } });
        expect(response.status).toBe(403);
        expect(response.headers.get("access-control-allow-origin")).toBeNull();
      }
      expect(asked()).toBe(0);
    },
  );

  test("OH-05 OH-06 a page of this machine may call, and a program without an Origin", async ({
    kit,
    octocat,
    expect,
  }) => {
    const session = await open(kit, octocat);
    for (const origin of ["http://localhost:6274", "http://127.0.0.1:1", undefined]) {
      const headers: Record<string, string> = origin === undefined ? {} : { origin };
      const response = await send(kit, { ...session, body: add, headers });
      expect(await sumOf(response)).toBe(3);
      expect(response.headers.get("access-control-allow-origin")).toBe(origin ?? null);
    }
  });

  test("OH-13 no socket is opened, whoever asks to upgrade", async ({ kit, octocat, expect }) => {
    const session = await open(kit, octocat);
    const headers = {
      connection: "upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
      ...(session.bearer && { authorization: `Bearer ${session.bearer.mcpAccessToken}` }),
      "mcp-session-id": session.sessionId,
    };
    expect(await statusOverTcp(kit, `GET ${path} HTTP/1.1`, headers)).not.toBe(101);
    const { status } = await send(kit, {
      ...session,
      method: "GET",
      headers: { upgrade: "websocket" },
    });
    expect(status).not.toBe(101);
  });

  test("RPC-12 a body without a declared length is counted as it comes", async ({
    kit,
    octocat,
    expect,
  }) => {
    const session = await open(kit, octocat);
    let left = 6;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (left-- > 0) controller.enqueue(new Uint8Array(1 << 20).fill(32));
        else controller.close();
      },
    });
    const response = await kit.request(path, {
      method: "POST",
      headers: {
        accept: "application/json, text/event-stream",
        "content-type": "application/json",
        "mcp-session-id": session.sessionId,
        ...(session.bearer && { authorization: `Bearer ${session.bearer.mcpAccessToken}` }),
      },
      body,
      duplex: "half",
    } as RequestInit);
    expect(response.status).toBe(413);
    expect(await sumOf(await send(kit, { ...session, body: add }))).toBe(3);
  });

  test("RPC-26 nothing that agents hand on inwardly comes in from outside", async ({
    kit,
    octocat,
    expect,
  }) => {
    const bearer = signIn ? octocat : undefined;
    const inward: [string, Record<string, string>][] = [
      [path, { "x-agents-lifecycle-props": "garbage" }],
      [path, { "x-cf-agents-subagent-url": "http://x/sub/kit-mcp-agent/a" }],
      [path, { "cf-mcp-method": "GET", "cf-mcp-message": "W10=" }],
      [`${path}?_pk=${"a".repeat(300)}`, {}],
    ];
    for (const [to, headers] of inward) {
      const response = await send(kit, { path: to, bearer, headers, body: initialize });
      expect([to, headers, (await message(response)).result]).toEqual([
        to,
        headers,
        expect.objectContaining({ serverInfo: expect.anything() }),
      ]);
    }
  });

  test("RPC-25 HEAD is refused, and told what there is", async ({ kit, octocat, expect }) => {
    const response = await send(kit, { ...(await open(kit, octocat)), method: "HEAD" });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, POST, DELETE, OPTIONS");
  });

  test("RPC-03 RPC-04 RPC-05 RPC-17 RPC-25 RPC-29 what is malformed is refused in JSON", async ({
    kit,
    octocat,
    expect,
  }) => {
    const session = await open(kit, octocat);
    const trick = { "content-type": "text/plain; a=application/json" };
    const cases: [what: string, status: number, request: Parameters<typeof send>[1]][] = [
      ["an empty batch", 400, { body: [] }],
      ["a batch", 400, { body: [add, add] }],
      ["a batch of 200", 400, { body: Array.from({ length: 200 }, () => add) }],
      ["arrays in arrays", 400, { body: nested(10_000, "[", "]") }],
      ["objects in objects", 400, { body: nested(3000, '{"0":', "}") }],
      ["broken JSON", 400, { body: "{" }],
      ["nothing", 400, { body: "" }],
      ["a number", 400, { body: "1" }],
      ["no JSON-RPC", 400, { body: {} }],
      ["a body of two megabytes", 413, { body: { ...add, padding: "x".repeat(2 << 20) } }],
      ["a media type that only looks like JSON", 415, { body: add, headers: trick }],
      ["an old protocol", 400, { body: add, headers: { "mcp-protocol-version": "1999-01-01" } }],
      ["PUT", 405, { method: "PUT", body: add }],
      ["PATCH", 405, { method: "PATCH", body: add }],
    ];
    for (const [what, status, request] of cases) {
      const response = await send(kit, { ...session, ...request });
      const text = await response.text();
      expect([what, response.status, response.headers.get("content-type"), text]).toEqual([
        what,
        status,
        expect.stringContaining("application/json"),
        expect.not.stringMatching(/\bat \w+ \(|\.ts:\d/),
      ]);
      expect(JSON.parse(text)).toHaveProperty("error");
      if (status === 405) expect(response.headers.get("allow")).toBe("GET, POST, DELETE, OPTIONS");
    }
    expect(await sumOf(await send(kit, { ...session, body: add }))).toBe(3);
  });
});
