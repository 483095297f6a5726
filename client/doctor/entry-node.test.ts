import { join } from "node:path";
import { test } from "vitest";
import type { Platform } from "../platform.ts";
import { entryNode } from "./entry-node.ts";
import { goodNode, mac, sceneOf, sickHome, stdio, windows } from "./sick-home.test-support.ts";

const url = "http://localhost:8788/mcp";

test.for([
  ["node-missing", undefined, /"\/gone\/node" is no Node\.js that starts/],
  ["node-too-old", "18.20.0", /"\/gone\/node" is Node\.js 18\.20\.0/],
] as const)(
  "finds %s behind an entry, and --fix gives it one that stays",
  async ([id, version, words], { expect }) => {
    await using home = await sickHome();
    const entry = await home.ownEntry();
    if (version !== undefined) home.versions["/gone/node"] = version;
    await home.writeServers({ mine: { ...entry, command: "/gone/node", disabled: false } });
    const { findings } = await home.run();
    expect(findings).toMatchObject([{ id, severity: "fail", what: expect.stringMatching(words) }]);
    expect(await home.run({ fix: true })).toMatchObject({
      ok: true,
      findings: [],
      fixed: [{ id }],
    });
    expect(await home.servers()).toEqual({
      mine: { ...entry, command: goodNode, disabled: false },
    });
  },
);

test("says that it has not mended it where there is no Node.js to take", async ({ expect }) => {
  await using home = await sickHome();
  const entry = await home.ownEntry();
  delete home.versions[goodNode];
  await home.writeServers({ mine: entry });
  const before = await home.read();
  const { ok, findings, fixed } = await home.run({ fix: true });
  expect([ok, fixed]).toEqual([false, []]);
  expect(findings).toMatchObject([
    { id: "node-missing", obstacle: expect.stringContaining("No Node.js was found") },
  ]);
  expect(await home.read()).toBe(before);
});

test("warns of a Node.js in a project's folder, and --fix gives the kit's own entry one that stays", async ({
  expect,
}) => {
  await using home = await sickHome();
  const entry = await home.ownEntry();
  const project = join(home.path, "project", "node_modules", "node", "bin", "node");
  home.versions[project] = "24.0.0";
  await home.writeServers({ mine: { ...entry, command: project } });
  expect((await home.run()).findings).toMatchObject([
    { id: "node-goes-away", severity: "warn", mend: "mcp-kit doctor --fix", fixable: true },
  ]);
  delete home.versions[goodNode];
  expect((await home.run({ fix: true })).findings).toMatchObject([
    { id: "node-goes-away", obstacle: expect.stringContaining("nodejs.org") },
  ]);
  home.versions[goodNode] = "24.0.0";
  expect(await home.run({ fix: true })).toMatchObject({
    findings: [],
    fixed: [{ id: "node-goes-away" }],
  });
  expect(await home.servers()).toEqual({ mine: entry });
});

test("finds nothing wrong with one that is new enough, and asks none of a server that is no bridge", async ({
  expect,
}) => {
  await using home = await sickHome();
  await home.writeServers({
    mine: await home.ownEntry(),
    local: { command: "/gone/node", args: ["server.js"] },
  });
  expect(await home.found()).toEqual([]);
});

test("asks nothing of an entry that its host leaves alone; Claude Desktop knows no such word", async ({
  expect,
}) => {
  const off = { command: "/gone/node", args: ["/x/mcp-remote.js", url], disabled: true };
  await using home = await sickHome("windsurf");
  await home.writeServers({ off });
  expect(await home.found()).toEqual([]);
  await using desktop = await sickHome();
  await desktop.writeServers({ off });
  expect(await desktop.found()).toContain("fail node-missing off");
});

test.for(["nodejs", "node22", "node-22", "node24.exe", "bun"])(
  "finds that %s, which is to start mcp-remote, is not there",
  async (program, { expect }) => {
    await using home = await sickHome();
    await home.writeServers({ mine: { ...(await home.ownEntry()), command: `/gone/${program}` } });
    expect((await home.run()).findings).toMatchObject([{ id: "node-missing", name: "mine" }]);
  },
);

const versionOf = (path: string) => Promise.resolve(/^(\/bin|D:)/.test(path) ? "18.0.0" : "22.0.0");

test.for<[string, Platform, string[], string, string | undefined]>([
  [
    "npx on macOS, installed by Homebrew",
    mac,
    ["/opt/homebrew/bin/npx"],
    "npx",
    "command-not-found",
  ],
  ["npx on macOS, in the system's PATH", mac, ["/usr/bin/npx", "/usr/bin/node"], "npx", undefined],
  ["an old node in the system's PATH", mac, ["/usr/bin/npx", "/bin/node"], "npx", "node-too-old"],
  ["node.exe in the PATH of Windows", windows, ["C:\\nodejs\\node.exe"], "node", undefined],
  ["npx.cmd in the PATH of Windows", windows, ["C:\\nodejs\\npx.cmd"], "npx", undefined],
  ["node nowhere on Windows", windows, [], "node", "command-not-found"],
  ["a whole path on Windows", windows, [], "D:\\old\\node.exe", "node-too-old"],
])(
  "looks where a host of the desktop looks: %s",
  async ([, os, files, command, id], { expect }) => {
    const platform = { ...os, exists: (path: string) => files.includes(path) };
    const args = command === "npx" ? ["-y", "mcp-remote@0.15.1", url] : ["mcp-remote.mjs", url];
    const scene = sceneOf(platform, { theirs: stdio(command, ...args) });
    const found = await entryNode.look({ ...scene, options: { node: { versionOf } } }, []);
    expect(found.map((each) => each.id)).toEqual(id === undefined ? [] : [id]);
  },
);
