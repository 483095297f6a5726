import { mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "vitest";
import { addEntry } from "./add-entry.ts";
import { mcpServersPlace } from "./documents/place.ts";
import { hashOf } from "./history/step.ts";
import { temporaryHome, value } from "./host-file.test-support.ts";
import { readReceipts } from "./receipt.ts";

const name = "ours";

test("adds an entry, and gives the file before and after", async ({ expect }) => {
  await using home = await temporaryHome('{"theme": "dark"}\n');
  const added = await addEntry(home.place, { ...home.options, name, value });
  expect(added).toEqual({
    file: home.file,
    changed: true,
    replaces: false,
    before: '{"theme": "dark"}\n',
    text: await home.read(),
    receipt: expect.any(String),
    warnings: [],
  });
  expect(JSON.parse(added.text)).toEqual({ mcpServers: { ours: value }, theme: "dark" });
  expect(await home.list()).toHaveLength(1);
});

test("leaves a receipt for the user alone, with both hashes and the text that was put in", async ({
  expect,
}) => {
  await using home = await temporaryHome("{}");
  const { text } = await addEntry(home.place, { ...home.options, name, value });
  const [receipt, ...others] = await readReceipts(home.userFolder);
  expect(others).toEqual([]);
  expect(receipt).toMatchObject({
    file: home.file,
    folders: [],
    steps: [
      {
        host: "claude-desktop",
        name,
        value,
        before: hashOf("{}"),
        after: hashOf(text),
        splices: [{ offset: 1, removed: "", inserted: text.slice(1, -1) }],
      },
    ],
  });
  const [file = ""] = await home.receipts();
  const receipts = join(home.userFolder, "receipts");
  expect((await stat(join(receipts, file))).mode & 0o777).toBe(0o600);
  expect((await stat(receipts)).mode & 0o777).toBe(0o700);
});

test("makes a change only to the entry that it was made up from", async ({ expect }) => {
  await using home = await temporaryHome("{}");
  await addEntry(home.place, { ...home.options, name, value });
  const change = { ...home.options, name, value: { ...value, command: "/new/node" } };
  for (const text of ["{}", JSON.stringify({ mcpServers: { ours: { ...value, env: {} } } })]) {
    await writeFile(home.file, text);
    await expect(
      addEntry(home.place, { ...change, replace: true, instead: value }),
    ).rejects.toThrow(`The entry "ours" in ${home.file} was changed meanwhile.`);
    expect(await home.read()).toBe(text);
  }
  await writeFile(home.file, JSON.stringify({ mcpServers: { ours: value } }));
  const { changed } = await addEntry(home.place, { ...change, instead: { ...value } });
  expect(changed).toBe(true);
});

test("writes nothing when the entry is there already", async ({ expect }) => {
  await using home = await temporaryHome(JSON.stringify({ mcpServers: { ours: value } }));
  const { mtimeMs, ino } = await stat(home.file);
  const added = await addEntry(home.place, { ...home.options, name, value });
  expect(added).toMatchObject({ changed: false, text: await home.read() });
  expect(added).not.toHaveProperty("receipt");
  expect(await stat(home.file)).toMatchObject({ mtimeMs, ino });
  expect(await home.receipts()).toEqual([]);
});

test("CL-06 refuses a name that somebody else's entry has, unless it is told to replace it", async ({
  expect,
}) => {
  const text = '{"mcpServers": {"ours": {"command": "mine", "env": {"KEY": "1"}}}}';
  await using home = await temporaryHome(text);
  await expect(addEntry(home.place, { ...home.options, name, value })).rejects.toMatchObject({
    code: "USAGE",
    message: expect.stringContaining(`an entry ours in ${home.file}`),
  });
  expect(await home.read()).toBe(text);
  expect(await home.receipts()).toEqual([]);
  await addEntry(home.place, { ...home.options, name, value, replace: true });
  expect(JSON.parse(await home.read())).toEqual({ mcpServers: { ours: value } });
});

test("replaces an entry of the kit's own without being asked", async ({ expect }) => {
  await using home = await temporaryHome("{}");
  await addEntry(home.place, { ...home.options, name, value });
  const other = { command: "/bin/other" };
  await addEntry(home.place, { ...home.options, name, value: other });
  expect(JSON.parse(await home.read())).toEqual({ mcpServers: { ours: other } });
  const isOurs = (found: unknown) => JSON.stringify(found) === JSON.stringify(other);
  await writeFile(join(home.folder, "b.json"), await home.read());
  const elsewhere = mcpServersPlace(join(home.folder, "b.json"));
  await addEntry(elsewhere, { ...home.options, name, value, isOurs });
});

test("CL-07 warns of a name that differs only in capital letters", async ({ expect }) => {
  await using home = await temporaryHome('{"mcpServers": {"Ours": {}}}');
  const { warnings } = await addEntry(home.place, { ...home.options, name, value });
  expect(warnings).toEqual([expect.stringContaining('an entry "Ours" too')]);
});

test("CL-46 writes nothing at all in a dry run, and says what it would write", async ({
  expect,
}) => {
  await using home = await temporaryHome("{}");
  const everything = async () => {
    const paths = await readdir(home.home, { recursive: true });
    const stats = await Promise.all(paths.map((path) => stat(join(home.home, path))));
    return paths.map((path, index) => [path, stats[index]?.mtimeMs]);
  };
  const before = await everything();
  const dry = await addEntry(home.place, { ...home.options, name, value, dryRun: true });
  const missing = mcpServersPlace(join(home.home, "new", "folder", "config.json"));
  const created = await addEntry(missing, { ...home.options, name, value, dryRun: true });
  expect(await everything()).toEqual(before);
  expect(created).toMatchObject({ changed: true, before: undefined });
  expect(dry).not.toHaveProperty("receipt");
  const { text } = await addEntry(home.place, { ...home.options, name, value });
  expect(dry.text).toBe(text);
});

test("CL-21 makes a missing file and its folders for the user alone", async ({ expect }) => {
  await using home = await temporaryHome();
  const file = join(home.home, "deep", "Claude", "claude_desktop_config.json");
  await addEntry(mcpServersPlace(file), { ...home.options, name, value });
  expect(JSON.parse(await readFile(file, "utf8"))).toEqual({ mcpServers: { ours: value } });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(dirname(file))).mode & 0o777).toBe(0o700);
  const [receipt] = await readReceipts(home.userFolder);
  expect(receipt).toMatchObject({
    file,
    folders: [join(home.home, "deep"), dirname(file)],
    steps: [{ before: null }],
  });
});

test("has one receipt for a file, whichever way leads to it", async ({ expect }) => {
  await using home = await temporaryHome();
  const link = join(home.home, "link");
  await symlink(home.folder, link);
  const through = mcpServersPlace(join(link, "claude_desktop_config.json"));
  await addEntry(through, { ...home.options, name, value });
  await addEntry(home.place, { ...home.options, name: "other", value });
  expect(await home.receipts()).toHaveLength(1);
});

test("starts a receipt anew that cannot be understood, and says so", async ({ expect }) => {
  await using home = await temporaryHome("{}");
  const receipts = join(home.userFolder, "receipts");
  await mkdir(receipts, { recursive: true });
  await writeFile(join(receipts, `${hashOf(home.file)?.slice(0, 32)}.json`), '{"version": 1}');
  const { warnings } = await addEntry(home.place, { ...home.options, name, value });
  expect(warnings).toEqual([expect.stringContaining("cannot be understood")]);
  expect(await readReceipts(home.userFolder)).toHaveLength(1);
});
