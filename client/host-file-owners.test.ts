import { spawnSync } from "node:child_process";
import {
  chmod,
  chown,
  link,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import { test, vi } from "vitest";
import { addEntry } from "./add-entry.ts";
import { mcpServersPlace } from "./documents/place.ts";
import { temporaryHome, value } from "./host-file.test-support.ts";
import { removeEntry } from "./remove-entry.ts";

const name = "ours";
const isRoot = process.getuid?.() === 0;
const isWindows = process.platform === "win32";

test.skipIf(isWindows)(
  "CL-30 writes through a link of the user's, and leaves the link",
  async ({ expect }) => {
    await using home = await temporaryHome();
    const target = join(home.home, "dotfiles", "claude.json");
    await mkdir(dirname(target));
    await writeFile(target, "{}");
    await symlink(join("..", "dotfiles", "claude.json"), home.file);
    const { file, text } = await addEntry(home.place, { ...home.options, name, value });
    expect(file).toBe(target);
    expect(await readFile(target, "utf8")).toBe(text);
    await removeEntry(mcpServersPlace(target), { ...home.options, name });
    expect(await readFile(target, "utf8")).toBe("{}");
    expect(await readlink(home.file)).toBe(join("..", "dotfiles", "claude.json"));
    expect([await home.list(), await readdir(dirname(target))]).toEqual([
      ["claude_desktop_config.json"],
      ["claude.json"],
    ]);
  },
);

test.skipIf(!isRoot)(
  "CL-31 refuses a link to somebody else's file, and that file itself",
  async ({ expect }) => {
    await using home = await temporaryHome();
    const target = join(home.home, "passwd");
    await writeFile(target, "{}");
    await chown(target, 65_534, 65_534);
    await symlink(target, home.file);
    for (const file of [home.file, target])
      await expect(
        addEntry(mcpServersPlace(file), { ...home.options, name, value }),
      ).rejects.toThrow(/passwd belongs to another user/);
    expect(await readFile(target, "utf8")).toBe("{}");
    expect(await readdir(home.home)).toEqual(["Claude", "passwd"]);
  },
);

test.skipIf(isWindows)(
  "CL-31 refuses a FIFO, a device, a folder and a link to nothing, at once",
  { timeout: 5000 },
  async ({ expect }) => {
    await using home = await temporaryHome();
    const fifo = join(home.folder, "fifo");
    expect(spawnSync("mkfifo", [fifo]).status).toBe(0);
    await symlink("/dev/zero", join(home.folder, "device"));
    await symlink("nowhere", join(home.folder, "broken"));
    for (const file of [
      fifo,
      join(home.folder, "device"),
      home.folder,
      join(home.folder, "broken"),
    ])
      for (const change of [
        () => addEntry(mcpServersPlace(file), { ...home.options, name, value }),
        () => removeEntry(mcpServersPlace(file), { ...home.options, name }),
      ])
        await expect(change()).rejects.toMatchObject({ code: "HOST_FILE_REFUSED" });
    expect(await home.list()).toEqual(["broken", "device", "fifo"]);
  },
);

test.skipIf(isWindows)(
  "CL-31 says what is to be done about links in a circle and a way through a file",
  async ({ expect }) => {
    await using home = await temporaryHome("{}");
    const loop = join(home.folder, "loop");
    await symlink("loop", loop);
    for (const [file, hint] of [
      [loop, /Links lead to each other/],
      [join(home.file, "below"), /A part of the way to it is a file/],
    ] as const)
      await expect(
        addEntry(mcpServersPlace(file), { ...home.options, name, value }),
      ).rejects.toMatchObject({ code: "HOST_FILE_REFUSED", hint: expect.stringMatching(hint) });
  },
);

test.skipIf(isWindows)(
  "CL-32 warns of a folder and a file that anybody may write to",
  async ({ expect }) => {
    await using home = await temporaryHome("{}");
    await chmod(home.folder, 0o1777);
    await chmod(home.file, 0o666);
    const { warnings } = await addEntry(home.place, { ...home.options, name, value });
    expect(warnings).toEqual([
      `Anybody on this machine can write to ${home.file}, and so start programs as you.`,
      `Anybody on this machine can put files into ${home.folder}, and so replace ${home.file}.`,
    ]);
  },
);

test.skipIf(!isRoot)(
  "CL-32 warns of a folder that belongs to somebody else",
  async ({ expect }) => {
    await using home = await temporaryHome("{}");
    await chown(home.folder, 65_534, 65_534);
    const { warnings } = await addEntry(home.place, { ...home.options, name, value });
    expect(warnings).toEqual([
      `The folder ${home.folder} belongs to another user, who can replace ${home.file}.`,
    ]);
  },
);

test.skipIf(isWindows)("warns of a file that has a second name", async ({ expect }) => {
  await using home = await temporaryHome("{}");
  await link(home.file, join(home.home, "second"));
  const { warnings } = await addEntry(home.place, { ...home.options, name, value });
  expect(warnings).toEqual([expect.stringContaining("has 2 names: only this one")]);
});

test.skipIf(isWindows)(
  "CL-33 neither follows nor removes what somebody put where the new file was to be written",
  async ({ expect }) => {
    await using home = await temporaryHome("{}");
    const uuid = "00000000-0000-4000-8000-000000000000";
    const trap = join(home.folder, `.claude_desktop_config.json.${uuid}.mcp-kit.tmp`);
    const victim = join(home.home, "victim");
    await writeFile(victim, "precious");
    await symlink(victim, trap);
    using guessed = vi.spyOn(crypto, "randomUUID").mockReturnValue(uuid);
    await expect(addEntry(home.place, { ...home.options, name, value })).rejects.toMatchObject({
      code: "HOST_FILE_REFUSED",
      message: expect.stringContaining("EEXIST"),
    });
    expect(guessed).toHaveBeenCalled();
    expect(await readFile(victim, "utf8")).toBe("precious");
    expect((await lstat(trap)).isSymbolicLink()).toBe(true);
    expect(await home.read()).toBe("{}");
  },
);

test.skipIf(isWindows).for([0o600, 0o640, 0o644, 0o660])(
  "CL-34 keeps the mode %o when it adds and when it removes",
  async (mode, { expect }) => {
    await using home = await temporaryHome("{}");
    await chmod(home.file, mode);
    await addEntry(home.place, { ...home.options, name, value });
    expect((await stat(home.file)).mode & 0o7777).toBe(mode);
    await removeEntry(home.place, { ...home.options, name });
    expect((await stat(home.file)).mode & 0o7777).toBe(mode);
  },
);

test.skipIf(!isRoot)("CL-34 keeps the group that the mode speaks of", async ({ expect }) => {
  await using home = await temporaryHome("{}");
  await chown(home.file, 0, 4);
  await chmod(home.file, 0o640);
  await addEntry(home.place, { ...home.options, name, value });
  const { gid, mode } = await stat(home.file);
  expect([gid, mode & 0o777]).toEqual([4, 0o640]);
});
