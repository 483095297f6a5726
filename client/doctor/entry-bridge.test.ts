import { appendFile, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "vitest";
import { inspectBridge } from "../bridge/inspect-bridge.ts";
import { sha256Of } from "../bridge/install-bridge.ts";
import { createEntry } from "../create-entry.ts";
import type { Platform } from "../platform.ts";
import { goesAway } from "./goes-away.ts";
import { mac, sickHome, windows } from "./sick-home.test-support.ts";

type Home = Awaited<ReturnType<typeof sickHome>>;

/** What may happen to a bridge; gives the path that the entry then has. */
const faults: Record<string, (bridge: string) => Promise<string>> = {
  "bridge-missing": async (bridge) => {
    await rm(bridge);
    return bridge;
  },
  "bridge-altered": async (bridge) => {
    await appendFile(bridge, "\n// more");
    return bridge;
  },
  "bridge-stale": async (bridge) => {
    const content = Buffer.from("// old");
    const name = `mcp-remote-0.14.0-${sha256Of(content).slice(0, 8)}.mjs`;
    const older = join(dirname(bridge), name);
    await writeFile(older, content);
    return older;
  },
};

async function writeWith(home: Home, fault: (bridge: string) => Promise<string>) {
  const entry = await home.ownEntry();
  const [bridge = "", ...args] = entry.args;
  const path = await fault(bridge);
  await home.writeServers({ mine: { ...entry, args: [path, ...args], env: { A: "1" } } });
  return path;
}

test.for([
  ["fail", "bridge-missing"],
  ["fail", "bridge-altered"],
  ["warn", "bridge-stale"],
] as const)(
  "is a %s: %s, and --fix gives the entry this package's own",
  async ([severity, id], { expect }) => {
    await using home = await sickHome();
    const path = await writeWith(home, faults[id]!);
    const before = await home.read();
    const { findings } = await home.run();
    expect(findings).toMatchObject([
      { id, severity, name: "mine", mend: "mcp-kit doctor --fix", fixable: true },
    ]);
    expect(findings[0]?.what).toContain(path);
    expect(await home.read()).toBe(before);

    const { ok, findings: left, fixed } = await home.run({ fix: true });
    expect([ok, left, fixed.map((each) => each.id)]).toEqual([true, [], [id]]);
    const mine = (await home.servers())["mine"];
    expect(mine).toMatchObject({
      args: [expect.any(String), "http://localhost:8788/mcp", ...Array(4).fill(expect.any(String))],
      env: { A: "1" },
    });
    expect(await inspectBridge(mine?.args[0] ?? "")).toMatchObject({ state: "current" });
  },
);

test("says so when it is there and cannot be read, and puts nothing in a folder's place", async ({
  expect,
}) => {
  await using home = await sickHome();
  await writeWith(home, async (bridge) => {
    await rm(bridge);
    await mkdir(bridge);
    return bridge;
  });
  const { findings } = await home.run({ fix: true });
  expect(findings).toMatchObject([
    {
      id: "bridge-missing",
      what: expect.stringContaining("no regular file"),
      obstacle: expect.stringContaining("could not be written"),
    },
  ]);
});

test("finds nothing wrong with the bridge that comes with this package", async ({ expect }) => {
  await using home = await sickHome();
  await home.writeServers({ mine: await home.ownEntry() });
  expect(await home.found({ fix: true })).toEqual([]);
});

test("changes a foreign entry whose script is gone only when it is named", async ({ expect }) => {
  await using home = await sickHome();
  const script = join(home.path, "node_modules", "mcp-remote", "dist", "proxy.js");
  await home.writeServers({
    theirs: { command: "/usr/bin/node", args: [script, "http://localhost:1234/mcp", "--debug"] },
  });
  const before = await home.read();
  const { findings, fixed } = await home.run({ fix: true });
  expect(findings).toMatchObject([
    { id: "bridge-missing", fixable: false, mend: "mcp-kit doctor theirs --fix" },
  ]);
  expect([fixed, await home.read()]).toEqual([[], before]);
  expect(await home.run({ fix: true, name: "theirs" })).toMatchObject({ ok: true, findings: [] });
  expect((await home.servers())["theirs"]?.args.slice(1)).toEqual([
    "http://localhost:1234/mcp",
    "--debug",
  ]);
});

test("warns of an entry that starts what lies in a project, as config prints it in a checkout", async ({
  expect,
}) => {
  await using home = await sickHome();
  const folder = join(home.path, "project", "node_modules");
  const [node, bridge] = [
    join(folder, "node", "bin", "node"),
    join(folder, "mcp-remote", "dist", "proxy.js"),
  ];
  await mkdir(dirname(bridge), { recursive: true });
  await writeFile(bridge, "");
  home.versions[node] = "24.0.0";
  await home.writeServers({ theirs: createEntry("http://localhost:1234/mcp", { node, bridge }) });
  const mend = "mcp-kit install http://localhost:1234/mcp --name theirs --force";
  const what = expect.stringContaining("belongs to a project");
  const { ok, findings } = await home.run();
  expect(ok).toBe(true);
  expect(findings).toMatchObject([
    { id: "bridge-goes-away", severity: "warn", mend, what, fixable: false },
    { id: "node-goes-away", severity: "warn", mend, what, fixable: false },
  ]);
});

test.for<[string, Platform, boolean]>([
  ["/Users/me/project/node_modules/mcp-remote/dist/proxy.js", mac, true],
  ["/Users/me/.npm/_npx/15c61037b1978c83/node_modules/mcp-remote/dist/proxy.js", mac, true],
  ["/private/tmp/mcp-remote/dist/proxy.js", mac, true],
  ["/usr/local/lib/node_modules/mcp-remote/dist/proxy.js", mac, false],
  ["/Users/me/mcp-remote/dist/proxy.js", mac, false],
  ["/tmp/me/mcp-remote.mjs", { ...mac, home: "/tmp/me" }, false],
  ["/tmp/you/mcp-remote.mjs", { ...mac, home: "/tmp/me" }, true],
  ["D:\\project\\node_modules\\mcp-remote\\dist\\proxy.js", windows, true],
  ["C:\\Users\\Jörg & Co\\x\\node_modules\\mcp-remote\\dist\\proxy.js", windows, true],
  [
    "C:\\Users\\Jörg & Co\\AppData\\Roaming\\npm\\node_modules\\mcp-remote\\dist\\proxy.js",
    windows,
    false,
  ],
])("says of %s whether it goes away with a folder", ([file, platform, goes], { expect }) => {
  expect(goesAway(file, platform)).toBe(goes);
});
