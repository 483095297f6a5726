import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "vitest";
import { addEntry } from "./add-entry.ts";
import { runScript, temporaryHome, value } from "./host-file.test-support.ts";
import { removeEntry } from "./remove-entry.ts";

const before = '{\n  "theme" :"dark" }';

/** A process that is killed before the n-th change that it makes on the disk, and says how many it made when it lives to its end. */
function killedBefore(count: number): string {
  return `
    let steps = 0;
    const counted = (made) => function (...args) {
      const reads = made.name === "open" && args[1] !== "wx";
      if (!reads && ++steps === ${count}) process.kill(process.pid, "SIGKILL");
      return made.apply(this, args);
    };
    for (const name of ["open", "rename", "rm", "mkdir", "rmdir"]) fs[name] = counted(fs[name]);
    const handle = await fs.open("/dev/null");
    const methods = Object.getPrototypeOf(handle);
    for (const name of ["writeFile", "chmod", "sync"]) methods[name] = counted(methods[name]);
    syncBuiltinESMExports();
    process.on("exit", () => console.log(steps));`;
}

test("CL-40 leaves the file whole when it is killed between writing and renaming", async ({
  expect,
}) => {
  await using home = await temporaryHome(before);
  const killed = await runScript(`
    const { rename } = fs;
    fs.rename = (from, to) => {
      if (to === ${JSON.stringify(home.file)}) process.kill(process.pid, "SIGKILL");
      return rename(from, to);
    };
    syncBuiltinESMExports();
    await addEntry(${JSON.stringify(home.place)}, ${JSON.stringify({ ...home.options, name: "ours", value })});`);
  expect(killed).toEqual({ status: null, signal: "SIGKILL", output: "" });
  expect(await home.read()).toBe(before);
  expect(await home.list()).toEqual([
    expect.stringMatching(/^\.claude_desktop_config\.json\.[\da-f-]{36}\.mcp-kit\.tmp$/),
    ".claude_desktop_config.json.mcp-kit.lock",
    "claude_desktop_config.json",
  ]);
  await addEntry(home.place, { ...home.options, name: "ours", value });
  expect(await home.list()).toEqual(["claude_desktop_config.json"]);
  await removeEntry(home.place, { ...home.options, name: "ours" });
  expect(await home.read()).toBe(before);
});

test.for(["add", "remove"] as const)(
  "CL-40 can be killed at any moment while it %ss an entry, and the file can still be restored",
  { timeout: 180_000 },
  async (what, { expect }) => {
    let moment = 0;
    for (let alive = false; !alive; moment += 1) {
      await using home = await temporaryHome(before);
      const first = { ...home.options, name: "first", value };
      const second = { ...home.options, name: "second", value };
      await addEntry(home.place, first);
      const one = await home.read();
      if (what === "remove") await addEntry(home.place, second);
      const two = await home.read();
      const options = JSON.stringify(what === "add" ? second : first);
      const { signal, output } = await runScript(
        `${killedBefore(moment + 1)} await ${what}Entry(${JSON.stringify(home.place)}, ${options});`,
      );
      alive = signal === null;
      if (alive) expect(Number(output)).toBe(moment);

      const now = await home.read();
      const { mcpServers } = JSON.parse(now);
      const names = Object.keys(mcpServers).toSorted();
      if (what === "add") {
        if (names.length === 1) expect(now).toBe(one);
        else expect(names).toEqual(["first", "second"]);
      } else if (names.length === 2) expect(now).toBe(two);
      else expect(names).toEqual(["second"]);

      await removeEntry(home.place, second);
      await removeEntry(home.place, first);
      expect(await home.read()).toBe(before);
      await addEntry(home.place, first);
      await removeEntry(home.place, first);
      expect(await home.read()).toBe(before);
      expect(await home.list()).toEqual(["claude_desktop_config.json"]);
      expect(await readdir(join(home.userFolder, "receipts"))).toEqual([]);
    }
    expect(moment).toBeGreaterThan(15);
  },
);
