import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { test } from "vitest";
import type { Platform } from "../platform.ts";
import { hostConfigFiles } from "../host-config-file.ts";
import { installServer } from "../install-server.ts";
import { uninstallServer } from "../uninstall-server.ts";
import { sceneOf, sickHome, windows } from "./sick-home.test-support.ts";
import { twoFiles } from "./two-files.ts";

const msix =
  "C:\\Users\\Jörg & Co\\AppData\\Local\\Packages\\Claude_pzs8sxrjxfjjc\\LocalCache\\Roaming\\Claude\\claude_desktop_config.json";
const classic = "C:\\Users\\Jörg & Co\\AppData\\Roaming\\Claude\\claude_desktop_config.json";

async function lookWith(files: string[]) {
  const platform: Platform = { ...windows, exists: (path) => files.includes(path), list: () => [] };
  return await twoFiles.look(sceneOf(platform, {}), []);
}

test("CL-41 flags that the classic and the MSIX file are both there, and how to name one", async ({
  expect,
}) => {
  const [found, ...others] = await lookWith([msix, classic]);
  expect(others).toEqual([]);
  expect(found?.id).toBe("two-host-files");
  expect(found?.what).toContain(`${msix} (msix) and ${classic} (classic)`);
  expect(found?.mend).toBe(`mcp-kit install <url> --file "${msix}"`);
});

test.for([[[msix]], [[classic]], [[]]] as const)(
  "CL-41 has nothing to flag where one of them is there, or none: %j",
  async ([files], { expect }) => {
    expect(await lookWith([...files])).toEqual([]);
  },
);

test("CL-41 --fix writes the kit's entries into both, so that whichever is read has them", async ({
  expect,
}) => {
  await using home = await sickHome("lm-studio");
  const { platform } = home;
  const other = hostConfigFiles("lm-studio", platform).find(({ file }) => file !== home.file);
  if (!other) throw new Error("LM Studio has one file");
  const before = '{ "mcpServers": { "theirs": { "url": "http://localhost:1/mcp" } } }';
  await home.write(before);
  const { entry } = await installServer("http://localhost:8788/mcp", {
    host: "lm-studio",
    name: "mine",
    platform,
    verify: false,
  });
  await mkdir(dirname(other.file), { recursive: true });
  await writeFile(other.file, "{}\n");
  expect((await home.run({ fix: false })).findings).toMatchObject([
    {
      id: "two-host-files",
      what: expect.stringMatching(/ Not in each of them: "mine"\.$/),
      mend: "mcp-kit doctor --fix --host lm-studio",
      fixable: true,
    },
  ]);
  expect(await home.run({ fix: true })).toMatchObject({
    findings: [],
    fixed: [{ id: "two-host-files" }],
  });
  expect(JSON.parse(await readFile(other.file, "utf8"))).toEqual({ mcpServers: { mine: entry } });
  for (const file of [home.file, other.file])
    await uninstallServer("mine", { host: "lm-studio", file, platform });
  expect(await home.read()).toBe(before);
  expect(await readFile(other.file, "utf8")).toBe("{}\n");
});
