import { cp, mkdir, readdir, readFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { test } from "vitest";
import { hostConfigFile } from "./host-config-file.ts";
import { hostDefinition, hosts, isHost } from "./hosts/table.ts";
import { installServer, type InstallOptions } from "./install-server.ts";
import { judgeProbe } from "./install/judge-probe.ts";
import { warnOfRoot } from "./install/warn-of-root.ts";
import type { KitError } from "./kit-error.ts";
import { listServers } from "./list-servers.ts";
import { freePort, sendHtml, serveLocally } from "./local-server.test-support.ts";
import { mcpEndpoint } from "./mcp-endpoint.test-support.ts";
import { serveOAuth } from "./oauth-server.test-support.ts";
import { uninstallServer } from "./uninstall-server.ts";
import { openHome, theirs } from "./install-home.test-support.ts";

test("--no-verify touches no network, and says that nothing is proven", async ({ expect }) => {
  await using home = await openHome();
  await using server = await serveLocally(mcpEndpoint());
  const options = { platform: home.platform, verify: false };
  const installed = await installServer(`${server.origin}/mcp`, options);
  expect(installed).toMatchObject({ changed: true, verified: null });
  expect(server.requests).toEqual([]);
});

test("CL-46 a dry run writes nothing at all, and shows what would be written", async ({
  expect,
}) => {
  await using home = await openHome();
  await home.write(theirs);
  await using server = await serveLocally(mcpEndpoint());
  const before = await home.list();
  const options = { platform: home.platform, dryRun: true };
  const planned = await installServer(`${server.origin}/mcp`, options);
  expect(planned).toMatchObject({ changed: true, verified: null, before: theirs });
  expect(planned.after).toContain(server.origin);
  expect([await home.read(), await home.list()]).toEqual([theirs, before]);
});

test("CL-06 an entry of somebody else's is replaced with --force only, and comes back", async ({
  expect,
}) => {
  await using home = await openHome();
  await home.write(theirs);
  const options: InstallOptions = { name: "other", platform: home.platform, verify: false };
  const url = "http://localhost:8788/mcp";
  await expect(installServer(url, options)).rejects.toMatchObject({
    code: "USAGE",
    message: expect.stringMatching(/is not the kit's\.$/),
  });
  expect(await home.read()).toBe(theirs);
  await installServer(url, { ...options, force: true });
  expect((await uninstallServer("other", options)).how).toBe("restored");
  expect(await home.read()).toBe(theirs);
  expect(["CL-44", (await uninstallServer("other", options)).how]).toEqual(["CL-44", "foreign"]);
  expect(await home.read()).toBe(theirs);
});

test("an entry of the kit's that somebody has added to is replaced with --force only, and comes back", async ({
  expect,
}) => {
  await using home = await openHome();
  const options: InstallOptions = { name: "mine", platform: home.platform, verify: false };
  const url = "http://localhost:8788/mcp";
  await installServer(url, options);
  const added = ((await home.read()) ?? "").replace(
    '"command"',
    '"env": { "MY": "own" }, "command"',
  );
  await home.write(added);
  await expect(installServer(url, options)).rejects.toMatchObject({
    code: "USAGE",
    message: expect.stringContaining("changed since the kit wrote it"),
  });
  expect(await home.read()).toBe(added);
  await installServer(url, { ...options, force: true });
  expect(await home.read()).not.toContain("own");
});

test.for([
  ["of a folder that is only called alike", "-fork/bridge", "node"],
  ["by way of another folder", "/../.remote-mcp-kit/bridge", "node"],
  ["that something else starts", "/bridge", "/bin/sh"],
])("a bridge %s is not the kit's, and is left alone", async ([, folder, command], { expect }) => {
  await using home = await openHome();
  const script = `${home.path}/.remote-mcp-kit${folder}/mcp-remote-9.9.9-00000000.mjs`;
  const args = [script, "http://localhost:8788/mcp"];
  await home.write(JSON.stringify({ mcpServers: { mine: { command, args } } }));
  const before = await home.read();
  const options = { name: "mine", platform: home.platform, verify: false };
  await expect(installServer("http://localhost:8788/mcp", options)).rejects.toMatchObject({
    code: "USAGE",
  });
  expect((await uninstallServer("mine", options)).how).toBe("foreign");
  expect((await listServers({ platform: home.platform })).servers).toMatchObject([{ ours: false }]);
  expect(await home.read()).toBe(before);
});

test.for([
  ["nothing answers", undefined, "CONNECT_FAILED", /refused|ECONNREFUSED|nothing/i],
  ["a web page", "page", "CONNECT_FAILED", /does not greet as an MCP server does/],
  ["another path", "wrong", "CONNECT_FAILED", /The MCP server is at \S+\/mcp: use that URL/],
  ["a redirect", "redirect", "CONNECT_FAILED", /sends its clients to/],
  ["an API key", "header", "SIGN_IN_FAILED", /offers no sign-in/],
  ["a server that lists no tools", "broken", "CONNECT_FAILED", /refuses to list its tools/],
  ["metadata of another resource (CL-60)", "mix-up", "SIGN_IN_FAILED", /resource/],
] as const)("writes nothing where there is %s", async ([, kind, code, words], { expect }) => {
  await using home = await openHome();
  await using server = await (kind === "mix-up"
    ? serveOAuth({ resourceMetadata: { resource: "http://127.0.0.1:1/mcp" } })
    : serveLocally((request, response) => {
        if (kind === "header") return response.writeHead(401).end();
        if (kind === "broken") return mcpEndpoint({ refuses: "tools/list" })(request, response);
        if (kind === "redirect" && request.path === "/old")
          return response.writeHead(308, { location: "/mcp" }).end();
        if (request.path === "/mcp" && kind !== "page") return mcpEndpoint()(request, response);
        return sendHtml(response, kind === "page" ? 200 : 404, "<h1>Hello</h1>");
      }));
  const path = { redirect: "/old", wrong: "/sse-or-so" }[kind as string] ?? "/mcp";
  const url = kind ? `${server.origin}${path}` : `http://127.0.0.1:${await freePort()}/mcp`;
  for (const host of ["claude-desktop", "cursor"] as const) {
    const failing = installServer(url, { platform: home.platform, host });
    const error: KitError = await failing.then(
      () => expect.unreachable(),
      (cause: KitError) => cause,
    );
    expect([error.code, `${error.message} ${error.hint}`]).toEqual([
      code,
      expect.stringMatching(words),
    ]);
    expect(await readFile(hostConfigFile(host, home.platform), "utf8").catch(() => "")).toBe("");
  }
});

test("advises a Connector for a server of the internet, and writes with --bridge only", ({
  expect,
}) => {
  const probe = {
    kind: "authless",
    url: "https://example.com/mcp",
    server: { name: "x", version: "1" },
    protocolVersion: "2025-11-25",
    transport: "http",
    modernOnly: false,
  } as const;
  const options = { host: "claude-desktop", hasHeaders: false, bridge: false } as const;
  expect(() => judgeProbe(probe, options)).toThrow(
    expect.objectContaining({
      code: "CONNECTOR_ADVISED",
      hint: expect.stringContaining("Settings -> Connectors"),
    }),
  );
  expect(judgeProbe(probe, { ...options, bridge: true })).toBe(probe);
  expect(judgeProbe(probe, { ...options, host: "cursor" })).toBe(probe);
});

test.for(Object.keys(hosts).filter(isHost))(
  "%s: what was there is there again, to the byte, after install and uninstall",
  async (host, { expect }) => {
    await using home = await openHome();
    const { platform } = home;
    const file = hostConfigFile(host, platform);
    const fixtures = new URL(`../fixtures/hosts/${host}/`, import.meta.url);
    const [name = ""] = await readdir(fixtures);
    expect(basename(file)).toBe(name);
    await mkdir(dirname(file), { recursive: true });
    await cp(new URL(name, fixtures), file);
    const before = await readFile(file);
    const options = { name: "Mine-1", host, platform, verify: false };
    const { entry, changed } = await installServer("https://example.com/mcp", options);
    expect(changed).toBe(true);
    const { servers, refused } = await listServers({ host, platform });
    expect(refused).toEqual([]);
    const ours = servers.filter((each) => each.ours);
    expect(ours).toMatchObject([{ url: "https://example.com/mcp", disabled: false }]);
    expect(hostDefinition(host).read(entry)).toEqual(ours[0]?.entry);
    expect((await installServer("https://example.com/mcp", options)).changed).toBe(false);
    expect((await uninstallServer("Mine-1", { host, platform })).how).toBe("restored");
    expect((await readFile(file)).equals(before)).toBe(true);
  },
);

test("CL-54 warns whoever runs it through sudo", ({ expect }) => {
  const platform = { os: "linux", env: { SUDO_USER: "me" }, home: "/home/me" } as const;
  expect(warnOfRoot(platform, 0)).toEqual([expect.stringContaining("Run it without sudo")]);
  expect(warnOfRoot(platform, 1000)).toEqual([]);
  expect(warnOfRoot({ ...platform, env: {} }, 0)).toEqual([]);
});
