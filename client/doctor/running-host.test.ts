import { rm } from "node:fs/promises";
import { test } from "vitest";
import type { DiagnoseOptions } from "../diagnose.ts";
import { installServer } from "../install-server.ts";
import { uninstallServer } from "../uninstall-server.ts";
import { sickHome } from "./sick-home.test-support.ts";

const open: DiagnoseOptions = { processes: () => Promise.resolve([{ name: "claude-desktop" }]) };

test("CL-37 warns of a host that runs when there is something to write in its file", async ({
  expect,
}) => {
  await using home = await sickHome();
  await home.writeServers({ mine: { ...(await home.ownEntry()), command: "/gone/node" } });
  expect(await home.found(open)).toEqual(["fail node-missing mine", "warn host-running"]);
  expect(await home.found()).toEqual(["fail node-missing mine"]);
});

function runningSince(ms: number): DiagnoseOptions {
  return {
    processes: () => Promise.resolve([{ name: "claude-desktop", startedMs: Date.now() + ms }]),
  };
}

test("CL-37 warns of a host that has been running since before an entry was written, until it is started again", async ({
  expect,
}) => {
  await using home = await sickHome();
  await home.write("{}");
  const { platform } = home;
  const { entry } = await installServer("http://localhost:8788/mcp", {
    name: "mine",
    platform,
    verify: false,
  });
  home.versions[String(entry["command"])] = "24.0.0";
  expect((await home.run(runningSince(-60_000))).findings).toMatchObject([
    {
      id: "host-running",
      what: 'Claude Desktop is running, and has been since before the entry "mine" was written.',
      mend: "mcp-kit doctor --fix",
    },
  ]);
  expect(await home.found(runningSince(1000))).toEqual([]);
  expect(await home.found(open)).toEqual([]); // nobody knows since when
  await uninstallServer("mine", { platform });
  expect(await home.found(runningSince(-60_000))).toEqual([]);
});

test("CL-37 goes on warning once it has been written, since the host may drop it", async ({
  expect,
}) => {
  await using home = await sickHome();
  await home.writeServers({ mine: { ...(await home.ownEntry()), command: "/gone/node" } });
  const { ok, findings, fixed } = await home.run({ ...open, fix: true });
  expect([ok, fixed.map(({ id }) => id)]).toEqual([true, ["node-missing"]]);
  expect(findings).toMatchObject([
    {
      id: "host-running",
      what: "Claude Desktop is running while its file is written.",
      mend: "mcp-kit doctor --fix",
      advice: expect.stringContaining("Quit Claude Desktop fully first"),
    },
  ]);
});

test("CL-37 waits until the host has ended, writes only then, and calls that mended", async ({
  expect,
}) => {
  await using home = await sickHome();
  const mine = { ...(await home.ownEntry()), command: "/gone/node" };
  await home.writeServers({ mine });
  let looks = 0;
  const commandsWhileItRuns: unknown[] = [];
  const processes = async () => {
    if (looks++ > 2) return [];
    commandsWhileItRuns.push((await home.servers())["mine"]?.command);
    return [{ name: "claude-desktop" }];
  };
  const said: string[] = [];
  const { findings, fixed } = await home.run({
    processes,
    quitWithinMs: 60_000,
    fix: true,
    onProgress: (what) => said.push(what),
  });
  expect(findings).toEqual([]);
  expect(fixed.map(({ id }) => id).toSorted()).toEqual(["host-running", "node-missing"]);
  expect(commandsWhileItRuns).toEqual(["/gone/node", "/gone/node", "/gone/node"]);
  expect(said).toContainEqual(expect.stringMatching(/^Quit Claude Desktop fully.* 60 s at most$/));
});

test("CL-37 puts back an entry that the host drops when it ends", async ({ expect }) => {
  await using home = await sickHome();
  const mine = await home.ownEntry();
  await home.writeServers({ mine: { ...mine, command: "/gone/node" } });
  await home.run({ fix: true });
  const mended = await home.servers();
  await home.writeServers({ mine: { ...mended["mine"], command: "/gone/node" } });
  let looks = 0;
  const processes = async () => {
    if (looks++ < 2) return [{ name: "claude-desktop" }];
    if (looks === 3) await home.writeServers({});
    return [];
  };
  const { findings, fixed } = await home.run({ processes, quitWithinMs: 60_000, fix: true });
  expect([findings, fixed.map(({ id }) => id).toSorted()]).toEqual([
    [],
    ["entry-wiped", "host-running"],
  ]);
  expect(await home.servers()).toEqual(mended);
});

test("CL-37 does not wait for ever, and says that it was in vain", async ({ expect }) => {
  await using home = await sickHome();
  await home.writeServers({ mine: { ...(await home.ownEntry()), command: "/gone/node" } });
  const { findings } = await home.run({ ...open, quitWithinMs: 1, fix: true });
  expect(findings).toMatchObject([
    { id: "host-running", obstacle: expect.stringContaining("Claude Desktop was still running.") },
  ]);
});

test("CL-37 lets a host run where nothing is to be written", async ({ expect }) => {
  await using home = await sickHome();
  await home.writeServers({ mine: await home.ownEntry() });
  expect(await home.found(open)).toEqual([]);
});

test("CL-37 lets a host run where only the bridge is to be put back, and says nothing of its file then", async ({
  expect,
}) => {
  await using home = await sickHome();
  const mine = await home.ownEntry();
  await home.writeServers({ mine });
  await rm(mine.args[0] ?? "");
  expect(await home.found(open)).toEqual(["fail bridge-missing mine"]);
  const { findings, fixed } = await home.run({ ...open, fix: true });
  expect([findings, fixed.map(({ id }) => id)]).toEqual([[], ["bridge-missing"]]);
});
