import type { SignedIn } from "../harness/index.ts";
import { test as base } from "../harness/vitest.ts";
import { callTool, message, openSession, send } from "./mcp-client.test-support.ts";
import { nested, statusOverTcp } from "./raw-request.test-support.ts";

const test = base.extend<{ octocat: SignedIn }>({
  octocat: async ({ kit }, use) => use(await kit.signIn({ as: "octocat" })),
});
const add = callTool("add", { a: 1, b: 2 });

const mcpRoutes = ["/mcp", "/mcp/stateless", "/public/mcp", "/public/agent", "/public/raw"];

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
