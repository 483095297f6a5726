import { test } from "vitest";
import { freePort, sendHtml, serveLocally, type Answer } from "../local-server.test-support.ts";
import { mcpEndpoint } from "../mcp-endpoint.test-support.ts";
import { serveOAuth } from "../oauth-server.test-support.ts";
import { sickHome } from "./sick-home.test-support.ts";

test.for<[string, Answer, object?]>([
  ["fail server-not-mcp", (_, response) => sendHtml(response, 200, "<h1>Hi</h1>")],
  ["fail server-wants-header", (_, response) => response.writeHead(401).end()],
  ["fail server-unreachable", (_, response) => response.writeHead(503).end()],
  // Whether the host's own header is the right one, the host shows.
  ["", (_, response) => response.writeHead(401).end(), { headers: { "X-Key": "${env:KEY}" } }],
  ["", (_, response) => response.writeHead(404).end(), { requestOptions: { timeout: 1 } }],
  ["", (_, response) => response.writeHead(500).end(), { apiKey: "x" }],
  ["", mcpEndpoint(), { headers: {} }],
])("asks a server that its host calls by itself: %s", async ([found, answer, more], { expect }) => {
  await using server = await serveLocally(answer);
  await using home = await sickHome("cursor");
  const url = `${server.origin}/mcp`;
  await home.writeServers({ mine: { type: "http", url, ...more } });
  const asked: string[] = [];
  const options = { offline: false, onProgress: (what: string) => asked.push(what) };
  expect(await home.found(options)).toEqual(found === "" ? [] : [`${found} mine`]);
  expect(asked).toEqual([`Asking ${url}`]);
});

test.for([
  ["not a url", "fail url-refused mine"],
  ["", "fail url-refused mine"],
  ["file:///etc/passwd", "fail url-refused mine"],
  ["http://192.0.2.1/mcp", ""],
])("asks nobody at %j, where its host may", async ([url, found], { expect }) => {
  await using home = await sickHome("cursor");
  await home.writeServers({ mine: { url } });
  const asked: string[] = [];
  const options = { offline: false, onProgress: (what: string) => asked.push(what) };
  expect(await home.found(options)).toEqual(found === "" ? [] : [found]);
  expect(asked).toEqual([]);
});

test("names a command that installs over an entry of the kit's own also where its host has touched it", async ({
  expect,
}) => {
  await using server = await serveLocally((request, response) =>
    request.path === "/mcp"
      ? response.writeHead(308, { location: "/moved" }).end()
      : mcpEndpoint()(request, response),
  );
  await using home = await sickHome("cline");
  const entry = await home.ownEntry(`${server.origin}/mcp`);
  const mendOf = async (more: object) => {
    await home.writeServers({ mine: { ...entry, disabled: false, autoApprove: [], ...more } });
    return (await home.run({ offline: false })).findings.map(({ mend }) => mend);
  };
  const command = `mcp-kit install ${server.origin}/moved --name mine`;
  expect(await mendOf({})).toEqual([`${command} --host cline`]);
  expect(await mendOf({ autoApprove: ["add"] })).toEqual([`${command} --force --host cline`]);
});

test("warns of a server that its host calls by itself, and nobody has started", async ({
  expect,
}) => {
  await using home = await sickHome("cursor");
  await home.writeServers({ mine: { url: `http://127.0.0.1:${await freePort()}/mcp` } });
  expect(await home.found({ offline: false })).toEqual(["warn server-down mine"]);
});

test.for([
  ["cursor", ["warn client-unregistered mine"]],
  ["vscode", []],
] as const)(
  "finds %s unknown at a server that registers nobody, unless it asks its user for a client",
  async ([host, found], { expect }) => {
    await using server = await serveOAuth({ serverMetadata: { registration_endpoint: null } });
    await using home = await sickHome(host);
    await home.writeServers({ mine: { type: "http", url: server.url } });
    expect(await home.found({ offline: false })).toEqual(found);
  },
);
