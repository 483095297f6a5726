import {
  chmod,
  mkdir,
  readdir,
  readFile,
  readlink,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "vitest";
import { addEntry } from "./add-entry.ts";
import { asOrdinaryUser, runScript, temporaryHome, value } from "./host-file.test-support.ts";
import { removeEntry } from "./remove-entry.ts";

const name = "ours";
const theirs = { command: "/bin/theirs", env: { KEY: "1" }, disabled: true };

/** What other installers do to these files is why the kit exists: each of them lost or damaged some. */
const written: [string, string, string | undefined][] = [
  ["CL-21", "no file", undefined],
  [
    "CL-27",
    "four spaces and unknown keys",
    '{\n    "globalShortcut": "",\n    "n": 12345678901234567890,\n    "mcpServers": {\n        "a": {"command":   "x"}\n    }\n}\n',
  ],
  ["CL-28", "CRLF", '{\r\n  "mcpServers": {\r\n    "a": {}\r\n  }\r\n}\r\n'],
  ["CL-24", "a byte order mark", '\uFEFF{"mcpServers": {"a": {}}}'],
  ["CL-22", "an empty file", ""],
  [
    "CL-06",
    "a name that is taken",
    `{"mcpServers": {"a": {}, "ours": ${JSON.stringify(theirs, null, 1)}}}`,
  ],
];

test.for(written)(
  "%s with %s: the entry is put in, all else stays, and it can all be undone",
  async ([, , before], { expect }) => {
    await using home = await temporaryHome(before);
    await addEntry(home.place, { ...home.options, name, value, replace: true });
    const parsed = JSON.parse(await home.read());
    const original = JSON.parse(before?.replace(/^\uFEFF/, "") || "{}");
    expect(parsed).toEqual({ ...original, mcpServers: { ...original.mcpServers, ours: value } });
    // Every character of the original is still there, in its order, but for those of the entry itself.
    const kept = before?.replace(/^\uFEFF/, "").replace(JSON.stringify(theirs, null, 1), "");
    expect(isSpreadOver(kept ?? "", await home.read())).toBe(true);
    await removeEntry(home.place, { ...home.options, name });
    expect(await home.read().catch(() => undefined)).toBe(before);
  },
);

test.for([
  ["CL-23", "comments and a trailing comma", '{\n  // mine\n  "mcpServers": {"a": {},},\n}'],
  ["CL-23", "truncated JSON", '{\n  "mcpServers": {\n    "a": {"comm'],
  ["CL-26", "mcpServers as a list", '{"mcpServers": []}'],
  ["CL-26", "a root that is a list", "[1, 2]"],
  ["CL-27", "mcpServers twice", '{"mcpServers": {"a": {}}, "mcpServers": {"b": {}}}'],
])("%s with %s: nothing is done, and that is what is said", async ([, , before], { expect }) => {
  await using home = await temporaryHome(before);
  await expect(addEntry(home.place, { ...home.options, name, value })).rejects.toMatchObject({
    code: "HOST_FILE_REFUSED",
    message: expect.stringMatching(/claude_desktop_config\.json:\d+:\d+ cannot be used: expected/),
  });
  expect(await home.read()).toBe(before);
});

test.skipIf(process.platform === "win32")(
  "CL-30 CL-34 CL-38 with a link, a mode, a read-only file or folder: as their owner meant it",
  async ({ expect }) => {
    await using home = await temporaryHome();
    const target = join(home.home, "dotfiles", "claude.json");
    await mkdir(dirname(target));
    await writeFile(target, "{}", { mode: 0o600 });
    await symlink(target, home.file);
    await addEntry(home.place, { ...home.options, name, value });
    expect(await readlink(home.file)).toBe(target);
    expect((await stat(target)).mode & 0o777).toBe(0o600);

    const before = await readFile(target, "utf8");
    const again = { ...home.options, name: "again", value };
    await chmod(target, 0o400);
    await expect(addEntry(home.place, again)).rejects.toThrow(/is read-only/);
    await chmod(target, 0o666);
    await chmod(dirname(target), 0o555);
    for (const folder of [home.home, home.userFolder, join(home.userFolder, "receipts")])
      await chmod(folder, 0o777);
    await asOrdinaryUser(() =>
      expect(addEntry(home.place, again)).rejects.toThrow(/cannot|could not/),
    );
    await chmod(dirname(target), 0o755);
    expect(await readFile(target, "utf8")).toBe(before);
    expect(await readdir(dirname(target))).toEqual(["claude.json"]);
  },
);

test.skipIf(process.platform === "win32")(
  "CL-39 with a disk that takes no more: the file stays whole, and nothing lies beside it",
  async ({ expect }) => {
    const before = JSON.stringify({ notes: "x".repeat(5000) });
    await using home = await temporaryHome(before);
    const options = JSON.stringify({ ...home.options, name, value });
    const add = `await addEntry(${JSON.stringify(home.place)}, ${options})
      .catch(({ code, message }) => console.log(code, message));`;
    const { output } = await runScript(add, { maxFileBlocks: 1 });
    expect(output).toMatch(/^HOST_FILE_REFUSED .*could not be written: EFBIG/);
    expect(await home.read()).toBe(before);
    expect([await home.list(), await home.receipts()]).toEqual([
      ["claude_desktop_config.json"],
      [],
    ]);
    expect(await runScript(add)).toMatchObject({ output: "", status: 0 });
    expect(await home.read()).not.toBe(before);
  },
);

/** Whether one text is the other with something put in. */
function isSpreadOver(text: string, longer: string): boolean {
  let at = 0;
  for (const character of longer) if (character === text[at]) at += 1;
  return at === text.length;
}
