import { readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "vitest";
import { checkSignIn } from "./check-sign-in.ts";
import { createEntry } from "./create-entry.ts";
import { freePort, serveLocally } from "./local-server.test-support.ts";
import { mcpEndpoint } from "./mcp-endpoint.test-support.ts";
import { pathsOf, serveOAuth } from "./oauth-server.test-support.ts";
import { proveEntry } from "./prove-entry.ts";
import { signIn } from "./sign-in.ts";
import { signInStatus } from "./sign-in-status.ts";
import { signOut } from "./sign-out.ts";
import { openHome, writeStored } from "./stored-sign-in.test-support.ts";

describe.runIf(process.platform === "linux")("with mcp-remote itself", () => {
  test("signs in, says how that stands, proves the entry with it, and signs out", async ({
    expect,
  }) => {
    await using home = await openHome();
    await using server = await serveOAuth();
    const { platform } = home;
    const urls: string[] = [];
    const signedIn = await signIn(server.url, { platform, onUrl: (url) => urls.push(url) });
    expect(signedIn).toMatchObject({ needed: true, status: { signedIn: true, refreshable: true } });
    expect(urls).toEqual([expect.stringContaining(`${server.origin}/authorize?`)]);
    expect(await home.visited()).toHaveLength(1);
    expect((await stat(home.store)).mode & 0o777).toBe(0o700); // MR-02: not so if mcp-remote makes it

    const status = await signInStatus(server.url, { platform });
    expect(status).toEqual({
      url: server.url,
      signedIn: true,
      ageS: expect.any(Number),
      expiresInS: expect.any(Number),
      refreshable: true,
      clientId: [...server.clients.keys()][0],
      callbackPort: expect.any(Number),
      files: [
        expect.stringMatching(/_client_info\.json$/),
        expect.stringMatching(/_tokens\.json$/),
      ],
    });
    expect(status.ageS).toBeLessThan(30);
    expect(status.expiresInS).toBeGreaterThan(3500);
    const [redirectUri] = [...server.clients.values()][0]!.redirect_uris;
    expect(redirectUri).toBe(`http://localhost:${status.callbackPort}/oauth/callback`);

    expect(await proveEntry(createEntry(server.url), { platform })).toMatchObject({
      tools: ["add", "echo"],
    });
    expect(await checkSignIn(server.url, { platform })).toMatchObject({ state: "valid" });

    await writeFile(join(home.store, "another.json"), "{}");
    expect((await signOut(server.url, { platform })).removed).toEqual(status.files);
    expect(await readdir(home.store)).toEqual(["another.json"]);
    expect(await signInStatus(server.url, { platform })).toMatchObject({
      signedIn: false,
      files: [],
    });
    expect(await checkSignIn(server.url, { platform })).toMatchObject({ state: "signed-out" });
  });

  test("signs in for the entry's own MCP_REMOTE_CONFIG_DIR", async ({ expect }) => {
    await using home = await openHome();
    await using server = await serveOAuth();
    const env = { MCP_REMOTE_CONFIG_DIR: join(home.path, "elsewhere") };
    const entry = createEntry(server.url, { env });
    await signIn(entry, home);
    expect(await signInStatus(entry, home)).toMatchObject({ signedIn: true });
    expect(await signInStatus(server.url, home)).toMatchObject({ signedIn: false });
    expect(await readdir(join(env.MCP_REMOTE_CONFIG_DIR, "mcp-remote-v1"))).toHaveLength(2);
  });

  test("finds the store of an entry with headers, as mcp-remote names it", async ({ expect }) => {
    await using home = await openHome();
    await using server = await serveOAuth();
    const file = join(home.path, "headers");
    await writeFile(file, "# mine\nX-Second: 2\nnot a header\n");
    const { command, args } = createEntry(server.url);
    const entry = {
      command,
      args: [
        args[0]!,
        "--header",
        "X-First:  1 ${NONE}",
        ...args.slice(1),
        "--header-file",
        file,
        "--authorize-param",
        "prompt=login",
        "--resource",
        server.url,
      ],
    };
    await signIn(entry, home);
    expect(await signInStatus(entry, home)).toMatchObject({
      signedIn: true,
      files: [expect.anything(), expect.anything()],
    });
  });

  test("only prints the address when no browser is to be opened, and ends when nobody comes", async ({
    expect,
  }) => {
    await using home = await openHome();
    await using server = await serveOAuth();
    const urls: string[] = [];
    await expect(
      signIn(server.url, {
        platform: home.platform,
        open: false,
        timeoutMs: 4000,
        onUrl: (url) => urls.push(url),
      }),
    ).rejects.toMatchObject({
      code: "SIGN_IN_FAILED",
      message: "Nobody signed in within 4 s.",
      hint: expect.stringContaining(`\`mcp-kit login ${server.url}\` again`),
    });
    expect(urls).toHaveLength(1);
    expect(await home.visited()).toEqual([]);
  });

  test("says so when the server asks for no sign-in", async ({ expect }) => {
    await using home = await openHome();
    await using server = await serveLocally(mcpEndpoint());
    expect(await signIn(`${server.origin}/mcp`, home)).toMatchObject({
      needed: false,
      status: { signedIn: false },
    });
  });

  test("says with mcp-remote's words that the server is down", async ({ expect }) => {
    await using home = await openHome();
    await expect(signIn(`http://127.0.0.1:${await freePort()}/mcp`, home)).rejects.toMatchObject({
      code: "CONNECT_FAILED",
      message: expect.stringContaining("ECONNREFUSED"),
    });
  });

  test.for(["file:///etc/passwd", "http://example.com/$(touch pwned)", "ftp://example.com/"])(
    "CL-58 sends no browser to %s",
    async (authorization_endpoint, { expect }) => {
      await using home = await openHome();
      await using server = await serveOAuth({ serverMetadata: { authorization_endpoint } });
      await expect(signIn(server.url, home)).rejects.toMatchObject({
        code: "SIGN_IN_FAILED",
        message: expect.stringContaining("so no browser is sent there"),
      });
      expect(await home.visited()).toEqual([]);
    },
  );

  test("CL-58 ends mcp-remote when a server names a page other than the one that was checked", async ({
    expect,
  }) => {
    await using home = await openHome();
    await using server = await serveOAuth();
    let asked = 0;
    const honest = `${server.origin}/authorize`;
    server.behaviour.serverMetadata = {
      get authorization_endpoint() {
        return asked++ === 0 ? honest : "http://example.com/phishing";
      },
    };
    await expect(
      signIn(server.url, { platform: home.platform, open: false }),
    ).rejects.toMatchObject({
      code: "SIGN_IN_FAILED",
      message: expect.stringContaining("http://example.com/phishing"),
    });
  });
});

describe("a stored sign-in is looked at without spending it", () => {
  const client = { client_id: "mine", redirect_uris: ["http://localhost:1/oauth/callback"] };
  const expired = {
    token_type: "Bearer",
    access_token: "old",
    refresh_token: "one-use",
    expires_at: Date.now() - 5000,
  };

  test.for([
    ["refreshable", expired, true],
    ["expired", { token_type: "Bearer", access_token: "old", expires_at: Date.now() - 5000 }, true],
    ["refused", { token_type: "Bearer", access_token: "revoked", refresh_token: "one-use" }, true],
    ["client-forgotten", expired, false],
    ["signed-out", undefined, true],
  ] as const)("as %s: %j", async ([state, tokens, known], { expect }) => {
    await using home = await openHome();
    await using server = await serveOAuth({ waits: true });
    if (known) server.clients.set(client.client_id, client);
    await writeStored(home, server.url, {
      "client_info.json": client,
      ...(tokens && { "tokens.json": tokens }),
    });
    expect(await checkSignIn(server.url, home)).toMatchObject({ state });
    expect(pathsOf(server.requests)).not.toContain("POST /token");
    expect(JSON.stringify(server.requests)).not.toContain("one-use");
  });

  test("MR-06 finds a client that the server forgot, also when it only says so with a page", async ({
    expect,
  }) => {
    await using home = await openHome();
    await using server = await serveOAuth({ unknownClient: "page", waits: true });
    await writeStored(home, server.url, { "client_info.json": client, "tokens.json": expired });
    expect(await checkSignIn(server.url, home)).toMatchObject({
      state: "client-forgotten",
      hint: expect.stringMatching(/`mcp-kit logout http:\S+`.*`mcp-kit login http:\S+`/),
    });
    server.clients.set(client.client_id, client);
    expect(await checkSignIn(server.url, home)).toMatchObject({ state: "refreshable" });
  });

  test("is of unknown state while the server is down", async ({ expect }) => {
    await using home = await openHome();
    const url = `http://127.0.0.1:${await freePort()}/mcp`;
    await writeStored(home, url, { "client_info.json": client, "tokens.json": expired });
    expect(await checkSignIn(url, home)).toMatchObject({
      state: "unknown",
      message: expect.stringContaining("Nothing answers"),
    });
  });
});
