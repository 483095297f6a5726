import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "vitest";
import { openUserHome } from "../testing/user-home.ts";

/** A home in which two hosts cannot read their files, and a third can. */
async function openBrokenHome() {
  const home = await openUserHome();
  const cursor = join(home.path, ".cursor", "mcp.json");
  const gemini = join(home.path, ".gemini", "settings.json");
  await home.write('{ "mcpServers": {}, }');
  for (const [file, text] of [
    [cursor, "{"],
    [gemini, '{ "mcpServers": { "mine": { "command": "x" } } }'],
  ] as const) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return { ...home, cursor };
}

test("CL-47 list --json gives every file that was refused in its one document, and exit 5", async ({
  expect,
}) => {
  await using home = await openBrokenHome();
  const { status, stdout, stderr } = await home.kit("list", "--json");
  expect([status, stderr]).toEqual([5, ""]);
  const refusal = (file: string) => ({
    code: "HOST_FILE_REFUSED",
    message: expect.stringContaining(file),
    hint: expect.any(String),
  });
  expect(JSON.parse(stdout)).toEqual({
    servers: [expect.objectContaining({ host: "gemini-cli", name: "mine" })],
    refused: [refusal(home.file), refusal(home.cursor)],
  });
});

test("list names every file that was refused, and the servers of the others", async ({
  expect,
}) => {
  await using home = await openBrokenHome();
  const { status, stdout, stderr } = await home.kit("list");
  expect([status, stdout]).toEqual([5, expect.stringContaining("mine")]);
  expect(stderr.indexOf(`${home.file}:1:`)).toBe(0);
  expect(stderr.split(`${home.cursor}:1:`)).toHaveLength(2);
});

test("list says of no machine that it has no server where a file could not be read", async ({
  expect,
}) => {
  await using home = await openUserHome();
  await home.write("{");
  const { status, stderr } = await home.kit("list");
  expect(status).toBe(5);
  expect(stderr).not.toContain("No host");
});
