import { test } from "vitest";
import { serveNewest } from "./unusual-servers.test-support.ts";
import {
  freePort,
  sendHtml,
  sendJson,
  serveLocally,
  type Answer,
} from "./local-server.test-support.ts";
import { mcpEndpoint } from "./mcp-endpoint.test-support.ts";
import { pathsOf, serveOAuth } from "./oauth-server.test-support.ts";
import { probeServer } from "./probe-server.ts";

const at =
  (routes: Record<string, Answer>): Answer =>
  (request, response) =>
    (routes[request.path] ?? (() => sendHtml(response, 404, "<title>Not here</title>")))(
      request,
      response,
    );

test("greets a server that is open to all, counts its tools and ends its session", async ({
  expect,
}) => {
  await using server = await serveLocally(mcpEndpoint());
  expect(await probeServer(`${server.origin}/mcp`)).toEqual({
    kind: "authless",
    url: `${server.origin}/mcp`,
    server: { name: "little", version: "1.2.3" },
    protocolVersion: "2025-11-25",
    transport: "http",
    modernOnly: false,
    tools: 2,
  });
  expect(pathsOf(server.requests).at(-1)).toBe("DELETE /mcp");
  expect(server.requests.at(-1)?.headers["mcp-session-id"]).toBe("a-session");
});

test("knows a server of revision 2026-07-28 alone", async ({ expect }) => {
  await using server = await serveNewest();
  expect(await probeServer(`${server.origin}/mcp`)).toMatchObject({
    kind: "authless",
    server: { name: "newest" },
    protocolVersion: "2026-07-28",
    modernOnly: true,
    tools: 1,
  });
});

test("knows a server of HTTP+SSE", async ({ expect }) => {
  await using server = await serveLocally(
    at({
      "/sse": ({ method }, response) => {
        if (method !== "GET") return response.writeHead(405).end();
        response.writeHead(200, { "content-type": "text/event-stream" });
        return response.write("event: endpoint\ndata: /sse/message?sessionId=1\n\n");
      },
    }),
  );
  expect(await probeServer(`${server.origin}/sse`)).toMatchObject({
    kind: "authless",
    transport: "sse",
    protocolVersion: "2024-11-05",
  });
  expect(await probeServer(`${server.origin}/`)).toMatchObject({
    kind: "wrong-path",
    right: `${server.origin}/sse`,
  });
});

test("says which path is right", async ({ expect }) => {
  await using server = await serveLocally(at({ "/mcp": mcpEndpoint() }));
  expect(await probeServer(`${server.origin}/mpc`)).toMatchObject({
    kind: "wrong-path",
    url: `${server.origin}/mpc`,
    right: `${server.origin}/mcp`,
    answered: '404 text/html, "Not here"',
    answer: { kind: "authless", tools: 2 },
  });
});

test("says what answered that is no MCP server", async ({ expect }) => {
  await using server = await serveLocally((_, response) =>
    sendHtml(response, 200, "<!doctype html><title>My \u001B[31mblog</title>"),
  );
  expect(await probeServer(`${server.origin}/mcp`)).toEqual({
    kind: "not-mcp",
    url: `${server.origin}/mcp`,
    answered: '200 text/html, "My blog"',
    hint: expect.stringContaining("a page for people"),
  });
});

test.for(["301", "302", "307", "308"])(
  "gives the URL to use after a redirect with %s",
  async (status, { expect }) => {
    await using server = await serveLocally(
      at({
        "/old": (_, response) => response.writeHead(Number(status), { location: "/mcp" }).end(),
        "/mcp": mcpEndpoint(),
      }),
    );
    expect(await probeServer(`${server.origin}/old`)).toMatchObject({
      kind: "redirected",
      url: `${server.origin}/old`,
      to: `${server.origin}/mcp`,
      answer: { kind: "authless", url: `${server.origin}/mcp`, tools: 2 },
    });
  },
);

test("finds what a sign-in needs, and nothing wrong with it", async ({ expect }) => {
  await using server = await serveOAuth();
  expect(await probeServer(server.url)).toEqual({
    kind: "oauth",
    url: server.url,
    status: 401,
    resource: server.url,
    issuer: server.origin,
    authorizationEndpoint: `${server.origin}/authorize`,
    registration: ["dynamic"],
    scopes: ["tools"],
    findings: [],
  });
  expect(pathsOf(server.requests).filter((path) => !path.includes("well-known"))).toEqual([
    "POST /mcp",
  ]);
});

test("says that a static header is needed where nothing tells of OAuth", async ({ expect }) => {
  await using server = await serveLocally(({ path, headers, ...request }, response) => {
    if (path !== "/mcp") return response.writeHead(404).end();
    if (headers["x-api-key"] === "right")
      return mcpEndpoint()({ path, headers, ...request }, response);
    return sendJson(response, 401, { error: "no key" }, { "www-authenticate": 'ApiKey realm="x"' });
  });
  expect(await probeServer(`${server.origin}/mcp`)).toMatchObject({
    kind: "header",
    status: 401,
    scheme: "ApiKey",
    hint: expect.stringContaining("--header-file"),
  });
  expect(
    await probeServer(`${server.origin}/mcp`, { headers: { "x-api-key": "right" } }),
  ).toMatchObject({ kind: "authless", tools: 2 });
});

test("says that a port is blocked, which no further try helps", async ({ expect }) => {
  expect(await probeServer("http://localhost:6000/mcp")).toMatchObject({
    kind: "unreachable",
    reason: "port",
    message: expect.stringContaining("Port 6000 is blocked"),
  });
});

test("says that nothing listens, and how to start it", async ({ expect }) => {
  expect(await probeServer(`http://localhost:${await freePort()}/mcp`)).toMatchObject({
    kind: "unreachable",
    reason: "refused",
    message: expect.stringContaining("ECONNREFUSED"),
    hint: expect.stringContaining("wrangler dev"),
  });
});

test.for([
  ["ENOTFOUND", "dns"],
  ["CERT_HAS_EXPIRED", "tls"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "tls"],
  ["ECONNRESET", "reset"],
  ["UND_ERR_CONNECT_TIMEOUT", "timeout"],
])("knows %s for %s", async ([code, reason], { expect }) => {
  const cause = Object.assign(new Error("it broke"), { code });
  const fetch = () => Promise.reject(new TypeError("fetch failed", { cause }));
  expect(await probeServer("https://example.com/mcp", { fetch })).toMatchObject({
    kind: "unreachable",
    reason,
    hint: expect.stringMatching(/\.$/),
  });
});

test("says that the server cannot serve", async ({ expect }) => {
  await using server = await serveLocally((_, response) => sendHtml(response, 503, "down"));
  expect(await probeServer(`${server.origin}/mcp`)).toMatchObject({
    kind: "unreachable",
    reason: "status",
  });
});

test("refuses a URL that no entry could hold, before any network", async ({ expect }) => {
  const fetch = () => expect.unreachable();
  await expect(probeServer("http://example.com/mcp", { fetch })).rejects.toMatchObject({
    code: "URL_INVALID",
  });
});

test("ends when it is told to", async ({ expect }) => {
  await using server = await serveLocally(() => undefined);
  const signal = AbortSignal.timeout(100);
  await expect(probeServer(`${server.origin}/mcp`, { signal })).rejects.toThrow(/aborted/);
});
