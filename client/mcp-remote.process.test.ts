// What mcp-remote 0.15.1 does, as far as the kit relies on it or has to warn of it. A row that fails after an update tells what has
// changed; the kit's own code is not under test here.
import { readdir, readFile } from "node:fs/promises";
import { describe, test, vi } from "vitest";
import { startBridge } from "./bridge.test-support.ts";
import { isRunning } from "./is-running.test-support.ts";
import { freePort, serveLocally } from "./local-server.test-support.ts";
import { mcpEndpoint } from "./mcp-endpoint.test-support.ts";
import { pathsOf, serveOAuth } from "./oauth-server.test-support.ts";
import { signInStatus } from "./sign-in-status.ts";
import { connected, connectOnce, fileOf, openHome, pages } from "./mcp-remote.test-support.ts";

vi.setConfig({ maxConcurrency: 3 }); // each starts a Node.js of its own

describe.runIf(process.platform === "linux").concurrent("mcp-remote 0.15.1", () => {
  test("MR-07 recovers from a kill in the middle of a sign-in", async ({ expect }) => {
    await using home = await openHome();
    await using server = await serveOAuth({ waits: true });
    {
      await using bridge = startBridge(server.url, { env: home.env });
      await bridge.said(/Browser opened automatically/);
      bridge.child.kill("SIGKILL");
      expect(await bridge.ended()).toBe("SIGKILL");
    }
    const left = (await readdir(home.store)).map((file) =>
      file.slice(33).replace(/[\da-f-]{36}/, "<state>"),
    );
    expect(left.toSorted()).toEqual([
      "client_info.json",
      "code_verifier_<state>.txt",
      "discovery_state_<state>.json",
    ]);
    expect(
      (
        await signInStatus(
          { command: "node", args: ["mcp-remote", server.url], env: home.env },
          home,
        )
      ).files,
    ).toHaveLength(3);
    server.behaviour.waits = false;
    expect((await connectOnce(server, home)).result).toMatchObject(connected);
  });

  test("MR-11 shares one sign-in between two that start at once", async ({ expect }) => {
    await using home = await openHome();
    await using server = await serveOAuth();
    const both = await Promise.all([connectOnce(server, home), connectOnce(server, home)]);
    for (const { result } of both) expect(result).toMatchObject(connected);
    expect(await pages(server, home)).toBe(1);
  });

  test("MR-12 ends at once when the server is down", async ({ expect }) => {
    await using home = await openHome();
    await using bridge = startBridge(`http://127.0.0.1:${await freePort()}/mcp`, home);
    expect(await bridge.ended()).toBe(1);
    expect(bridge.stderr()).toContain("ECONNREFUSED");
  });

  test.for([
    "file:///etc/passwd",
    "javascript:alert(1)",
    "http://example.com/mcp",
    "http://[::1]:1/mcp",
    "nonsense",
  ])("MR-13 refuses %s", async (rawUrl, { expect }) => {
    await using home = await openHome();
    await using bridge = startBridge("http://localhost:1/mcp", { env: home.env, rawUrl });
    expect(await bridge.ended()).toBe(1);
  });

  test("MR-16 ends when its stdin does, and leaves nothing running", async ({ expect }) => {
    await using home = await openHome();
    await using server = await serveLocally(mcpEndpoint());
    await using bridge = startBridge(`${server.origin}/mcp`, home);
    await bridge.initialize();
    bridge.child.stdin!.end();
    expect(await bridge.ended()).toBe(0);
    expect(isRunning(bridge.child.pid!)).toBe(false);
  });

  test("MR-19 CL-49 writes no token and no code to its log or stderr", async ({ expect }) => {
    await using home = await openHome();
    await using server = await serveOAuth();
    const { stderr } = await connectOnce(server, home, { args: ["--debug"] });
    const log = await readFile(await fileOf(home, "_debug.log"), "utf8");
    expect(log.length).toBeGreaterThan(1000);
    expect(server.issued).toHaveLength(3);
    for (const secret of server.issued) expect(log + stderr).not.toContain(secret);
  });

  test("MR-20 starts again with its stored sign-in after a kill in the middle of a call", async ({
    expect,
  }) => {
    await using home = await openHome();
    const called = Promise.withResolvers<void>();
    await using server = await serveOAuth({
      onCall: () => {
        called.resolve();
        return new Promise(() => {});
      },
    });
    {
      await using bridge = startBridge(server.url, home);
      await bridge.initialize();
      bridge.write(JSON.stringify({ jsonrpc: "2.0", method: "notifications/initialized" }));
      bridge.write(
        JSON.stringify({
          jsonrpc: "2.0",
          id: "call",
          method: "tools/call",
          params: { name: "add" },
        }),
      );
      await called.promise;
      bridge.child.kill("SIGKILL");
      await bridge.ended();
    }
    expect((await connectOnce(server, home)).result).toMatchObject(connected);
    expect(await pages(server, home)).toBe(1);
  });

  test.for([
    ["no JSON", "nonsense"],
    ["JSON that is no message", "[1, 2]"],
    [
      "10 MB",
      JSON.stringify({
        jsonrpc: "2.0",
        id: 99,
        method: "ping",
        params: { x: "x".repeat(10_000_000) },
      }),
    ],
  ])("MR-21 does not crash on a line of %s", async ([, line], { expect }) => {
    await using home = await openHome();
    await using server = await serveLocally(mcpEndpoint());
    await using bridge = startBridge(`${server.origin}/mcp`, home);
    await bridge.initialize();
    bridge.write(line!);
    await expect(bridge.request("tools/list")).resolves.toMatchObject({
      result: { tools: [{ name: "add" }, { name: "echo" }] },
    });
  });

  test("MR-22 makes few attempts at a server that refuses every token", async ({ expect }) => {
    await using home = await openHome();
    await using server = await serveOAuth({ refusesTokens: true });
    await using bridge = startBridge(server.url, home);
    expect(await bridge.ended()).toBe(1);
    expect(await pages(server, home)).toBeLessThanOrEqual(2);
    expect(
      pathsOf(server.requests).filter((path) => path === "POST /token").length,
    ).toBeLessThanOrEqual(4);
  });
});
