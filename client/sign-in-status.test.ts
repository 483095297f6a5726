import { utimes } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "vitest";
import { createEntry } from "./create-entry.ts";
import { serveLocally } from "./local-server.test-support.ts";
import { signInStatus } from "./sign-in-status.ts";
import { openHome, writeStored } from "./stored-sign-in.test-support.ts";

describe("status", () => {
  const url = "http://localhost:8788/mcp";

  test("knows mcp-remote's rules for names and ports", async ({ expect }) => {
    await using home = await openHome();
    expect(await signInStatus(url, home)).toMatchObject({
      callbackPort: 19_830,
      signedIn: false,
      files: [],
    });
    const { args, command } = createEntry(url);
    expect(await signInStatus({ command, args: args.toSpliced(2, 0, "4711") }, home)).toMatchObject(
      { callbackPort: 4711 },
    );
    const npx = { command: "npx", args: ["-y", "mcp-remote@0.15.1", url] };
    expect(await signInStatus(npx, home)).toMatchObject({ callbackPort: 19_830 });
  });

  test.for([
    ["nothing at all", "", false],
    ["no JSON", "{", false],
    ["the wrong type", { access_token: 7 }, false],
    ["no token_type, which mcp-remote does not read", { access_token: "a" }, false],
    ["a life that is no number", { access_token: "a", token_type: "B", expires_in: "soon" }, false],
    ["a life that is over", { access_token: "a", token_type: "Bearer", expires_in: -5 }, false],
    [
      "a life from when it was written",
      { access_token: "a", token_type: "B", expires_in: 600 },
      true,
    ],
    ["tokens that never expire", { token_type: "Bearer", access_token: "a" }, true],
    [
      "an expired token with a refresh token",
      { token_type: "Bearer", access_token: "a", refresh_token: "r", expires_at: 1 },
      true,
    ],
    [
      "an expired token without one",
      { token_type: "Bearer", access_token: "a", expires_at: 1 },
      false,
    ],
  ] as const)("reads a tokens file with %s", async ([, tokens, signedIn], { expect }) => {
    await using home = await openHome();
    await writeStored(home, url, { "tokens.json": tokens });
    expect(await signInStatus(url, home)).toMatchObject({ signedIn });
  });

  test("tells the age, and no token", async ({ expect }) => {
    await using home = await openHome();
    const hash = await writeStored(home, url, {
      "tokens.json": {
        token_type: "Bearer",
        access_token: "hunter2",
        expires_at: Date.now() + 90_000,
      },
    });
    const then = new Date(Date.now() - 60_000);
    await utimes(join(home.store, `${hash}_tokens.json`), then, then);
    const status = await signInStatus(url, home);
    expect(status.ageS).toBeCloseTo(60, -1);
    expect(status.expiresInS).toBeCloseTo(90, -1);
    expect(JSON.stringify(status)).not.toContain("hunter2");
  });

  test.runIf(process.platform === "linux")(
    "says who holds the callback port",
    async ({ expect }) => {
      await using home = await openHome();
      await using squatter = await serveLocally(() => undefined);
      const port = new URL(squatter.origin).port;
      const { args, command } = createEntry(url);
      const entry = { command, args: args.toSpliced(2, 0, port) };
      expect(await signInStatus(entry, home)).toMatchObject({
        callbackPort: Number(port),
        callbackPortHolder: { pid: process.pid, name: expect.stringMatching(/node/) },
      });
      await squatter.close();
      expect(await signInStatus(entry, home)).not.toHaveProperty("callbackPortHolder");
    },
  );

  test("refuses an entry that starts something else", async ({ expect }) => {
    await using home = await openHome();
    await expect(
      signInStatus({ command: "uvx", args: ["some-server"] }, home),
    ).rejects.toMatchObject({ code: "USAGE" });
  });

  test("refuses an entry whose header file is gone, since it names the sign-in", async ({
    expect,
  }) => {
    await using home = await openHome();
    const { args, command } = createEntry(url);
    await expect(
      signInStatus({ command, args: [...args, "--header-file", "/nowhere/header"] }, home),
    ).rejects.toMatchObject({ code: "USAGE", message: expect.stringContaining("/nowhere/header") });
  });
});
