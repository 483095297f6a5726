import {
  chmod,
  mkdir,
  mkdtempDisposable,
  readdir,
  readFile,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "vitest";
import { createEntry } from "../create-entry.ts";
import { inspectBridge } from "./inspect-bridge.ts";
import { installBridge, sha256Of } from "./install-bridge.ts";
import { listToolsOf, startMcpServer } from "./mcp-server.test-support.ts";
import { mcpRemoteVersion } from "./mcp-remote-version.ts";
import { packagedBridge } from "./packaged-bridge.ts";

const mode = async (path: string) => (await stat(path)).mode & 0o777;
const temporaryHome = (name = "mcp-kit-") => mkdtempDisposable(join(tmpdir(), name));

test("CL-20 CL-62 an installed bridge reaches a server from a folder of its own with a space, & and ö in its name", async ({
  expect,
}) => {
  await using server = await startMcpServer();
  await using home = await temporaryHome("mcp-kit Jörg & Co ");
  const { file } = await installBridge({ userFolder: join(home.path, ".remote-mcp-kit") });
  const entry = createEntry(server.url, { bridge: file });
  expect(entry.args[0]).toBe(file);
  const { tools, stderr } = await listToolsOf(entry, home.path);
  expect(tools).toEqual(["add"]);
  expect(stderr).toMatch(/transport strategy: http-only/);
});

test("the bridge has the bytes that its manifest says, and is named for them", async ({
  expect,
}) => {
  const { path, file, sha256, bytes, mcpRemote } = await packagedBridge();
  const content = await readFile(path);
  expect({ sha256: sha256Of(content), bytes: content.length }).toEqual({ sha256, bytes });
  expect(file).toBe(`mcp-remote-${mcpRemote}-${sha256.slice(0, 8)}.mjs`);
  const pinned = JSON.parse(
    await readFile(new URL("../../package.json", import.meta.url), "utf8"),
  ) as {
    dependencies: Record<string, string>;
  };
  expect([mcpRemote, mcpRemoteVersion]).toEqual(Array(2).fill(pinned.dependencies["mcp-remote"]));
});

test("the licences of what is in the bridge lie beside it", async ({ expect }) => {
  await using home = await temporaryHome();
  const { file } = await installBridge({ userFolder: home.path });
  const licences = await readFile(file.replace(/\.mjs$/, ".LICENSES.txt"), "utf8");
  for (const [name, line] of [
    ["mcp-remote", "Copyright (c) 2025 Cloudflare, Inc."],
    ["undici", "Copyright (c) Matteo Collina and Undici contributors"],
    ["express", "Copyright (c) 2009-2014 TJ Holowaychuk"],
    ["cookie-signature", "Copyright (c) 2012 LearnBoost"],
    ["zod", "Copyright (c) 2025 Colin McDonnell"],
    ["ajv", "Copyright (c) 2015-2021 Evgeny Poberezkin"],
  ])
    expect([name, licences.includes(`\n${name} `), licences.includes(line!)]).toEqual([
      name,
      true,
      true,
    ]);
});

test("installs once, and again writes nothing", async ({ expect }) => {
  await using home = await temporaryHome();
  const first = await installBridge({ userFolder: home.path });
  const { ino, mtimeMs } = await stat(first.file);
  const second = await installBridge({ userFolder: home.path });
  expect(first.changed).toBe(true);
  expect(second).toEqual({ ...first, changed: false });
  expect(await stat(first.file)).toMatchObject({ ino, mtimeMs });
  expect(await readdir(join(home.path, "bridge"))).toHaveLength(2);
});

test.for([
  ["cut short", (content: Buffer) => content.subarray(0, 1000)],
  [
    "changed in one byte",
    (content: Buffer) => Buffer.concat([content.subarray(0, -1), Buffer.from("x")]),
  ],
  ["emptied", () => Buffer.alloc(0)],
] as const)("puts a bridge right that was %s", async ([, alter], { expect }) => {
  await using home = await temporaryHome();
  const { file, sha256 } = await installBridge({ userFolder: home.path });
  await writeFile(file, alter(await readFile(file)));
  expect(await inspectBridge(file)).toMatchObject({ state: "altered" });
  expect(await installBridge({ userFolder: home.path })).toMatchObject({ changed: true });
  expect(sha256Of(await readFile(file))).toBe(sha256);
  expect(await inspectBridge(file)).toEqual({ state: "current", mcpRemote: "0.15.1" });
});

test("many that install at once leave one whole bridge and nothing else", async ({ expect }) => {
  await using home = await temporaryHome();
  const installs = await Promise.all(
    Array.from({ length: 8 }, () => installBridge({ userFolder: home.path })),
  );
  expect(new Set(installs.map(({ file }) => file)).size).toBe(1);
  expect(await inspectBridge(installs[0]!.file)).toMatchObject({ state: "current" });
  expect(await readdir(join(home.path, "bridge"))).toHaveLength(2);
});

test.skipIf(process.platform === "win32")(
  "the bridge is the user's alone, also in a folder that others could write to",
  async ({ expect }) => {
    await using home = await temporaryHome();
    const userFolder = join(home.path, ".remote-mcp-kit");
    await mkdir(join(userFolder, "bridge"), { recursive: true });
    await chmod(join(userFolder, "bridge"), 0o777);
    const { file } = await installBridge({ userFolder });
    expect([await mode(file), await mode(join(userFolder, "bridge"))]).toEqual([0o600, 0o700]);
    await chmod(file, 0o666);
    await installBridge({ userFolder });
    expect(await mode(file)).toBe(0o600);
  },
);

test("a link in the bridge's place is replaced, and what it leads to stays", async ({ expect }) => {
  await using home = await temporaryHome();
  const { file } = await packagedBridge();
  const elsewhere = join(home.path, "precious");
  await writeFile(elsewhere, "mine");
  await mkdir(join(home.path, "bridge"));
  await symlink(elsewhere, join(home.path, "bridge", file));
  await installBridge({ userFolder: home.path });
  expect(await readFile(elsewhere, "utf8")).toBe("mine");
  expect(await inspectBridge(join(home.path, "bridge", file))).toMatchObject({ state: "current" });
});

test("refuses a package whose bridge was altered, and writes nothing", async ({ expect }) => {
  await using home = await temporaryHome();
  const bridge = await packagedBridge();
  const path = join(home.path, "altered.mjs");
  await writeFile(path, "process.exit(1)");
  await expect(
    installBridge({ userFolder: join(home.path, "user"), bridge: { ...bridge, path } }),
  ).rejects.toMatchObject({ code: "BRIDGE_UNUSABLE" });
  expect(await readdir(home.path)).toEqual(["altered.mjs"]);
});

test("says what stands in the way of the folder", async ({ expect }) => {
  await using home = await temporaryHome();
  await writeFile(join(home.path, "bridge"), "");
  await expect(installBridge({ userFolder: home.path })).rejects.toMatchObject({
    code: "BRIDGE_UNUSABLE",
    message: expect.stringMatching(/could not be written to .*bridge: E/),
  });
});

test("tells a missing, a foreign, an older and a newer bridge apart", async ({ expect }) => {
  await using home = await temporaryHome();
  const write = async (version: string) => {
    const content = Buffer.from(`// ${version}`);
    const file = join(home.path, `mcp-remote-${version}-${sha256Of(content).slice(0, 8)}.mjs`);
    await writeFile(file, content);
    return file;
  };
  const states = await Promise.all(
    [
      join(home.path, "mcp-remote-0.15.1-00000000.mjs"),
      import.meta.filename,
      await write("0.9.30"),
      await write("0.15.1"),
      await write("0.100.0"),
    ].map(async (path) => (await inspectBridge(path)).state),
  );
  expect(states).toEqual(["missing", "foreign", "older", "older", "newer"]);
});
