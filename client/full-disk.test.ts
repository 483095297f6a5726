import { execFileSync } from "node:child_process";
import { mkdir, mkdtempDisposable, readdir, readFile, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "vitest";
import { addEntry } from "./add-entry.ts";
import { mcpServersPlace } from "./documents/place.ts";
import { value } from "./host-file.test-support.ts";
import { removeEntry } from "./remove-entry.ts";

const name = "ours";
const before = JSON.stringify({ notes: "x".repeat(6000) });

/** A file system of its own, in memory; nothing when this user may mount none. */
async function mount(options: string) {
  const folder = await mkdtempDisposable(join(tmpdir(), "mcp-kit-"));
  const place = join(folder.path, "disk");
  await mkdir(place);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", place], { stdio: "ignore" });
  } catch {
    await folder.remove();
    return undefined;
  }
  return {
    path: place,
    remount: (more: string) => execFileSync("mount", ["-o", `remount,${more}`, place]),
    async [Symbol.asyncDispose]() {
      execFileSync("umount", [place]);
      await folder.remove();
    },
  };
}

/** Writes until there is no room for one byte more. */
async function fill(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  await writeFile(join(folder, "filler"), Buffer.alloc(bavail * bsize));
}

const canMount = await (async () => {
  await using disk = await mount("size=64k");
  return disk !== undefined;
})();

test.skipIf(!canMount).for([
  ["host's", "Claude", "kit"],
  ["kit's", "kit", "Claude"],
] as const)(
  "CL-39 keeps the file whole and leaves nothing beside it when the %s disk is full",
  async ([, full], { expect }) => {
    await using disk = await mount("size=64k");
    await using elsewhere = await mkdtempDisposable(join(tmpdir(), "mcp-kit-"));
    if (!disk) throw new Error("it could be mounted before");
    const [hostDisk, kitDisk] =
      full === "Claude" ? [disk.path, elsewhere.path] : [elsewhere.path, disk.path];
    const file = join(hostDisk, "Claude", "claude_desktop_config.json");
    const options = { host: "claude-desktop", name, userFolder: join(kitDisk, "kit") };
    await mkdir(dirname(file));
    await writeFile(file, before);
    await fill(disk.path);

    const adding = addEntry(mcpServersPlace(file), { ...options, value });
    await expect(adding).rejects.toMatchObject({
      code: "HOST_FILE_REFUSED",
      message: expect.stringMatching(/could not be written: ENOSPC/),
    });
    expect(await readFile(file, "utf8")).toBe(before);
    expect(await readdir(dirname(file))).toEqual(["claude_desktop_config.json"]);
    const receipts = await readdir(join(kitDisk, "kit", "receipts")).catch((): string[] => []);
    expect(receipts).toEqual([]);

    await writeFile(join(disk.path, "filler"), "");
    await addEntry(mcpServersPlace(file), { ...options, value });
    await fill(disk.path);
    const removing = removeEntry(mcpServersPlace(file), options);
    await expect(removing).rejects.toThrow(/could not be written: ENOSPC/);
    expect(JSON.parse(await readFile(file, "utf8"))).toHaveProperty("mcpServers");
    await writeFile(join(disk.path, "filler"), "");
    await removeEntry(mcpServersPlace(file), options);
    expect(await readFile(file, "utf8")).toBe(before);
  },
);

test.skipIf(!canMount)("CL-38 refuses a file on a disk that is read-only", async ({ expect }) => {
  await using disk = await mount("size=64k");
  if (!disk) throw new Error("it could be mounted before");
  const file = join(disk.path, "claude_desktop_config.json");
  await using elsewhere = await mkdtempDisposable(join(tmpdir(), "mcp-kit-"));
  const options = { host: "claude-desktop", name, userFolder: elsewhere.path };
  await writeFile(file, before);
  disk.remount("ro");
  await expect(addEntry(mcpServersPlace(file), { ...options, value })).rejects.toMatchObject({
    code: "HOST_FILE_REFUSED",
    message: expect.stringMatching(/could not be written: EROFS/),
  });
  const missing = join(disk.path, "new", "config.json");
  const creating = addEntry(mcpServersPlace(missing), { ...options, value });
  await expect(creating).rejects.toThrow(/could not be written/);
  expect(await readFile(file, "utf8")).toBe(before);
  expect(await readdir(disk.path)).toEqual(["claude_desktop_config.json"]);
});
