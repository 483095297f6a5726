import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "vitest";
import { currentPlatform, type Platform } from "../platform.ts";
import { hostStartedMs, isHostRunning, runningHostWarning } from "./is-host-running.ts";
import { listProcesses, parsePs } from "./list-processes.ts";
import type { Host } from "./table.ts";

const mac: Platform = { os: "darwin", env: {}, home: "/Users/me" };
const linux: Platform = { os: "linux", env: {}, home: "/home/me" };
const windows: Platform = { os: "win32", env: {}, home: "C:\\Users\\me" };

const listOthers = () => Promise.resolve([{ name: "node" }, { name: "code" }]);
const failToList = () => Promise.reject(new Error("EPERM"));

test.for<[string, Host, Platform, string[], boolean]>([
  [
    "a macOS bundle",
    "claude-desktop",
    mac,
    ["/Applications/Claude.app/Contents/MacOS/Claude"],
    true,
  ],
  ["no command of a like name", "claude-desktop", mac, ["claude", "/usr/local/bin/claude"], false],
  [
    "Electron by its bundle",
    "vscode",
    mac,
    ["/Applications/Visual Studio Code.app/Contents/MacOS/Electron"],
    true,
  ],
  ["a name on Linux", "claude-desktop", linux, ["bash", "claude-desktop"], true],
  ["a path on Linux", "zed", linux, ["/home/me/.local/zed.app/libexec/zed-editor"], true],
  ["no longer name on Linux", "claude-desktop", linux, ["claude-desktop-helper", "aclaude"], false],
  [
    "letters of any case on Windows",
    "claude-desktop",
    windows,
    ["svchost.exe", "CLAUDE.EXE"],
    true,
  ],
  ["no Node.js for everything", "codex", windows, ["node.exe"], false],
  ["nothing in nothing", "cursor", linux, [], false],
])("CL-37 recognises %s", async ([, host, platform, processes, running], { expect }) => {
  const list = () => Promise.resolve(processes.map((name) => ({ name })));
  expect(await isHostRunning(host, platform, list)).toBe(running);
});

test.for([
  ["03:04 /Applications/Claude.app/Contents/MacOS/Claude", 184],
  ["   01:03:04 /Applications/Claude.app/Contents/MacOS/Claude", 3784],
  ["2-01:03:04 /Applications/Claude.app/Contents/MacOS/Claude", 176_584],
] as const)("CL-37 reads since when a process of macOS runs: %s", ([line, seconds], { expect }) => {
  const { name, startedMs = 0 } = parsePs(line);
  expect(name).toBe("/Applications/Claude.app/Contents/MacOS/Claude");
  expect(Math.abs(Date.now() - startedMs - seconds * 1000)).toBeLessThan(5000);
});

test("CL-37 does not know of a host that has no process of its own", async ({ expect }) => {
  for (const host of ["gemini-cli", "cline", "continue"] as const)
    expect(await isHostRunning(host, linux, listOthers)).toBeUndefined();
});

test("CL-37 does not know, and does not fail, when the system gives no answer", async ({
  expect,
}) => {
  expect(await isHostRunning("cursor", linux, failToList)).toBeUndefined();
  // Neither is there on Linux, so this is what a machine without them does.
  if (process.platform === "linux")
    expect(await isHostRunning("cursor", windows, listProcesses)).toBeUndefined();
});

test("CL-37 says to quit the host fully, and why", ({ expect }) => {
  const warning = runningHostWarning("claude-desktop", true);
  expect(warning?.message).toContain("rewrites its configuration file from memory");
  expect(warning?.hint).toMatch(/^Quit Claude Desktop fully first/);
  expect(runningHostWarning("claude-desktop", false)).toBeUndefined();
  expect(runningHostWarning("claude-desktop", undefined)).toBeUndefined();
  expect(runningHostWarning("cursor", true)).toBeUndefined();
});

test
  .skipIf(process.platform !== "linux")
  .for<[string, (home: string) => Promise<[string, string[]]>]>([
    [
      "by its executable's name",
      async (home) => {
        const file = join(home, "claude-desktop");
        await copyFile("/bin/sleep", file);
        return [file, ["60"]];
      },
    ],
    [
      "by the name that it gives itself",
      async () => {
        const script =
          'process.title = "claude-desktop"; console.log(1); setTimeout(() => {}, 60_000)';
        return [process.execPath, ["-e", script]];
      },
    ],
  ])("CL-37 finds a process of this machine %s", async ([, prepare], { expect }) => {
  await using home = await mkdtempDisposable(join(tmpdir(), "mcp-kit-"));
  const [file, args] = await prepare(home.path);
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "ignore"] });
  try {
    await once(child, "spawn");
    // It may not have come to naming itself yet.
    await expect
      .poll(() => isHostRunning("claude-desktop", currentPlatform()), { timeout: 5000 })
      .toBe(true);
    const startedMs = await hostStartedMs("claude-desktop", currentPlatform());
    expect(Math.abs((startedMs ?? 0) - Date.now())).toBeLessThan(10_000);
  } finally {
    child.kill("SIGKILL");
    await once(child, "close");
  }
});
