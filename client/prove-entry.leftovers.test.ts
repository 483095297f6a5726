import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { describe, onTestFinished, test, vi } from "vitest";
import type { Entry } from "./entry.ts";
import { isRunning } from "./is-running.test-support.ts";
import { proveEntry } from "./prove-entry.ts";
import { answers, openHome, scriptEntry } from "./script-entry.test-support.ts";

/** The processes that a stubborn program says it has started, itself the first. */
async function pidsOf(entry: Entry): Promise<number[]> {
  const text = await vi.waitFor(() => readFile(`${entry.args[0]}.pids`, "utf8"), 5000);
  return text.split(" ").map(Number);
}

describe.skipIf(process.platform === "win32")("whatever happens, nothing runs afterwards", () => {
  // The program starts another, which pays no heed to the end of its input.
  const stubborn = `
    import { spawn } from "node:child_process";
    import { writeFileSync } from "node:fs";
    process.on("SIGTERM", () => {});
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" });
    writeFileSync(process.argv[1] + ".pids", process.pid + " " + child.pid);
    setInterval(() => {}, 1000);`;

  test("on a time-out", async ({ expect }) => {
    await using home = await openHome();
    const entry = await scriptEntry(home.path, stubborn);
    await expect(
      proveEntry(entry, { platform: home.platform, timeoutMs: 1000 }),
    ).rejects.toMatchObject({ code: "CONNECT_TIMED_OUT" });
    expect(await pidsOf(entry).then((pids) => pids.filter(isRunning))).toEqual([]);
  });

  test("when it is told to stop", async ({ expect }) => {
    await using home = await openHome();
    const entry = await scriptEntry(home.path, stubborn);
    const controller = new AbortController();
    const proof = proveEntry(entry, { platform: home.platform, signal: controller.signal });
    const pids = await pidsOf(entry);
    expect(pids.filter(isRunning)).toEqual(pids);
    controller.abort(new Error("enough"));
    await expect(proof).rejects.toThrow("enough");
    expect(pids.filter(isRunning)).toEqual([]);
  });

  test("when it succeeds, with a helper of the entry still running", async ({ expect }) => {
    await using home = await openHome();
    const entry = await scriptEntry(
      home.path,
      stubborn
        .replace(/setInterval\(\(\) => {}, 1000\);$/, answers.replace(/import .*\n/, ""))
        .replace("\n", '\nimport { createInterface } from "node:readline";\n'),
    );
    await proveEntry(entry, home);
    expect(await pidsOf(entry).then((pids) => pids.filter(isRunning))).toEqual([]);
  });

  test.for(["SIGINT", "SIGTERM", "SIGKILL"] as const)(
    "when the kit itself is ended by %s",
    async (signal, { expect }) => {
      await using home = await openHome();
      const entry = await scriptEntry(home.path, stubborn);
      const kit = spawn(
        process.execPath,
        [
          "--input-type=module",
          "-e",
          `
      import { proveEntry } from ${JSON.stringify(import.meta.resolve("./prove-entry.ts"))};
      await proveEntry(${JSON.stringify(entry)}, { platform: { os: "linux", env: {}, home: ${JSON.stringify(home.path)} } });`,
        ],
        // A process that is killed takes no folder away: it goes with the home.
        { stdio: "inherit", env: { ...process.env, TMPDIR: home.path } },
      );
      const pids = await pidsOf(entry);
      kit.kill(signal);
      expect(await once(kit, "exit")).toEqual([null, signal]);
      await vi.waitFor(() => expect(pids.filter(isRunning)).toEqual([]), 2000);
    },
  );
});

test("leaves nothing behind on the disk", async ({ expect }) => {
  await using home = await openHome();
  vi.stubEnv("TMPDIR", home.path);
  onTestFinished(() => void vi.unstubAllEnvs());
  const entry = await scriptEntry(home.path, "process.exit(1)");
  await expect(proveEntry(entry, home)).rejects.toThrow();
  expect(await readdir(home.path)).toEqual(["program.mjs"]);
});
