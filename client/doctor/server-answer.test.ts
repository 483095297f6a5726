import { gzipSync } from "node:zlib";
import { test } from "vitest";
import { freePort, sendHtml, serveLocally, type Answer } from "../local-server.test-support.ts";
import { mcpEndpoint } from "../mcp-endpoint.test-support.ts";
import { pathsOf, serveOAuth, type OAuthServerBehaviour } from "../oauth-server.test-support.ts";
import { sickHome } from "./sick-home.test-support.ts";

/** What a doctor finds at a server, who asks it. */
async function foundAt(url: string, timeoutMs = 5000) {
  await using home = await sickHome();
  await home.writeServers({ mine: await home.ownEntry(url) });
  const { ok, findings } = await home.run({ offline: false, timeoutMs });
  return { ok, findings, visited: await home.visited() };
}

const megabyte = Buffer.alloc(1024 * 1024, " ");

const bomb = gzipSync(Buffer.alloc(64 * megabyte.length, " "));

const hostile: Record<string, Answer> = {
  "a body without end": (_, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const more = () => {
      while (!response.destroyed && response.write(megabyte));
    };
    response.on("drain", more);
    more();
  },
  "an event stream without end": (_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const timer = setInterval(() => response.write(": still here\n\n"), 50);
    response.on("close", () => clearInterval(timer));
  },
  "no answer": () => undefined,
  "a redirect loop": (_, response) => response.writeHead(307, { location: "/mcp" }).end(),
  "a redirect to a cloud's own address": (_, response) =>
    response.writeHead(307, { location: "http://169.254.169.254/latest/meta-data/" }).end(),
  "a redirect to a file": (_, response) =>
    response.writeHead(307, { location: "file:///etc/passwd" }).end(),
  "a gzip bomb": (_, response) =>
    response
      .writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" })
      .end(bomb),
  "a header of a megabyte": (_, response) => {
    response.socket?.end(`HTTP/1.1 200 OK\r\nX: ${"x".repeat(1024 * 1024)}\r\n\r\n`);
  },
};

test.for(Object.keys(hostile))(
  "CL-59 fails within its limits at a server with %s",
  async (name, { expect }) => {
    await using server = await serveLocally(hostile[name]!);
    const started = performance.now();
    const { ok, findings } = await foundAt(`${server.origin}/mcp`, 800);
    expect(ok).toBe(false);
    expect(findings).toMatchObject([{ id: "server-unreachable", severity: "fail", name: "mine" }]);
    expect(performance.now() - started).toBeLessThan(8000);
  },
);

test.for<[string, OAuthServerBehaviour, RegExp]>([
  [
    "metadata of another resource",
    { resourceMetadata: { resource: "https://example.com/mcp" } },
    /is for "https:\/\/example\.com\/mcp"/,
  ],
  [
    "an issuer that calls itself otherwise",
    { serverMetadata: { issuer: "https://example.com" } },
    /says that it is "https:\/\/example\.com"/,
  ],
])("CL-60 CL-58 fails at %s, and opens no browser", async ([, behaviour, words], { expect }) => {
  await using server = await serveOAuth(behaviour);
  const { ok, findings, visited } = await foundAt(server.url);
  expect(ok).toBe(false);
  const fault = findings.find(({ severity }) => severity === "fail");
  expect(fault).toMatchObject({ id: "oauth-metadata", what: expect.stringMatching(words) });
  expect(visited).toEqual([]);
});

test("CL-58 opens no browser at a sign-in page that no browser should be sent to", async ({
  expect,
}) => {
  await using server = await serveOAuth({
    serverMetadata: { authorization_endpoint: "file:///etc/passwd" },
  });
  const { ok, findings, visited } = await foundAt(server.url);
  expect([ok, visited]).toEqual([false, []]);
  expect(findings[0]?.what).toContain('"file:///etc/passwd"');
  expect(pathsOf(server.requests).filter((path) => path.includes("authorize"))).toEqual([]);
});

test.for<[string, string, Answer, RegExp]>([
  [
    "server-not-mcp",
    "/mcp",
    (_, response) => sendHtml(response, 200, "<h1>Hi</h1>"),
    /does not greet as an MCP server does/,
  ],
  [
    "server-elsewhere",
    "/",
    (request, response) =>
      request.path === "/mcp" ? mcpEndpoint()(request, response) : response.writeHead(404).end(),
    /MCP is at "http:\S+\/mcp"/,
  ],
  [
    "server-elsewhere",
    "/old",
    (request, response) =>
      request.path === "/old"
        ? response.writeHead(308, { location: "/mcp" }).end()
        : mcpEndpoint()(request, response),
    /sends its clients to "http:\S+\/mcp"/,
  ],
  [
    "server-wants-header",
    "/mcp",
    (_, response) => response.writeHead(401).end(),
    /offers no sign-in/,
  ],
  ["server-unreachable", "/mcp", (_, response) => response.writeHead(503).end(), /503/],
  [
    "tools-not-listed",
    "/mcp",
    mcpEndpoint({ refuses: "tools/list" }),
    /refuses to list its tools: ".*out of order"/,
  ],
])("fails with %s at %s", async ([id, path, answer, words], { expect }) => {
  await using server = await serveLocally(answer);
  await using home = await sickHome();
  const entry = await home.ownEntry();
  const args = entry.args.with(1, server.origin + path);
  await home.writeServers({ mine: { ...entry, args } });
  const { ok, findings } = await home.run({ offline: false });
  expect(ok).toBe(false);
  expect(findings).toMatchObject([{ id, severity: "fail", what: expect.stringMatching(words) }]);
  if (id === "server-elsewhere")
    expect(findings[0]?.mend).toBe(`mcp-kit install ${server.origin}/mcp --name mine`);
  if (id === "server-unreachable")
    expect(findings[0]?.mend).toBe("mcp-kit install <url> --name mine");
});

test("finds an entry whose client nobody knows, and sends nobody to a sign-in that cannot begin", async ({
  expect,
}) => {
  await using server = await serveOAuth({ serverMetadata: { registration_endpoint: null } });
  await using home = await sickHome();
  const entry = await home.ownEntry(server.url);
  await home.writeServers({ mine: entry });
  expect(await home.found({ offline: false })).toEqual(["fail client-unknown mine"]);
  const args = [...entry.args, "--static-oauth-client-info", '{"client_id":"mine"}'];
  await home.writeServers({ mine: { ...entry, args } });
  expect(await home.found({ offline: false })).toEqual(["warn sign-in-missing mine"]);
});

test("sends nobody to a sign-in whose metadata clients refuse, and names the way out", async ({
  expect,
}) => {
  await using server = await serveOAuth({ serverMetadata: { issuer: "https://example.com" } });
  await using home = await sickHome();
  await home.writeServers({ mine: await home.ownEntry(server.url) });
  const { findings } = await home.run({ offline: false });
  expect(findings).toMatchObject([{ id: "oauth-metadata", mend: "mcp-kit uninstall mine" }]);
});

test("only warns of a server of this machine that is not started", async ({ expect }) => {
  const { ok, findings } = await foundAt(`http://127.0.0.1:${await freePort()}/mcp`);
  expect(ok).toBe(true);
  expect(findings).toMatchObject([{ id: "server-down", severity: "warn" }]);
});

test("finds nothing wrong with a server that answers, and asks none when it is told not to", async ({
  expect,
}) => {
  await using server = await serveLocally(mcpEndpoint());
  expect(await foundAt(`${server.origin}/mcp`)).toMatchObject({ ok: true, findings: [] });
  expect(server.requests.length).toBeGreaterThan(0);
  server.requests.length = 0;
  await using home = await sickHome();
  await home.writeServers({ mine: await home.ownEntry(`${server.origin}/mcp`) });
  expect(await home.found()).toEqual([]);
  expect(server.requests).toEqual([]);
});

test("asks a server of two hosts once, with the headers that the entry has in its variables", async ({
  expect,
}) => {
  const answer = mcpEndpoint();
  await using server = await serveLocally((request, response) =>
    request.headers["x-api-key"] === "hunter2"
      ? answer(request, response)
      : response.writeHead(401).end(),
  );
  await using home = await sickHome();
  const entry = await home.ownEntry(`${server.origin}/mcp`);
  const headers = ["--header", "X-API-Key:${KEY}"];
  const mine = { ...entry, args: [...entry.args, ...headers], env: { KEY: "hunter2" } };
  await home.writeServers({ mine, again: mine });
  const asked: string[] = [];
  const { findings } = await home.run({ offline: false, onProgress: (what) => asked.push(what) });
  expect([findings, asked]).toEqual([[], [`Asking ${server.origin}/mcp`]]);
});

test("names a URL that mcp-remote would refuse", async ({ expect }) => {
  await using home = await sickHome();
  const entry = await home.ownEntry();
  await home.writeServers({
    mine: { ...entry, args: entry.args.with(1, "http://example.com/mcp") },
  });
  expect(await home.found({ offline: false })).toEqual(["fail url-refused mine"]);
});

test("CL-12 does not call a URL of this machine refused for its scheme, whatever else is in it", async ({
  expect,
}) => {
  await using home = await sickHome();
  const entry = await home.ownEntry();
  const at = async (url: string) => {
    await home.writeServers({ mine: { ...entry, args: entry.args.with(1, url) } });
    return (await home.run({ offline: false })).findings;
  };
  for (const host of ["localhost:18788", "127.0.0.1:18788"]) {
    const findings = await at(`http://${host}/mcp?api_key=hunter2`);
    expect(findings.map(({ id }) => id)).toEqual(["secret-in-arguments"]);
  }
  expect(await at("http://[::1]:18788/mcp")).toMatchObject([
    { id: "url-refused", advice: "Write localhost for its host." },
  ]);
});
