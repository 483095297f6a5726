import { test } from "vitest";
import type { Platform } from "../platform.ts";
import { sceneOf, windows } from "./sick-home.test-support.ts";
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
