import { connect as connectTcp } from "node:net";
import { describe } from "vitest";
import type { Kit, SignedIn } from "../harness/index.ts";
import { test as base } from "../harness/vitest.ts";
import { callTool, initialize, message, openSession, send } from "./mcp-client.test-support.ts";
import { countGitHubRequests } from "./oauth/visitor.test-support.ts";

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

const mcpRoutes = ["/mcp", "/mcp/stateless", "/public/mcp", "/public/agent", "/public/raw"];

/** A message with values inside each other. */
function nested(depth: number, open: string, close: string): string {
  const value = `${open.repeat(depth)}${close === "}" ? "1" : ""}${close.repeat(depth)}`;
  return `{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{"deep":${value}}}}`;
}

test.for(mcpRoutes)(
  "RPC-10 at %s values inside each other without end are refused, and nothing fails",
  async (path, { kit, octocat, expect }) => {
    const sessionId = await openSession(kit, octocat, path);
    const session = { path, bearer: octocat, ...(sessionId && { sessionId }) };
    const logged = kit.logs().length;
    for (const body of [
      nested(10_000, "[", "]"),
      nested(50_000, "[", "]"),
      nested(3000, '{"0":', "}"),
      nested(100_000, '{"a":', "}"),
    ]) {
      const response = await send(kit, { ...session, body });
      expect([response.status, (await message(response)).error?.code]).toEqual([400, -32600]);
    }
    expect(kit.logs().slice(logged)).toEqual([]);
    expect((await send(kit, { ...session, body: nested(90, "[", "]") })).status).toBe(200);
  },
);

test.for(mcpRoutes)(
  "RPC-15 at %s a response that nobody waits for is taken and answered with nothing",
  async (path, { kit, octocat, expect }) => {
    const sessionId = await openSession(kit, octocat, path);
    const session = { path, bearer: octocat, ...(sessionId && { sessionId }) };
    for (const answer of [{ result: {} }, { error: { code: -32601, message: "no" } }]) {
      const response = await send(kit, { ...session, body: { jsonrpc: "2.0", id: 99, ...answer } });
      expect([response.status, await response.text()]).toEqual([202, ""]);
    }
  },
);

test.for(mcpRoutes)(
  "RPC-09 TOOL-01 at %s what every object has is no resource, and completes nothing",
  async (path, { kit, octocat, expect }) => {
    const sessionId = await openSession(kit, octocat, path);
    const session = { path, bearer: octocat, ...(sessionId && { sessionId }) };
    const ask = async (method: string, params: object) => {
      const body = { jsonrpc: "2.0", id: 1, method, params };
      return (await message(await send(kit, { ...session, body }))).error;
    };
    const ref = { type: "ref/resource", uri: "docs://tools/{name}" };
    for (const name of ["__proto__", "constructor", "toString", "nothing"]) {
      const told = [
        await ask("completion/complete", { ref, argument: { name, value: "s" } }),
        await ask("resources/read", { uri: `docs://tools/${name}` }),
        await ask("resources/read", { uri: `docs://${name}` }),
      ];
      expect([name, ...told.map((error) => error?.code)]).toEqual([name, -32602, -32602, -32602]);
      expect(JSON.stringify(told)).not.toContain("not a function");
    }
  },
);

test("OH-10 a page of this machine is told what it may send", async ({ kit, expect }) => {
  for (const path of mcpRoutes) {
    const headers = { origin: "http://localhost:6274" };
    const response = await send(kit, { path, method: "OPTIONS", headers });
    expect([path, response.status]).toEqual([path, 204]);
    const allowed = response.headers.get("access-control-allow-headers");
    for (const name of [
      "authorization",
      "content-type",
      "mcp-session-id",
      "mcp-protocol-version",
      "mcp-method",
      "mcp-name",
    ]) {
      expect(allowed).toContain(name);
    }
  }
});

test("OH-15 credentials are allowed nowhere", async ({ kit, octocat, expect }) => {
  const paths = ["/", "/authorize", "/callback", "/token", "/register", "/nothing", ...mcpRoutes];
  paths.push(
    "/.well-known/oauth-authorization-server",
    "/.well-known/oauth-protected-resource/mcp",
  );
  for (const path of paths) {
    for (const method of ["GET", "POST", "OPTIONS"]) {
      for (const origin of ["http://localhost:6274", "https://evil.example"]) {
        const body = method === "POST" ? { body: add } : {};
        const request = { path, method, bearer: octocat, headers: { origin }, ...body };
        const { headers } = await send(kit, request);
        expect([path, headers.get("access-control-allow-credentials")]).toEqual([path, null]);
      }
    }
  }
});

test("OH-08 a Host that is odd or foreign is refused, and never becomes an issuer", async ({
  kit,
  expect,
}) => {
  const { port } = new URL(kit.origin);
  const path = "/.well-known/oauth-authorization-server";
  for (const host of [
    `localhost:${port}@evil`,
    "a b",
    `localhost:${port}.evil.example`,
    `localhost.:${port}`,
    "localhost.evil.example",
    "",
  ]) {
    const status = await statusOverTcp(kit, `GET ${path} HTTP/1.1`, { host });
    expect([host, status]).toEqual([host, expect.toBeOneOf([400, 403])]);
  }
  const foreign = await send(kit, { path: `http://localhost.:${port}${path}`, method: "GET" });
  expect(foreign.status).toBe(403);
  const own = await send(kit, { path: `http://[::1]:${port}${path}`, method: "GET" });
  expect(await own.json()).toMatchObject({ issuer: `http://[::1]:${port}` }); // it is this machine
});

test("BT-14 a path that only resembles an endpoint's answers nobody without a token", async ({
  kit,
  expect,
}) => {
  for (const path of ["/MCP", "/%6dcp", "/%6Dcp", "//mcp", "/mcpX", "/mcp/../mcp", "/mcp/"]) {
    const status = await statusOverTcp(kit, `POST ${path} HTTP/1.1`, {
      host: new URL(kit.origin).host,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "content-length": "2",
    });
    expect([path, status]).toEqual([path, expect.toBeOneOf([401, 404])]);
  }
});

/** Writes a request as it stands, which `fetch` would tidy up. @returns the status of the answer */
function statusOverTcp(kit: Kit, line: string, headers: Record<string, string>): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const { port, host } = new URL(kit.origin);
  const lines = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}`);
  const body = "content-length" in headers ? "{}" : "";
  const socket = connectTcp(Number(port), "127.0.0.1", () => {
    socket.write(`${[line, ...lines, "", ""].join("\r\n")}${body}`, "latin1");
  });
  socket.setTimeout(10_000, () => socket.destroy(new Error("No answer")));
  socket.once("data", (data) => {
    resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(String(data))?.[1]));
    socket.destroy();
  });
  socket.once("error", reject);
  return promise;
}
