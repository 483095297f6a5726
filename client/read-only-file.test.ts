import { chmod, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "vitest";
import { addEntry } from "./add-entry.ts";
import { mcpServersPlace } from "./documents/place.ts";
import { asOrdinaryUser, temporaryHome, value } from "./host-file.test-support.ts";
import { openHome, theirs } from "./install-home.test-support.ts";
import { installServer } from "./install-server.ts";

const name = "ours";
const isWindows = process.platform === "win32";

test.skipIf(isWindows)(
  "CL-38 refuses a read-only file and a read-only folder",
  async ({ expect }) => {
    await using home = await temporaryHome("{}");
    await chmod(home.file, 0o444);
    const adding = addEntry(home.place, { ...home.options, name, value });
    await expect(adding).rejects.toThrow(/is read-only/);
    await chmod(home.file, 0o666);
    await chmod(home.folder, 0o555);
    await chmod(home.home, 0o777);
    await asOrdinaryUser(async () => {
      for (const place of [home.place, mcpServersPlace(join(home.folder, "new", "config.json"))])
        await expect(addEntry(place, { ...home.options, name, value })).rejects.toMatchObject({
          code: "HOST_FILE_REFUSED",
          message: expect.stringMatching(/could not be written: EACCES/),
        });
    });
    expect(await home.read()).toBe("{}");
    expect(await readdir(home.home)).toEqual(["Claude"]);
    await chmod(home.folder, 0o755);
    expect(await home.list()).toHaveLength(1);
  },
);

test.skipIf(isWindows)(
  "CL-38 changes nothing when the receipt cannot be written",
  async ({ expect }) => {
    await using home = await temporaryHome("{}");
    await writeFile(home.userFolder, "a file where a folder is needed");
    await expect(addEntry(home.place, { ...home.options, name, value })).rejects.toMatchObject({
      code: "HOST_FILE_REFUSED",
    });
    expect(await home.read()).toBe("{}");
    expect(await home.list()).toHaveLength(1);
  },
);

test.skipIf(isWindows)(
  "CL-38 CL-46 a dry run refuses a read-only file as the installation does, which has made nothing yet",
  async ({ expect }) => {
    await using home = await openHome();
    await home.write(theirs);
    await chmod(home.file, 0o444);
    const before = await home.list();
    for (const dryRun of [true, false]) {
      const options = { name, platform: home.platform, verify: false, dryRun };
      await expect(installServer("http://localhost:8788/mcp", options)).rejects.toMatchObject({
        code: "HOST_FILE_REFUSED",
        message: `${home.file} is read-only.`,
      });
      expect(await home.list()).toEqual(before);
    }
  },
);
