import { spawnSync } from "node:child_process";
import { mkdir, mkdtempDisposable, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "vitest";
import { readRegularFile } from "./read-regular-file.ts";

const unix = process.platform !== "win32";

const read = async (path: string) => (await readRegularFile(path, 3)).toString();

test("reads a file, an empty one, and one that a link leads to", async ({ expect }) => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "mcp-kit-"));
  const [file, empty, link] = ["file", "empty", "link"].map((name) => join(folder.path, name));
  await writeFile(file!, "abc");
  await writeFile(empty!, "");
  await symlink(file!, link!);
  expect([await read(file!), await read(empty!), await read(link!)]).toEqual(["abc", "", "abc"]);
});

test.for<[string, (path: string) => unknown, RegExp]>([
  ["a FIFO", (path) => spawnSync("mkfifo", [path]), /no regular file/],
  ["a device without end", (path) => symlink("/dev/zero", path), /no regular file/],
  ["a folder", (path) => mkdir(path), /no regular file/],
  [
    "a file of a terabyte",
    async (path) => {
      await writeFile(path, "");
      await truncate(path, 1e12);
    },
    /larger than 1024 KB/,
  ],
  ["nothing", () => undefined, /ENOENT/],
])("CL-31 refuses %s at once", async ([, make, words], { expect, skip }) => {
  skip(!unix);
  await using folder = await mkdtempDisposable(join(tmpdir(), "mcp-kit-"));
  const path = join(folder.path, "it");
  await make(path);
  await expect(readRegularFile(path)).rejects.toThrow(words);
});
