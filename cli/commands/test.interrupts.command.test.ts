import { execFileSync } from "node:child_process";
import { readdir } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, test } from "vitest";
import { openFolder } from "../testing/open-folder.ts";
import { spawnKit } from "../testing/run-kit.ts";

const folder = await openFolder();

const group = (pid: number) => -pid;
const alone = (pid: number) => pid;

describe("whatever ends it, everything ends within five seconds and leaves nothing behind:", () => {
  const cases: [
    what: string,
    signal: NodeJS.Signals,
    whom: (pid: number) => number,
    when: RegExp,
    afterMs: number,
  ][] = [
    ["Ctrl-C before the Worker starts", "SIGINT", group, /^/, 0],
    ["Ctrl-C while the Worker starts", "SIGINT", group, /Starting the Worker/, 1500],
    ["Ctrl-C while mcp-remote runs", "SIGINT", group, /http: passed/, 400],
    ["SIGTERM to the command alone", "SIGTERM", alone, /http: passed/, 400],
    ["SIGKILL to the command alone", "SIGKILL", alone, /http: passed/, 400],
  ];
  test.for(cases)("%s", async ([what, signal, whom, when, afterMs], { expect }) => {
    const temporary = await folder.makeFolder(what.replaceAll(" ", "-"));
    // A process group of its own, as a terminal gives it: Ctrl-C reaches all of it.
    const child = spawnKit(["test"], { detached: true, env: { TMPDIR: temporary } });
    const ended = new Promise<number | string | null>((resolve) => {
      child.once("close", (status, by) => resolve(status ?? by));
    });
    let words = "";
    child.stderr.on("data", (chunk: Buffer) => (words += chunk.toString()));
    await expect.poll(() => words, { timeout: 20_000, interval: 20 }).toMatch(when);
    await sleep(afterMs);
    process.kill(whom(child.pid!), signal);
    const deadline = performance.now() + 5000;
    expect([130, 143, "SIGINT", "SIGKILL"]).toContain(await ended);
    const left = () => processesOfGroup(child.pid!);
    const folders = async () =>
      (await readdir(temporary)).filter((name) => name.startsWith("mcp-kit-"));
    await expect.poll(left, { timeout: Math.max(1, deadline - performance.now()) }).toEqual([]);
    await expect.poll(folders).toEqual([]);
  });
});

test("whoever kills the matrix leaves no client and no folder behind", async ({ expect }) => {
  const temporary = await folder.makeFolder("killed-matrix");
  const child = spawnKit(["test", "--matrix"], { detached: true, env: { TMPDIR: temporary } });
  const running = () => processesOfGroup(child.pid!).join("\n");
  await expect
    .poll(running, { timeout: 30_000, interval: 20 })
    .toMatch(/\/mcp-remote-[\d.]+-\w+\.mjs/);
  await expect.poll(running, { timeout: 30_000, interval: 20 }).toContain("/inspector/");
  process.kill(child.pid!, "SIGKILL");
  const folders = async () =>
    (await readdir(temporary)).filter((name) => name.startsWith("mcp-kit-"));
  await expect.poll(running, { timeout: 5000 }).toBe("");
  await expect.poll(folders).toEqual([]);
});

/** Command lines of what is left of a process group; a zombie is none, only its parent's to bury. */
function processesOfGroup(id: number): string[] {
  const lines = execFileSync("ps", ["-eo", "pgid=,stat=,args="], { encoding: "utf8" }).split("\n");
  return lines.filter((line) => new RegExp(`^\\s*${id}\\s+[^Z]`).test(line));
}
