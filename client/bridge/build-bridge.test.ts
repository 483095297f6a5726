import { copyFile, mkdtempDisposable, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "vitest";
import { createEntry } from "../create-entry.ts";
import { bridgeRecipe, buildBridge } from "./build-bridge.ts";
import { collectLicences } from "./collect-licences.ts";
import { listToolsOf, startMcpServer } from "./mcp-server.test-support.ts";
import { packagedBridge } from "./packaged-bridge.ts";

const temporaryFolder = () => mkdtempDisposable(join(tmpdir(), "mcp-kit-"));
const root = fileURLToPath(new URL("../../", import.meta.url));

test("the bridge has the same bytes each time it is made", async ({ expect }) => {
  await using folder = await temporaryFolder();
  const made = await buildBridge({ folder: folder.path });
  expect(await packagedBridge()).toMatchObject(made);
  expect((await readdir(folder.path)).toSorted()).toEqual([
    "LICENSES.txt",
    "manifest.json",
    made.file,
  ]);
});

test("the bridge starts in a folder where there is nothing else", async ({ expect }) => {
  await using server = await startMcpServer();
  await using folder = await temporaryFolder();
  const alone = join(folder.path, "bridge.mjs");
  await copyFile((await packagedBridge()).path, alone);
  const { tools } = await listToolsOf(createEntry(server.url, { bridge: alone }), folder.path);
  expect(tools).toEqual(["add"]);
});

test("class names are whole in the bridge, since mcp-remote's log prints them", async ({
  expect,
}) => {
  const code = await readFile((await packagedBridge()).path, "utf8");
  expect(code).toMatch(/class StreamableHTTPClientTransport\b|StreamableHTTPClientTransport=class/);
});

test("a change of the lock file has the bridge of a checkout made again", async ({ expect }) => {
  await using folder = await temporaryFolder();
  const lock = join(folder.path, "package-lock.json");
  await copyFile(join(root, "package-lock.json"), lock);
  expect(await bridgeRecipe(folder.path)).toBe(await bridgeRecipe(root));
  expect((await packagedBridge()).madeFrom).toBe(await bridgeRecipe(root));
  await writeFile(lock, "{}");
  expect(await bridgeRecipe(folder.path)).not.toBe(await bridgeRecipe(root));
});

test("a file of no package has no licence, and ends the build", async ({ expect }) => {
  await expect(collectLicences(["/somewhere/else.js"])).rejects.toThrow(
    /belongs to no installed package/,
  );
});
