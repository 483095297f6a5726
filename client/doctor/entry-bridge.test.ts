import { appendFile, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "vitest";
import { inspectBridge } from "../bridge/inspect-bridge.ts";
import { sha256Of } from "../bridge/install-bridge.ts";
import { sickHome } from "./sick-home.test-support.ts";

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
