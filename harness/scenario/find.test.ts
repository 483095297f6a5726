import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, test } from "vitest";
import { findScenarios } from "./find.ts";

const folder = await mkdtemp(join(tmpdir(), "mcp-kit-find-"));
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

test("takes every scenario below a folder, links to files too, and no installed package's", async ({
  expect,
}) => {
  const files = await findScenarios([join(folder, "a")]);
  expect(files.map((file) => relative(folder, file))).toEqual([
    "a/D.YAML",
    "a/broken.yaml", // which is told when it is read
    "a/deep/b.yml",
    "a/link.yaml",
    "a/z.yaml",
  ]);
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
