import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, test } from "vitest";
import { startBridge } from "../bridge.test-support.ts";
import { freePort } from "../local-server.test-support.ts";
import { storeSignIn } from "../mcp-remote.test-support.ts";
import { serveOAuth } from "../oauth-server.test-support.ts";
import { uninstallServer } from "../uninstall-server.ts";
import { sickHome } from "./sick-home.test-support.ts";

const url = "http://localhost:8788/mcp";

/** Listens as another program, on a port below those that the system gives away. */
async function takePort(port = 10_000 + (process.pid % 10_000)) {
  const server = createServer((socket) => void socket.resume()).listen(port, "127.0.0.1");
  await once(server, "listening");
  return { port, [Symbol.asyncDispose]: async () => void (await once(server.close(), "close")) };
}

const withPort = <Entry extends { args: string[] }>(entry: Entry, port: number) =>
  Object.assign(entry, { args: entry.args.toSpliced(2, 0, String(port)) });

describe.runIf(process.platform === "linux")("a callback port that an entry names", () => {
  test("MR-08 is exchanged for the next free one in an entry of the kit's own", async ({
    expect,
  }) => {
    await using home = await sickHome();
    await using first = await takePort();
    await using second = await takePort(first.port + 1);
    const mine = withPort(await home.ownEntry(), first.port);
    const other = withPort(await home.ownEntry(`${url}/other`), second.port + 1);
    await home.writeServers({ mine, other });
    const sick = await home.run();
    expect(sick.findings).toMatchObject([
      { id: "callback-port-taken", fixable: true, mend: "mcp-kit doctor --fix" },
    ]);
    expect(sick.findings[0]).not.toHaveProperty("next"); // nobody has signed in yet
    const { ok, findings, fixed } = await home.run({ fix: true });
    expect({ ok, findings }).toEqual({ ok: true, findings: [] });
    expect(fixed).toMatchObject([{ id: "callback-port-taken", name: "mine" }]);
    expect(await home.servers()).toEqual({
      mine: { ...mine, args: mine.args.with(2, String(second.port + 2)) },
      other,
    });
  });

  test("MR-08 is exchanged in somebody else's entry only when it is named, and uninstall brings back the bytes", async ({
    expect,
  }) => {
    await using home = await sickHome();
    await using taken = await takePort();
    const header = ["--header", "X-A: 1"];
    const args = ["-y", "mcp-remote@0.15.1", url, ...header, String(taken.port), "--debug"];
    await home.writeServers({ theirs: { command: "/usr/bin/npx", args, more: 1 } });
    const bytes = await home.read();
    const { findings, fixed } = await home.run({ fix: true });
    expect([fixed, await home.read()]).toEqual([[], bytes]);
    expect(findings).toMatchObject([
      { id: "callback-port-taken", fixable: false, mend: "mcp-kit doctor theirs --fix" },
    ]);
    expect((await home.run({ fix: true, name: "theirs" })).fixed).toMatchObject([
      { id: "callback-port-taken" },
    ]);
    const port = String(taken.port + 1);
    expect(await home.servers()).toEqual({
      theirs: { command: "/usr/bin/npx", args: args.with(5, port), more: 1 },
    });
    const { platform } = home;
    await uninstallServer("theirs", { platform, processes: () => Promise.resolve([]) });
    expect(await home.read()).toBe(bytes);
  });

  test("MR-08 says that the sign-in begins anew where one is stored", async ({ expect }) => {
    await using home = await sickHome();
    await using server = await serveOAuth();
    await using taken = await takePort();
    const store = join(home.path, ".mcp-auth");
    const env = {} as Record<string, string>;
    await storeSignIn(server, {
      platform: home.platform,
      path: home.path,
      env,
      visited: home.visited,
      configDir: store,
      store: join(store, "mcp-remote-v1"),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    });
    await home.writeServers({ mine: withPort(await home.ownEntry(server.url), taken.port) });
    const { fixed } = await home.run({ fix: true });
    expect(fixed[0]?.next).toMatch(
      /registers again .* mcp-kit logout mine, then mcp-kit login mine/,
    );
  });

  test.for(["--static-oauth-client-info", "--client-metadata-url"])(
    "MR-08 says that the server has to know the new port of a client that %s names",
    async (flag, { expect }) => {
      await using home = await sickHome();
      await using taken = await takePort();
      const mine = withPort(await home.ownEntry(), taken.port);
      await home.writeServers({
        mine: { ...mine, args: [...mine.args, flag, "https://a.example/c"] },
      });
      const { findings } = await home.run();
      expect(findings[0]?.next).toMatch(
        new RegExp(
          `port ${taken.port + 1} added to the redirect URIs of the client that the entry names`,
        ),
      );
    },
  );

  test("MR-08 MR-11 stays where the one that listens is mcp-remote, signing in at the same server", async ({
    expect,
  }) => {
    await using home = await sickHome();
    await using server = await serveOAuth({ waits: true });
    const port = await freePort();
    const env = { ...home.platform.env, HOME: home.path } as Record<string, string>;
    await using bridge = startBridge(server.url, { env, args: [String(port)] });
    await bridge.said(/OAuth callback server running/);
    await home.writeServers({ mine: withPort(await home.ownEntry(server.url), port) });
    const before = await home.read();
    expect(await home.found({ fix: true })).toEqual([]);
    expect(await home.read()).toBe(before);
    await home.writeServers({ mine: withPort(await home.ownEntry(url), port) });
    expect(await home.found()).toEqual(["fail callback-port-taken mine"]);
  });
});
