// What mcp-remote 0.15.1 does, as far as the kit relies on it or has to warn of it. A row that fails after an update tells what has
// changed; the kit's own code is not under test here.
import { readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test, vi } from "vitest";
import { startBridge } from "./bridge.test-support.ts";
import { serveLocally } from "./local-server.test-support.ts";
import { mcpEndpoint } from "./mcp-endpoint.test-support.ts";
import { serveOAuth } from "./oauth-server.test-support.ts";
import { connected, connectOnce, openHome, pages, storeSignIn } from "./mcp-remote.test-support.ts";

vi.setConfig({ maxConcurrency: 3 }); // each starts a Node.js of its own

describe.runIf(process.platform === "linux").concurrent("mcp-remote 0.15.1", () => {
  test("MR-02 keeps its files for the user alone", async ({ expect }) => {
    await using home = await openHome();
    await using server = await serveOAuth();
    await connectOnce(server, home);
    const files = await readdir(home.store);
    expect(files.map((file) => file.slice(33)).toSorted()).toEqual([
      "client_info.json",
      "tokens.json",
    ]);
    for (const file of files) expect((await stat(join(home.store, file))).mode & 0o777).toBe(0o600);
    // The folder itself is for all to list: `signIn()` makes it before, for the user alone.
    expect((await stat(home.store)).mode & 0o700).toBe(0o700);
  });

  test("has a stored sign-in in the tests below: nobody is asked", async ({ expect }) => {
    await using home = await openHome();
    await using server = await serveOAuth();
    await storeSignIn(server, home);
    expect((await connectOnce(server, home)).result).toMatchObject(connected);
    expect(await pages(server, home)).toBe(0);
  });

  test.for([
    ["empty", ""],
    ["truncated", '{"access_token": "a'],
    ["of the wrong type", '{"access_token": 7}'],
  ])("MR-03 signs in again when its tokens file is %s", async ([, text], { expect }) => {
    await using home = await openHome();
    await using server = await serveOAuth();
    await storeSignIn(server, home, text);
    expect((await connectOnce(server, home)).result).toMatchObject(connected);
    expect(await pages(server, home)).toBe(1);
  });

  test("MR-04 renews a garbage access token without a person", async ({ expect }) => {
    await using home = await openHome();
    await using server = await serveOAuth();
    await storeSignIn(server, home, { access_token: "garbage" });
    expect((await connectOnce(server, home)).result).toMatchObject(connected);
    expect(await pages(server, home)).toBe(0);
  });

  test("MR-05 signs in again when the refresh token is garbage too", async ({ expect }) => {
    await using home = await openHome();
    await using server = await serveOAuth();
    await storeSignIn(server, home, { access_token: "garbage", refresh_token: "garbage" });
    expect((await connectOnce(server, home)).result).toMatchObject(connected);
    expect(await pages(server, home)).toBe(1);
  });

  describe("MR-06 with a client that the server has forgotten", () => {
    test("registers anew where a refresh is answered with invalid_client", async ({ expect }) => {
      await using home = await openHome();
      await using server = await serveOAuth();
      await storeSignIn(server, home, { access_token: "garbage" });
      server.clients.clear();
      expect((await connectOnce(server, home)).result).toMatchObject(connected);
      expect(server.clients.size).toBe(1);
    });

    test("registers anew where the page says invalid_client, but is of use from its next start only", async ({
      expect,
    }) => {
      await using home = await openHome();
      await using server = await serveOAuth({ unknownClient: "json" });
      await storeSignIn(server, home, "");
      server.clients.clear();
      {
        await using bridge = startBridge(server.url, { env: home.env });
        await bridge.said(/already under way; not starting another/);
        await expect(bridge.initialize(1500)).rejects.toThrow(/no answer/);
      }
      expect(server.clients.size).toBe(1);
      expect((await connectOnce(server, home)).result).toMatchObject(connected);
    });

    test("waits in vain, each time, where there is only a page for people", async ({ expect }) => {
      await using home = await openHome();
      await using server = await serveOAuth({ unknownClient: "page" });
      await storeSignIn(server, home, "");
      server.clients.clear();
      for (const _ of ["once", "again"]) {
        await using bridge = startBridge(server.url, { env: home.env });
        await bridge.said(/Browser opened automatically/);
        await expect(bridge.initialize(1500)).rejects.toThrow(/no answer/);
      }
      expect(server.clients.size).toBe(0);
    });
  });

  test("MR-14 ends when its folder is a file", async ({ expect }) => {
    await using home = await openHome();
    await using server = await serveOAuth();
    await writeFile(home.configDir, "");
    await using bridge = startBridge(server.url, home);
    expect(await bridge.ended()).toBe(1);
    expect(bridge.stderr()).toContain("ENOTDIR");
  });

  test.for([
    ["a line break", "X-Key: a\r\nX-Evil: b", undefined],
    ["no colon", "X-Key", undefined],
    ["a variable that is not set", "X-Key:${MCP_KIT_UNSET}", "${MCP_KIT_UNSET}"],
  ])("MR-15 goes on with a header of %s", async ([, header, sent], { expect }) => {
    await using home = await openHome();
    await using server = await serveLocally(mcpEndpoint());
    const url = `${server.origin}/mcp`;
    const { result } = await connectOnce({ url }, home, { args: ["--header", header!] });
    expect(result).toMatchObject(connected);
    const request = server.requests.find(({ method }) => method === "POST");
    expect(request?.headers["x-key"]).toBe(sent);
    expect(request?.headers).not.toHaveProperty("x-evil");
  });
});
