import { chown, mkdtempDisposable, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "vitest";
import { readHostFile } from "./host-file.ts";
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

test("replaces a file that nobody touched since", async ({ expect }) => {
  await using temporary = await temporaryFile("old");
  const { file } = temporary;
  await replaceHostFile(await readHostFile(file), "new");
  expect(await readFile(file, "utf8")).toBe("new");
});

test.runIf(process.getuid?.() === 0)("CL-31 refuses a file of another user", async ({ expect }) => {
  await using temporary = await temporaryFile("old");
  const { file } = temporary;
  await chown(file, 65_534, 65_534);
  await expect(replaceHostFile(await readHostFile(file), "new")).rejects.toThrow(/another user/);
  expect(await readFile(file, "utf8")).toBe("old");
});
