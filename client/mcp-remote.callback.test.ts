// What mcp-remote 0.15.1 does, as far as the kit relies on it or has to warn of it. A row that fails after an update tells what has
// changed; the kit's own code is not under test here.
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { describe, test, vi } from "vitest";
import { startBridge } from "./bridge.test-support.ts";
import { freePort, serveLocally } from "./local-server.test-support.ts";
import { serveOAuth } from "./oauth-server.test-support.ts";
import { signInStatus } from "./sign-in-status.ts";
import { connected, connectOnce, openHome, storeSignIn } from "./mcp-remote.test-support.ts";

vi.setConfig({ maxConcurrency: 3 }); // each starts a Node.js of its own

describe.runIf(process.platform === "linux").concurrent("mcp-remote 0.15.1", () => {
  test("MR-01 listens for the callback on 127.0.0.1 alone", async ({ expect }) => {
    await using home = await openHome();
    await using server = await serveOAuth({ waits: true });
    await using bridge = startBridge(server.url, { env: home.env });
    const [, port] = await bridge.said(
      /OAuth callback server running at http:\/\/127\.0\.0\.1:(\d+)/,
    );
    const hex = Number(port).toString(16).toUpperCase().padStart(4, "0");
    const tables = await Promise.all(
      ["tcp", "tcp6"].map((table) => readFile(`/proc/net/${table}`, "utf8")),
    );
    const listening = tables.join("\n").match(new RegExp(`\\S+:${hex} \\S+:0000 0A`, "g"));
    expect(listening?.map((line) => line.split(":")[0])).toEqual(["0100007F"]);
  });

  test("MR-08 takes the next port when its own is taken", async ({ expect }) => {
    await using home = await openHome();
    await using server = await serveOAuth();
    const { callbackPort } = await signInStatus(server.url, home);
    await using _ = await serveLocally(
      (__, response) => response.writeHead(404).end(),
      callbackPort,
    );
    const { result, stderr } = await connectOnce(server, home);
    expect(result).toMatchObject(connected);
    expect(stderr).toContain(`Using callback port ${callbackPort + 1}`);
  });

  test("MR-08 gives up when the port that it was told is taken", async ({ expect }) => {
    await using home = await openHome();
    await using server = await serveOAuth();
    await using squatter = await serveLocally((_, response) => response.writeHead(404).end());
    const { port } = new URL(squatter.origin);
    await using bridge = startBridge(server.url, { env: home.env, args: [port] });
    expect(await bridge.ended()).toBe(1);
    expect(bridge.stderr()).toContain(`Callback port ${port} is already in use`);
  });

  test("MR-08 drops its registration when it is told another port: the tokens stay, a refresh is a new client's", async ({
    expect,
  }) => {
    await using home = await openHome();
    await using server = await serveOAuth();
    await storeSignIn(server, home);
    const args = [String(await freePort())];
    const kept = await connectOnce(server, home, { args });
    expect(kept.result).toMatchObject(connected);
    expect(kept.stderr).toContain("Deleting it so the client re-registers");
    expect(await readdir(home.store)).toEqual([expect.stringMatching(/_tokens\.json$/)]);

    server.accessTokens.clear();
    expect((await connectOnce(server, home, { args })).result).toMatchObject(connected);
    const asked = server.requests.filter(({ path }) => path === "/register" || path === "/token");
    expect(asked.map(({ path }) => path)).toEqual(["/register", "/token"]);
    const form = new URLSearchParams(asked[1]?.body);
    expect(form.get("grant_type")).toBe("refresh_token");
    expect(form.get("client_id")).not.toBe("stored"); // RFC 6749, section 6: a server may refuse that
  });

  test("MR-09 ends, with a page that says success, when a callback is forged", async ({
    expect,
  }) => {
    await using home = await openHome();
    await using server = await serveOAuth({ waits: true });
    await using bridge = startBridge(server.url, { env: home.env });
    await bridge.said(/Browser opened automatically/);
    const [, callback] = await bridge.said(/OAuth callback server running at (\S+)/);
    const page = await fetch(`${callback}/oauth/callback?code=forged&state=forged`);
    expect(await page.text()).toContain("Authorization successful!");
    expect(await bridge.ended()).toBe(1);
    expect(server.accessTokens.size).toBe(0);
  });

  test.for<[string, number]>([
    ["file:///etc/passwd", 0],
    ["javascript:alert(1)", 0],
    ["http://$(touch pwned)/", 0],
    ["http://127.0.0.1:1/$(touch pwned)`touch pwned`;touch pwned", 1],
    ['https://example.invalid/";touch pwned;"', 1],
    ["calculator:", 0],
  ])(
    "MR-10 CL-58 hands a hostile sign-in page to no shell: %s",
    async ([page, times], { expect }) => {
      await using home = await openHome();
      const bin = join(home.path, "bin");
      const log = join(home.path, "opened");
      await mkdir(bin);
      for (const name of ["xdg-open", "gio", "x-www-browser", "sensible-browser", "open"])
        await writeFile(
          join(bin, name),
          `#!${process.execPath}\nrequire("node:fs").appendFileSync(${JSON.stringify(log)}, JSON.stringify(process.argv.slice(2)) + "\\n");\n`,
          { mode: 0o700 },
        );
      await using server = await serveOAuth({ serverMetadata: { authorization_endpoint: page } });
      const env = {
        ...home.env,
        PATH: [bin, "/usr/bin", "/bin"].join(delimiter),
        BROWSER: join(bin, "xdg-open"),
      };
      await using bridge = startBridge(server.url, { env, args: ["--auth-timeout", "1"] });
      await Promise.race([bridge.ended(), bridge.said(/Browser opened automatically/)]);
      const opened = (await readFile(log, "utf8").catch(() => "")).split("\n").filter(Boolean);
      for (const line of opened) {
        const [url, ...more] = JSON.parse(line) as string[];
        expect(more).toEqual([]);
        expect(url).toMatch(/^https?:\/\/[\w.:-]+\/[\w%/.&?=+~!*'()-]*$/);
        expect(url).not.toMatch(/[$`;"\s]/);
      }
      expect(opened).toHaveLength(times);
      expect(existsSync(join(home.path, "pwned")) || existsSync("pwned")).toBe(false);
    },
  );

  test("MR-17 waits for a person for as long as nobody ends it, whatever --auth-timeout says", async ({
    expect,
  }) => {
    await using home = await openHome();
    await using server = await serveOAuth({ waits: true });
    await using bridge = startBridge(server.url, { env: home.env, args: ["--auth-timeout", "1"] });
    await bridge.said(/Browser opened automatically/);
    await expect(bridge.ended(4000)).rejects.toThrow(/still running/);
  });

  test("MR-18 listens for the callback before it prints the page's address, on a first sign-in", async ({
    expect,
  }) => {
    await using home = await openHome();
    await using server = await serveOAuth({ waits: true });
    await using bridge = startBridge(server.url, home);
    await bridge.said(/authorize this client by visiting/);
    expect(bridge.stderr()).toMatch(
      /OAuth callback server running[^]*authorize this client by visiting/,
    );
  });

  test("MR-18 prints the page's address before it listens, when stored tokens are refused", async ({
    expect,
  }) => {
    await using home = await openHome({ stays: true });
    await using server = await serveOAuth();
    await storeSignIn(server, home, { access_token: "garbage", refresh_token: "garbage" });
    await using bridge = startBridge(server.url, home);
    await bridge.said(/OAuth callback server running/);
    expect(bridge.stderr()).toMatch(
      /authorize this client by visiting[^]*OAuth callback server running/,
    );
  });
});
