import { spawnSync } from "node:child_process";
import { mkdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "vitest";
import { addEntry } from "./add-entry.ts";
import { lockFile } from "./file-lock.ts";
import { runScript, temporaryHome, value } from "./host-file.test-support.ts";
import { readReceipts } from "./receipt.ts";
import { removeEntry } from "./remove-entry.ts";

function lockOf(folder: string): string {
  return join(folder, ".claude_desktop_config.json.mcp-kit.lock");
}

async function age(path: string, seconds: number): Promise<void> {
  const then = Date.now() / 1000 - seconds;
  await utimes(path, then, then);
}

test("CL-35 refuses a file whose lock is a folder of somebody's, in its own words", async ({
  expect,
}) => {
  await using home = await temporaryHome("{}");
  const lock = lockOf(dirname(home.place.file));
  await mkdir(lock);
  await age(lock, 3600);
  await expect(lockFile(home.place.file)).rejects.toMatchObject({
    code: "HOST_FILE_REFUSED",
    message: expect.stringContaining("could not be written"),
  });
  expect(await home.read()).toBe("{}");
});

test("CL-35 lets 20 processes add 20 names at once, and the file is valid at every instant", async ({
  expect,
}) => {
  const before = '{\n  "theme": "dark"\n}';
  await using home = await temporaryHome(before);
  const names = Array.from({ length: 20 }, (_, index) => `server-${index}`);
  const running = names.map((name) =>
    runScript(
      `await addEntry(${JSON.stringify(home.place)}, ${JSON.stringify({ ...home.options, name, value })});`,
    ),
  );
  const ended = Promise.all(running);
  const counts: number[] = [];
  const ticker = new AbortController();
  const watching = (async () => {
    while (!ticker.signal.aborted) {
      const { mcpServers = {} } = JSON.parse(await home.read());
      counts.push(Object.keys(mcpServers).length);
      await sleep(1);
    }
  })();
  const outcomes = await ended;
  ticker.abort();
  await watching;
  for (const { output, status } of outcomes)
    expect({ output, status }).toEqual({ output: "", status: 0 });
  expect(counts.length).toBeGreaterThan(20);
  expect(counts).toEqual(counts.toSorted((one, other) => one - other));

  const { mcpServers } = JSON.parse(await home.read());
  expect(Object.keys(mcpServers).toSorted()).toEqual(names.toSorted());
  expect(await home.list()).toHaveLength(1);
  const [receipt] = await readReceipts(home.userFolder);
  expect(receipt?.steps).toHaveLength(20);
  for (const name of names) await removeEntry(home.place, { ...home.options, name });
  expect(await home.read()).toBe(before);
});

test("CL-35 makes a folder that is missing once for all who write at once", async ({ expect }) => {
  await using home = await temporaryHome();
  await rm(home.folder, { recursive: true });
  const adding = ["a", "b", "c", "d"].map((name) =>
    addEntry(home.place, { ...home.options, name, value }),
  );
  await Promise.all(adding);
  expect(Object.keys(JSON.parse(await home.read()).mcpServers)).toHaveLength(4);
  for (const name of ["b", "a", "d", "c"]) await removeEntry(home.place, { ...home.options, name });
  await expect(stat(home.folder)).rejects.toThrow("ENOENT");
});

test("CL-35 waits for its turn, and names the process that does not end", async ({ expect }) => {
  await using home = await temporaryHome("{}");
  await using lock = await lockFile(home.file);
  await expect(lockFile(home.file, { waitMs: 100 })).rejects.toMatchObject({
    code: "HOST_FILE_REFUSED",
    message: expect.stringContaining(`changed by process ${process.pid}`),
    hint: expect.stringContaining(lockOf(home.folder)),
  });
  const waiting = lockFile(home.file);
  await lock[Symbol.asyncDispose]();
  await (await waiting)[Symbol.asyncDispose]();
  expect(await home.list()).toHaveLength(1);
});

const machine = hostname();

test.for<[string, unknown, number]>([
  ["has ended", { pid: 2 ** 22 + 1, machine }, 0],
  [
    "has ended and left its number to another process",
    { pid: process.pid, start: "1", machine },
    0,
  ],
  ["ran on another machine a minute ago", { pid: 1, machine: "elsewhere" }, 61],
  ["does not say when it started, a minute ago", { pid: process.pid, machine }, 61],
  ["was killed before it wrote its number", "", 6],
  ["wrote something else", "[]", 6],
])("CL-35 breaks the lock of an owner that %s", async ([, owner, seconds], { expect }) => {
  await using home = await temporaryHome("{}");
  const text = typeof owner === "string" ? owner : JSON.stringify(owner);
  await writeFile(lockOf(home.folder), text);
  await age(lockOf(home.folder), seconds);
  await using lock = await lockFile(home.file, { waitMs: 1000 });
  expect(JSON.parse(await readFile(lockOf(home.folder), "utf8"))).toMatchObject({
    pid: process.pid,
  });
  await lock[Symbol.asyncDispose]();
  expect(await home.list()).toHaveLength(1);
});

test.for<[string, unknown, number]>([
  ["runs", { pid: process.pid, machine }, 0],
  ["runs on another machine", { pid: 2 ** 22 + 1, machine: "elsewhere" }, 30],
  ["is about to write its number", "", 0],
])("CL-35 respects the lock of an owner that %s", async ([, owner, seconds], { expect }) => {
  await using home = await temporaryHome("{}");
  const text = typeof owner === "string" ? owner : JSON.stringify(owner);
  await writeFile(lockOf(home.folder), text);
  await age(lockOf(home.folder), seconds);
  await expect(lockFile(home.file, { waitMs: 50 })).rejects.toThrow(/is being changed by process/);
  expect(await readFile(lockOf(home.folder), "utf8")).toBe(text);
});

test("CL-35 lets only one of many break a lock", async ({ expect }) => {
  await using home = await temporaryHome("{}");
  for (let round = 0; round < 20; round += 1) {
    await writeFile(lockOf(home.folder), JSON.stringify({ pid: 2 ** 22 + 1, machine }));
    let owners = 0;
    const turns = Array.from({ length: 8 }, async () => {
      await using lock = await lockFile(home.file);
      void lock;
      owners += 1;
      expect(owners).toBe(1);
      await sleep(1);
      owners -= 1;
    });
    await Promise.all(turns);
  }
  expect(await home.list()).toHaveLength(1);
});

test.skipIf(process.platform === "win32")(
  "CL-31 breaks an old lock that is a FIFO, and does not wait for somebody to write to it",
  async ({ expect }) => {
    await using home = await temporaryHome("{}");
    const lock = lockOf(home.folder);
    expect(spawnSync("mkfifo", [lock]).status).toBe(0);
    await age(lock, 60);
    await using _ = await lockFile(home.file, { waitMs: 2000 });
    expect((await stat(lock)).isFile()).toBe(true);
  },
);
