import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, test } from "vitest";
import { findScenarios } from "./find.ts";

const folder = await realpath(await mkdtemp(join(tmpdir(), "mcp-kit-find-")));
afterAll(() => rm(folder, { recursive: true }));
await mkdir(join(folder, "a/deep"), { recursive: true });
await mkdir(join(folder, "a/node_modules"));
await mkdir(join(folder, "a/folder.yaml"));
for (const file of [
  "a/z.yaml",
  "a/deep/b.yml",
  "a/node_modules/c.yaml",
  "a/notes.txt",
  "a/D.YAML",
]) {
  await writeFile(join(folder, file), "");
}
await symlink(join(folder, "a/notes.txt"), join(folder, "a/link.yaml"));
await symlink(join(folder, "nowhere"), join(folder, "a/broken.yaml"));
await mkdir(join(folder, "empty"));
await mkdir(join(folder, "loop/a"), { recursive: true });
await writeFile(join(folder, "loop/a/one.yaml"), "");
await symlink(join(folder, "loop"), join(folder, "loop/self"));
await symlink(join(folder, "loop/a"), join(folder, "loop/b"));
await symlink(join(folder, "loop/a/one.yaml"), join(folder, "loop/again.yaml"));

test("takes every scenario below a folder, links to files too, and no installed package's", async ({
  expect,
}) => {
  const files = await findScenarios([join(folder, "a")]);
  expect(files.map((file) => relative(folder, file))).toEqual([
    "a/D.YAML",
    "a/broken.yaml", // which is told when it is read
    "a/deep/b.yml",
    "a/notes.txt", // what a/link.yaml leads to
    "a/z.yaml",
  ]);
});

test("takes each file once, however many links lead to it, and ends at a link to itself", async ({
  expect,
}) => {
  const files = await findScenarios([join(folder, "loop")]);
  expect(files.map((file) => relative(folder, file))).toEqual(["loop/a/one.yaml"]);
});

test("takes a file that is named as it is, and each once", async ({ expect }) => {
  const notes = join(folder, "a/notes.txt");
  expect(await findScenarios([notes, notes])).toEqual([notes]);
});

test.for(["nowhere", "empty"])("refuses %s: there is nothing to run", async (name, { expect }) => {
  await expect(findScenarios([join(folder, name)])).rejects.toMatchObject({
    code: "SCENARIO_NOT_FOUND",
    message: expect.stringContaining(name),
  });
});

test("refuses an empty path, which would name the whole folder, and what is no file", async ({
  expect,
}) => {
  await expect(findScenarios([""])).rejects.toThrow('No scenario is at ""');
  await expect(findScenarios(["/dev/null"])).rejects.toThrow("neither a file nor a folder");
});
