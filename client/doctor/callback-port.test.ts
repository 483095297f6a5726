import { createServer } from "node:net";
import { once } from "node:events";
import { describe, test } from "vitest";
import { freePort, serveLocally } from "../local-server.test-support.ts";
import { mcpEndpoint } from "../mcp-endpoint.test-support.ts";
import { serveOAuth } from "../oauth-server.test-support.ts";
import { signInStatus } from "../sign-in-status.ts";
import { sickHome } from "./sick-home.test-support.ts";

async function listenOn(port: number) {
  const server = createServer((socket) => void socket.resume()).listen(port, "127.0.0.1");
  await once(server, "listening");
  return { [Symbol.asyncDispose]: async () => void (await once(server.close(), "close")) };
}

describe.runIf(process.platform === "linux")("a callback port that somebody listens on", () => {
  test("MR-08 is a failure where the entry names it, with who it is", async ({ expect }) => {
    await using home = await sickHome();
    const port = await freePort();
    const { args, ...entry } = await home.ownEntry();
    await home.writeServers({ mine: { ...entry, args: args.toSpliced(2, 0, String(port)) } });
    expect(await home.found()).toEqual([]);
    await using _ = await listenOn(port);
    const { ok, findings } = await home.run();
    expect(ok).toBe(false);
    expect(findings).toMatchObject([{ id: "callback-port-taken", severity: "fail" }]);
    expect(findings[0]?.what).toMatch(
      new RegExp(`^Port ${port}, .* is taken by .*process ${process.pid}`),
    );
    expect(findings[0]?.advice).toContain(`process ${process.pid}`);
  });

  test("MR-08 is a warning where mcp-remote takes another, and somebody has to sign in; --fix names a free one", async ({
    expect,
  }) => {
    await using home = await sickHome();
    await using server = await serveOAuth();
    const entry = await home.ownEntry(server.url);
    const { callbackPort } = await signInStatus(entry, { platform: home.platform });
    await home.writeServers({ mine: entry });
    await using _ = await listenOn(callbackPort);
    expect(await home.found({ offline: false })).toEqual([
      "warn sign-in-missing mine",
      "warn callback-port-moved mine",
    ]);
    expect((await home.run({ offline: false })).findings[1]).toMatchObject({
      mend: "mcp-kit doctor --fix",
      advice: expect.stringContaining("unless it is a sign-in of your own"),
    });
    expect(await home.found()).toEqual([]); // without a network nobody knows that there is a sign-in
    const { fixed } = await home.run({ offline: false, fix: true });
    expect(fixed.map(({ id }) => id)).toEqual(["callback-port-moved"]);
    expect(await home.found({ offline: false })).toEqual(["warn sign-in-missing mine"]);
    const { mine } = await home.servers();
    expect(mine?.args).toContain(String(callbackPort + 1));
  });

  test("MR-08 is nothing where nobody signs in", async ({ expect }) => {
    await using home = await sickHome();
    await using server = await serveLocally(mcpEndpoint());
    const entry = await home.ownEntry(`${server.origin}/mcp`);
    const { callbackPort } = await signInStatus(entry, { platform: home.platform });
    await home.writeServers({ mine: entry });
    await using _ = await listenOn(callbackPort);
    expect(await home.found({ offline: false })).toEqual([]);
  });
});
