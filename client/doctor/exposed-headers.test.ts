import { spawnSync } from "node:child_process";
import { chmod, mkdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "vitest";
import { createEntry } from "../create-entry.ts";
import { writeHeaderFile } from "../header-file.ts";
import { userFolder } from "../user-folder.ts";
import { exposedHeaders } from "./exposed-headers.ts";
import { openScene } from "./scene.ts";
import { goodNode, sickHome } from "./sick-home.test-support.ts";

async function withHeaders() {
  const home = await sickHome();
  const own = await home.ownEntry();
  const headerFile = await writeHeaderFile({
    userFolder: userFolder(home.platform),
    name: "mine",
    headers: [{ name: "X-API-Key", value: "hunter2" }],
  });
  const make = (file: string) =>
    createEntry("http://localhost:8788/mcp", {
      node: own.command,
      bridge: own.args[0]!,
      headerFile: file,
    });
  return { home, headerFile, make };
}

test("finds nothing wrong with a header file that only its user can read", async ({ expect }) => {
  const { home, headerFile, make } = await withHeaders();
  await using _ = home;
  await home.writeServers({ mine: make(headerFile) });
  expect(await home.found()).toEqual([]);
});

test.skipIf(process.platform === "win32")(
  "finds one that others can read, and --fix closes it",
  async ({ expect }) => {
    const { home, headerFile, make } = await withHeaders();
    await using _ = home;
    await home.writeServers({ mine: make(headerFile) });
    await chmod(headerFile, 0o644);
    const { findings } = await home.run();
    expect(findings).toMatchObject([
      {
        id: "header-file-exposed",
        severity: "fail",
        mend: `chmod 600 ${headerFile}`,
        fixable: true,
      },
    ]);
    expect(findings[0]?.what).toContain("has mode 0644");
    expect(JSON.stringify(findings)).not.toContain("hunter2");
    expect((await stat(headerFile)).mode & 0o777).toBe(0o644);
    expect(await home.run({ fix: true })).toMatchObject({ ok: true, fixed: [{ name: "mine" }] });
    expect((await stat(headerFile)).mode & 0o777).toBe(0o600);
  },
);

test.skipIf(process.platform === "win32")(
  "leaves that of a foreign entry, and what a link leads to, as they are",
  async ({ expect }) => {
    const { home, headerFile, make } = await withHeaders();
    await using _ = home;
    const link = join(home.path, "link");
    await symlink(headerFile, link);
    await chmod(headerFile, 0o644);
    const args = ["mcp-remote@0.15.1", "http://localhost:1234/mcp", "--header-file", headerFile];
    await home.writeServers({ mine: make(link), theirs: { command: "/usr/bin/npx", args } });
    const { findings, fixed } = await home.run({ fix: true });
    const headers = findings.filter(({ id }) => id.startsWith("header"));
    expect(headers).toMatchObject([
      { name: "mine", fixable: false },
      { name: "theirs", fixable: false },
    ]);
    expect([fixed, (await stat(headerFile)).mode & 0o777]).toEqual([[], 0o644]);
  },
);

test.skipIf(process.platform === "win32")(
  "CL-31 follows no link that takes the file's place between look and mend, and waits for no FIFO",
  async ({ expect }) => {
    const { home, headerFile, make } = await withHeaders();
    await using _ = home;
    await home.writeServers({ mine: make(headerFile) });
    await chmod(headerFile, 0o644);
    const memory = { written: new Set<string>(), probes: new Map() };
    const scene = await openScene({ platform: home.platform }, memory);
    const [found] = await exposedHeaders.look(scene, []);
    const others = join(home.path, "others");
    await writeFile(others, "", { mode: 0o644 });
    await rm(headerFile);
    await symlink(others, headerFile);
    await expect(found?.fix?.()).rejects.toThrow("ELOOP");
    expect((await stat(others)).mode & 0o777).toBe(0o644);
    await rm(headerFile);
    expect(spawnSync("mkfifo", ["-m", "644", headerFile]).status).toBe(0);
    await found?.fix?.();
  },
);

test.skipIf(process.platform === "win32")(
  "CL-31 does not wait for a header file, a bridge or a manifest that is a FIFO",
  async ({ expect }) => {
    const { home, headerFile, make } = await withHeaders();
    await using _ = home;
    const fifo = (path: string) => expect(spawnSync("mkfifo", ["-m", "600", path]).status).toBe(0);
    await rm(headerFile);
    fifo(headerFile);
    const folder = join(home.path, "mcp-remote");
    await mkdir(join(folder, "dist"), { recursive: true });
    fifo(join(folder, "package.json"));
    fifo(join(folder, "dist", "mcp-remote.mjs"));
    const bridge = join(folder, "dist", "mcp-remote.mjs");
    await home.writeServers({
      mine: make(headerFile),
      theirs: { command: goodNode, args: [bridge, "http://localhost:1234/mcp"] },
    });
    const { findings } = await home.run();
    expect(findings).toMatchObject([
      { id: "bridge-missing", what: expect.stringContaining("no regular file") },
      { id: "header-file-missing", what: expect.stringContaining("no regular file") },
    ]);
  },
);

test("finds that the file is not there at all", async ({ expect }) => {
  const { home, make } = await withHeaders();
  await using _ = home;
  await home.writeServers({ mine: make(join(home.path, "gone")) });
  const { findings } = await home.run();
  expect(findings).toMatchObject([
    {
      id: "header-file-missing",
      severity: "fail",
      what: expect.stringContaining("ENOENT"),
    },
  ]);
});
