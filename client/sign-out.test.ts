import { chmod, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "vitest";
import { signInStatus } from "./sign-in-status.ts";
import { signOut } from "./sign-out.ts";
import { openHome, writeStored } from "./stored-sign-in.test-support.ts";

describe("logout", () => {
  const url = "http://localhost:8788/mcp";

  test("removes what mcp-remote stores for this server, and nothing that only looks like it", async ({
    expect,
  }) => {
    await using home = await openHome();
    const ours = [
      "tokens.json",
      "client_info.json",
      "refresh_in_progress.json",
      "debug.log",
      "code_verifier_0a-1.txt",
      "discovery_state_0a-1.json",
      "tokens.json.12.1700000000000.tmp",
    ];
    const others = ["tokens.json.bak", "notes.txt", "code_verifier_..txt", "tokens.jsonx"];
    const hash = await writeStored(
      home,
      url,
      Object.fromEntries([...ours, ...others].map((name) => [name, "x"])),
    );
    const neighbour = await writeStored(home, `${url}/`, { "tokens.json": "x" });
    await mkdir(join(home.store, `${hash}_lock.json`));
    await expect(signOut(url, home)).rejects.toMatchObject({
      code: "SIGN_IN_STORE_REFUSED",
      message: expect.stringMatching(/lock\.json could not be removed: it is a folder/),
    });
    expect((await readdir(home.store)).toSorted()).toEqual(
      [
        ...others.map((name) => `${hash}_${name}`),
        `${hash}_lock.json`,
        `${neighbour}_tokens.json`,
      ].toSorted(),
    );
  });

  test("removes a link, and not what it points to", async ({ expect }) => {
    await using home = await openHome();
    const hash = await writeStored(home, url, {});
    const target = join(home.path, "precious.json");
    await writeFile(target, JSON.stringify({ access_token: "x" }));
    await symlink(target, join(home.store, `${hash}_tokens.json`));
    expect(await signInStatus(url, home)).toMatchObject({ signedIn: false });
    await signOut(url, home);
    expect(await readFile(target, "utf8")).toContain("access_token");
    await expect(lstat(join(home.store, `${hash}_tokens.json`))).rejects.toThrow(/ENOENT/);
  });

  test("has nothing to do where nothing is stored", async ({ expect }) => {
    await using home = await openHome();
    expect(await signOut(url, home)).toEqual({ removed: [] });
    await expect(stat(home.store)).rejects.toThrow(/ENOENT/);
  });

  test.skipIf(process.platform === "win32")(
    "does not say that it is done when it is not",
    async ({ expect }) => {
      await using home = await openHome();
      await writeStored(home, url, { "tokens.json": "x" });
      await chmod(home.store, 0o555);
      const asOrdinaryUser = process.geteuid?.() === 0;
      await chmod(home.path, 0o755);
      await chmod(join(home.path, ".mcp-auth"), 0o755);
      if (asOrdinaryUser) process.seteuid?.(65_534);
      try {
        await expect(signOut(url, home)).rejects.toMatchObject({ code: "SIGN_IN_STORE_REFUSED" });
      } finally {
        if (asOrdinaryUser) process.seteuid?.(0);
        await chmod(home.store, 0o755);
      }
    },
  );
});
