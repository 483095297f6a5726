// What mcp-remote 0.15.1 does, as far as the kit relies on it or has to warn of it. A row that fails after an update tells what has
// changed; the kit's own code is not under test here.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtempDisposable, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { describe, test, vi } from "vitest";
import { startBridge, type BridgeOptions } from "./bridge.test-support.ts";
import { isRunning } from "./is-running.test-support.ts";
import { freePort, serveLocally } from "./local-server.test-support.ts";
import { mcpEndpoint } from "./mcp-endpoint.test-support.ts";
import { pathsOf, serveOAuth, type OAuthServer } from "./oauth-server.test-support.ts";
import { personAt } from "./person.test-support.ts";
import { signInStatus } from "./sign-in-status.ts";

vi.setConfig({ maxConcurrency: 3 }); // each starts a Node.js of its own

/** A person's home, with a store of its own for mcp-remote. */
async function openHome(options?: { stays?: boolean }) {
  const home = await mkdtempDisposable(join(tmpdir(), "mcp-kit-"));
  const person = await personAt(home.path, options);
  const configDir = join(home.path, "store");
  return {
    ...person,
    path: home.path,
    configDir,
    store: join(configDir, "mcp-remote-v1"),
    env: { ...person.platform.env, HOME: home.path, MCP_REMOTE_CONFIG_DIR: configDir } as Record<
      string,
      string
    >,
    [Symbol.asyncDispose]: () => home.remove(),
  };
}
type Home = Awaited<ReturnType<typeof openHome>>;

/** Starts mcp-remote, waits until it is connected, and ends it as a host does. */
async function connectOnce(
  server: { url: string },
  home: Home,
  options: Partial<BridgeOptions> = {},
) {
  await using bridge = startBridge(server.url, { env: home.env, ...options });
  const { result } = await bridge.initialize();
  bridge.child.stdin!.end();
  await bridge.ended();
  return { result, stderr: bridge.stderr() };
}

const connected = { serverInfo: { name: "little" } };

async function fileOf(home: Home, name: string): Promise<string> {
  const file = (await readdir(home.store)).find((entry) => entry.endsWith(name));
  if (file === undefined) throw new Error(`no ${name}`);
  return join(home.store, file);
}

/** Stores a sign-in as mcp-remote would have left it: `client` and tokens that the server has issued, changed as the test says. */
async function storeSignIn(
  server: OAuthServer,
  home: Home,
  changes: { access_token?: string; refresh_token?: string; expires_at?: number } | string = {},
): Promise<void> {
  const entry = { command: "node", args: ["mcp-remote", server.url], env: home.env };
  const { callbackPort } = await signInStatus(entry, home);
  const hash = createHash("md5").update(server.url).digest("hex");
  const client = {
    client_id: "stored",
    redirect_uris: [`http://localhost:${callbackPort}/oauth/callback`],
  };
  server.clients.set(client.client_id, client);
  server.accessTokens.add("good-access");
  server.refreshTokens.add("good-refresh");
  const tokens = {
    access_token: "good-access",
    refresh_token: "good-refresh",
    token_type: "Bearer",
  };
  await mkdir(home.store, { recursive: true });
  const write = (name: string, text: string) =>
    writeFile(join(home.store, `${hash}_${name}`), text);
  await write("client_info.json", JSON.stringify(client));
  await write(
    "tokens.json",
    typeof changes === "string" ? changes : JSON.stringify({ ...tokens, ...changes }),
  );
}

/** How often a person saw the sign-in page. */
async function pages(server: OAuthServer, home: Home): Promise<number> {
  const visits = await home.visited();
  return visits.filter((url) => url.startsWith(`${server.origin}/authorize`)).length;
}

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

  test("MR-16 ends when its stdin does, and leaves nothing running", async ({ expect }) => {
    await using home = await openHome();
    await using server = await serveLocally(mcpEndpoint());
    await using bridge = startBridge(`${server.origin}/mcp`, home);
    await bridge.initialize();
    bridge.child.stdin!.end();
    expect(await bridge.ended()).toBe(0);
    expect(isRunning(bridge.child.pid!)).toBe(false);
  });

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
