import {
  chmod,
  chown,
  mkdtempDisposable,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "vitest";
import { readHostFile } from "./host-file.ts";
import { asOrdinaryUser, runScript, temporaryHome } from "./host-file.test-support.ts";
import { replaceHostFile } from "./replace-host-file.ts";

async function temporaryFile(content?: string) {
  const home = await mkdtempDisposable(join(tmpdir(), "mcp-kit-"));
  const file = join(home.path, "claude_desktop_config.json");
  if (content !== undefined) await writeFile(file, content);
  return { file, [Symbol.asyncDispose]: () => home.remove() };
}

test.for<[string, string | undefined, (file: string) => Promise<void>]>([
  ["was rewritten with as many bytes", "old", (file) => writeFile(file, "mid")],
  ["has appeared", undefined, (file) => writeFile(file, "mid")],
  ["has gone", "old", (file) => rm(file)],
])("CL-36 stops when the file %s since it was read", async ([, content, meddle], { expect }) => {
  await using temporary = await temporaryFile(content);
  const { file } = temporary;
  const before = await readHostFile(file);
  await meddle(file);
  const left = await readFile(file, "utf8").catch(() => undefined);
  await expect(replaceHostFile(before, "new")).rejects.toMatchObject({
    code: "HOST_FILE_REFUSED",
    message: expect.stringMatching(/changed by another program/),
  });
  expect(await readFile(file, "utf8").catch(() => undefined)).toBe(left);
  expect(await readdir(dirname(file))).toHaveLength(left === undefined ? 0 : 1);
});

test("CL-39 has the new content on the disk before it takes the place of the old", async ({
  expect,
}) => {
  await using home = await temporaryHome("{}");
  // Which bytes a disk holds after a power cut cannot be seen here; in what order the kit asks for them can.
  const { output } = await runScript(`
    const { open, rename } = fs;
    const said = [];
    const named = (path) => (String(path).endsWith(".tmp") ? "new file" : basename(String(path)));
    fs.open = async (path, ...more) => {
      const handle = await open(path, ...more);
      for (const name of ["writeFile", "sync", "close"]) {
        const made = handle[name].bind(handle);
        handle[name] = async (...args) => {
          const result = await made(...args);
          said.push(name + " " + named(path));
          return result;
        };
      }
      return handle;
    };
    fs.rename = async (from, to) => {
      said.push("rename");
      return rename(from, to);
    };
    syncBuiltinESMExports();
    const { basename } = await import("node:path");
    const { readHostFile } = await import(${JSON.stringify(import.meta.resolve("./host-file.ts"))});
    const { replaceHostFile } = await import(${JSON.stringify(import.meta.resolve("./replace-host-file.ts"))});
    const file = await readHostFile(${JSON.stringify(home.file)});
    said.length = 0;
    await replaceHostFile(file, "new");
    console.log(said.join("\\n"));`);
  const said = output
    .trim()
    .split("\n")
    .filter((line) => !line.endsWith("config.json"));
  expect(said).toEqual([
    "writeFile new file",
    "sync new file",
    "close new file",
    "rename",
    "sync Claude",
    "close Claude",
  ]);
  expect(await home.read()).toBe("new");
});

test("replaces a file that nobody touched since", async ({ expect }) => {
  await using temporary = await temporaryFile("old");
  const { file } = temporary;
  await replaceHostFile(await readHostFile(file), "new");
  expect(await readFile(file, "utf8")).toBe("new");
});

// Only root can make a file of a group that its owner is not in.
test.runIf(process.getuid?.() === 0).for([
  [0o664, 0o604],
  [0o674, 0o604],
  [0o644, 0o604],
  [0o604, 0o604],
] as const)(
  "CL-34 gives the rights %o of a group that the file cannot be given to no other group",
  async ([mode, expected], { expect }) => {
    await using home = await temporaryHome("old");
    const strangers = 54_321;
    expect(process.getgroups?.()).not.toContain(strangers);
    await chown(home.file, 0, strangers);
    await chmod(home.file, mode);
    await chmod(home.home, 0o755);
    await chmod(home.folder, 0o777);
    const file = await readHostFile(home.file);
    await asOrdinaryUser(() => replaceHostFile(file, "new"));
    const stats = await stat(home.file);
    expect(await home.read()).toBe("new");
    expect(stats.gid).not.toBe(strangers);
    expect(stats.mode & 0o7777).toBe(expected);
  },
);

test.runIf(process.getuid?.() === 0)("CL-31 refuses a file of another user", async ({ expect }) => {
  await using temporary = await temporaryFile("old");
  const { file } = temporary;
  await chown(file, 65_534, 65_534);
  await expect(replaceHostFile(await readHostFile(file), "new")).rejects.toThrow(/another user/);
  expect(await readFile(file, "utf8")).toBe("old");
});
