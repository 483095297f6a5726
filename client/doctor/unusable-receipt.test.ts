import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "vitest";
import { installServer } from "../install-server.ts";
import { userFolder } from "../user-folder.ts";
import { sickHome } from "./sick-home.test-support.ts";

test("CL-44 warns of a receipt that cannot be used, and leaves it where it is", async ({
  expect,
}) => {
  await using home = await sickHome();
  const { platform } = home;
  await installServer("http://localhost:8788/mcp", { name: "w", platform, verify: false });
  const folder = join(userFolder(platform), "receipts");
  const [name = ""] = await readdir(folder);
  const file = join(folder, name);
  const isFound = async () => (await home.found()).includes("warn receipt-unusable");
  expect(await isFound()).toBe(false);
  await writeFile(file, '{"version":2}');
  const { findings } = await home.run({ fix: true });
  expect(findings.filter(({ id }) => id === "receipt-unusable")).toMatchObject([
    {
      what: `A receipt cannot be understood, and counts as if there were none: ${file}.`,
      host: null,
      file,
      fixable: false,
    },
  ]);
  expect(await readFile(file, "utf8")).toBe('{"version":2}');
  await installServer("http://localhost:8789/mcp", { name: "v", platform, verify: false });
  expect(await isFound()).toBe(false);
});
