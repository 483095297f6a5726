import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, onTestFinished, test } from "vitest";
import { installServer } from "./install-server.ts";
import { freePort, sendJson, serveLocally } from "./local-server.test-support.ts";
import { mcpEndpoint } from "./mcp-endpoint.test-support.ts";
import { serveOAuth } from "./oauth-server.test-support.ts";
import { serveEventStream, serveNewest } from "./unusual-servers.test-support.ts";
import { uninstallServer } from "./uninstall-server.ts";
import { openHome, theirs } from "./install-home.test-support.ts";

describe.runIf(process.platform === "linux")("with the real bridge", () => {
  test("CL-21 installs, proves what it wrote, and uninstalls without a trace in the host's folder", async ({
    expect,
  }) => {
    await using home = await openHome();
    await using server = await serveLocally(mcpEndpoint());
    const { platform } = home;
    const installed = await installServer(`${server.origin}/mcp`, { name: "mine", platform });
    expect(installed).toMatchObject({
      host: "claude-desktop",
      file: home.file,
      name: "mine",
      changed: true,
      form: "bridge",
      verified: { tools: ["add", "echo"] },
    });
    const document = JSON.parse((await home.read()) ?? "") as {
      mcpServers: { mine: { args: string[] } };
    };
    expect(document).toEqual({ mcpServers: { mine: installed.entry } });
    expect(document.mcpServers.mine.args.slice(1)).toEqual(
      expect.arrayContaining([`${server.origin}/mcp`, "--transport", "http-only"]),
    );
    expect(document.mcpServers.mine.args[0]).toContain(
      join(home.path, ".remote-mcp-kit", "bridge", "mcp-remote-"),
    );
    expect((await uninstallServer("mine", { platform })).how).toBe("restored");
    expect(await readdir(dirname(dirname(home.file))).catch(() => [])).toEqual([]);
  });

  test("keeps every byte of a file that was there, through install and uninstall", async ({
    expect,
  }) => {
    await using home = await openHome();
    await home.write(theirs);
    await using server = await serveLocally(mcpEndpoint());
    const options = { name: "mine", platform: home.platform };
    await installServer(`${server.origin}/mcp`, options);
    const after = await home.read();
    expect(after).not.toBe(theirs);
    const again = await installServer(`${server.origin}/mcp`, options);
    expect(again).toMatchObject({ changed: false, verified: { tools: ["add", "echo"] } });
    expect(await home.read()).toBe(after);
    expect(await uninstallServer("mine", options)).toMatchObject({
      how: "restored",
      changed: true,
    });
    expect(await home.read()).toBe(theirs);
    expect(["CL-45", await uninstallServer("mine", options)]).toMatchObject([
      "CL-45",
      { how: "absent", changed: false },
    ]);
  });

  test("signs in before it writes, so that the host need not wait for a person", async ({
    expect,
  }) => {
    await using home = await openHome();
    await using server = await serveOAuth();
    const steps: string[] = [];
    const { verified } = await installServer(server.url, {
      platform: home.platform,
      onProgress: (what) => steps.push(what),
    });
    expect(verified?.tools.length).toBeGreaterThan(0);
    expect(await home.visited()).toHaveLength(1);
    const signingIn = steps.findIndex((step) => step.startsWith("Signing in"));
    const writing = steps.findIndex((step) => step.startsWith("Writing"));
    expect([signingIn > 0, writing > signingIn]).toEqual([true, true]);
    // Who is signed in already is not asked again.
    await installServer(server.url, { platform: home.platform });
    expect(await home.visited()).toHaveLength(1);
  });

  test("a file that cannot be written is found out before anybody is asked to sign in", async ({
    expect,
  }) => {
    await using home = await openHome();
    await using server = await serveOAuth();
    for (const text of ["{,}", '{ "mcpServers": { "mine": { "command": "x" } } }']) {
      await home.write(text);
      const steps: string[] = [];
      const failing = installServer(server.url, {
        name: "mine",
        platform: home.platform,
        onProgress: (what) => steps.push(what),
      });
      await expect(failing).rejects.toThrow();
      expect([await home.visited(), steps.length]).toEqual([[], 1]);
      expect(await home.read()).toBe(text);
    }
  });

  test("MR-06 a stored sign-in that the server has forgotten is made anew", async ({ expect }) => {
    await using home = await openHome();
    const port = await freePort();
    const { platform } = home;
    let url = "";
    {
      await using server = await serveOAuth({ port });
      url = server.url;
      await installServer(url, { platform });
    }
    await using server = await serveOAuth({ port });
    const { verified } = await installServer(server.url, { platform });
    expect([server.url, verified?.tools.length]).toEqual([url, 2]);
    expect(await home.visited()).toHaveLength(2);
  });

  test("what the server itself says against the list of tools is told", async ({ expect }) => {
    await using home = await openHome();
    const answer = mcpEndpoint();
    await using server = await serveLocally((request, response) => {
      if (!request.body.includes("tools/list")) return answer(request, response);
      const { id } = JSON.parse(request.body) as { id: number };
      const error = { code: -32603, message: "The database is on fire" };
      return sendJson(response, 200, { jsonrpc: "2.0", id, error });
    });
    await expect(
      installServer(`${server.origin}/mcp`, { platform: home.platform }),
    ).rejects.toMatchObject({ message: expect.stringContaining("The database is on fire") });
    expect(await home.read()).toBeUndefined();
  });

  test("CL-60 a server whose metadata is for all of its origin is installed, since mcp-remote accepts it", async ({
    expect,
  }) => {
    await using home = await openHome();
    const port = await freePort();
    const resource = `http://127.0.0.1:${port}/`;
    await using server = await serveOAuth({ port, resourceMetadata: { resource } });
    const { verified } = await installServer(server.url, { platform: home.platform });
    expect(verified?.tools.length).toBeGreaterThan(0);
  });

  test("starts the bridge for the transport of 2024 where the server has no other", async ({
    expect,
  }) => {
    await using home = await openHome();
    await using server = await serveEventStream();
    const { entry, verified } = await installServer(`${server.origin}/sse`, {
      platform: home.platform,
    });
    expect(entry["args"]).toEqual(expect.arrayContaining(["--transport", "sse-only"]));
    expect(verified?.tools).toEqual(["add"]);
  });

  test.for([
    ["gemini-cli", serveEventStream, "/sse", "sse-only"],
    ["cline", serveNewest, "/mcp", "auto"],
  ] as const)(
    "gives %s the bridge where a server speaks what the host may not",
    async ([host, serve, path, word], { expect }) => {
      await using home = await openHome();
      await using server = await serve();
      const { form, entry, verified } = await installServer(server.origin + path, {
        platform: home.platform,
        host,
      });
      expect([form, verified?.tools]).toEqual(["bridge", ["add"]]);
      expect(entry["args"]).toContain(word);
    },
  );

  test.runIf(process.platform !== "win32")(
    "names a folder for temporary files that cannot be used, and puts the file back",
    async ({ expect }) => {
      await using home = await openHome();
      await home.write(theirs);
      await using server = await serveLocally(mcpEndpoint());
      const before = process.env["TMPDIR"];
      onTestFinished(() => {
        delete process.env["TMPDIR"];
        if (before !== undefined) process.env["TMPDIR"] = before;
      });
      process.env["TMPDIR"] = import.meta.filename;
      const installing = installServer(`${server.origin}/mcp`, { platform: home.platform });
      await expect(installing).rejects.toMatchObject({
        code: "TEMPORARY_FOLDER_UNUSABLE",
        message: expect.stringContaining("was put back as it was"),
      });
      expect(await home.read()).toBe(theirs);
    },
  );

  test("tells the bridge to speak revision 2026-07-28 where the server knows no other", async ({
    expect,
  }) => {
    await using home = await openHome();
    await using server = await serveNewest();
    const { entry, verified } = await installServer(`${server.origin}/mcp`, {
      platform: home.platform,
    });
    expect(entry["args"]).toEqual(expect.arrayContaining(["--protocol", "auto"]));
    expect(verified?.tools).toEqual(["add"]);
  });

  test.for([
    [undefined, "was put back as it was", theirs],
    [true, "as --keep says", undefined],
  ] as const)(
    "an entry that does not start is taken back, with --keep: %s",
    async ([keep, words, left], { expect }) => {
      await using home = await openHome();
      await home.write(theirs);
      const answer = mcpEndpoint();
      let asked = 0;
      await using server = await serveLocally((request, response) => {
        // The probe gets in; from then on the server is broken.
        if (request.method === "POST") asked += 1;
        return asked > 3 ? response.writeHead(500).end() : answer(request, response);
      });
      const failing = installServer(`${server.origin}/mcp`, { keep, platform: home.platform });
      await expect(failing).rejects.toMatchObject({
        code: "CONNECT_FAILED",
        message: expect.stringContaining(words),
      });
      if (left !== undefined) expect(await home.read()).toBe(left);
      else expect(await home.read()).toContain(server.origin);
    },
  );

  test("an interrupted proof leaves the file as it was", async ({ expect }) => {
    await using home = await openHome();
    await home.write(theirs);
    await using server = await serveLocally(mcpEndpoint());
    const interrupted = new AbortController();
    const failing = installServer(`${server.origin}/mcp`, {
      platform: home.platform,
      signal: interrupted.signal,
      onProgress: (what) => what.startsWith("Starting") && interrupted.abort(),
    });
    await expect(failing).rejects.toThrow();
    expect(await home.read()).toBe(theirs);
  });
});
