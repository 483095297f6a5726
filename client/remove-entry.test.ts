import { readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "vitest";
import { addEntry } from "./add-entry.ts";
import { mcpServersPlace } from "./documents/place.ts";
import { temporaryHome, value } from "./host-file.test-support.ts";
import { readReceipts } from "./receipt.ts";
import { removeEntry } from "./remove-entry.ts";

const name = "ours";
const other = { command: "/bin/other" };

const at = (version: number) => ({ command: "/bin/node", args: [`/bridge-${version}.mjs`] });

function hasCommand(command: string) {
  return (found: unknown) => JSON.stringify(found).startsWith(`{"command":"${command}"`);
}

test.for([
  ["an empty file", ""],
  ["CL-22 a file of white space", " \r\n\t"],
  ["an empty object", "{}"],
  ["an empty object of two lines", "{\n}\n"],
  ["an empty mcpServers of two lines", '{"mcpServers": {\n} }'],
  ["CL-24 a byte order mark", '\uFEFF{"a": 1}'],
  ["CL-27 numbers and names that JSON.parse would lose", '{"a": 1e400, "a": 20, "__proto__": 1}'],
  ["CL-28 CRLF, tabs and no final line break", '{\r\n\t"mcpServers": {\r\n\t\t"a": {}\r\n\t}\r\n}'],
  ["an entry that was replaced", '{"mcpServers": {"a": 1, "ours": {"command" :  "mine"}}}'],
])("restores %s", async ([, before], { expect }) => {
  await using home = await temporaryHome(before);
  await addEntry(home.place, { ...home.options, name, value, replace: true });
  expect(await home.read()).not.toBe(before);
  const removed = await removeEntry(home.place, { ...home.options, name });
  expect(removed).toMatchObject({ how: "restored", changed: true, text: before });
  expect(await home.read()).toBe(before);
  expect(await home.list()).toHaveLength(1);
  expect(await home.receipts()).toEqual([]);
});

test("removes a file and folders that were made for the entry", async ({ expect }) => {
  await using home = await temporaryHome();
  const place = mcpServersPlace(join(home.home, "deep", "down", "config.json"));
  await addEntry(place, { ...home.options, name, value });
  await addEntry(place, { ...home.options, name: "other", value });
  expect(await removeEntry(place, { ...home.options, name })).toMatchObject({ how: "restored" });
  const removed = await removeEntry(place, { ...home.options, name: "other" });
  expect(removed).toMatchObject({ how: "restored", text: undefined });
  expect(await readdir(home.home)).toEqual([".remote-mcp-kit", "Claude"]);
  expect(await home.receipts()).toEqual([]);
});

test("leaves a folder in which somebody has put something", async ({ expect }) => {
  await using home = await temporaryHome();
  const place = mcpServersPlace(join(home.home, "deep", "down", "config.json"));
  await addEntry(place, { ...home.options, name, value });
  await writeFile(join(home.home, "deep", "mine"), "");
  await removeEntry(place, { ...home.options, name });
  expect(await readdir(join(home.home, "deep"))).toEqual(["mine"]);
});

test("restores the file when it goes back over several changes of one entry", async ({
  expect,
}) => {
  await using home = await temporaryHome('{"mcpServers": {"ours": 1 }}');
  await addEntry(home.place, { ...home.options, name, value, replace: true });
  await addEntry(home.place, { ...home.options, name: "b", value });
  await addEntry(home.place, { ...home.options, name, value: other });
  await removeEntry(home.place, { ...home.options, name: "b" });
  await removeEntry(home.place, { ...home.options, name });
  expect(await home.read()).toBe('{"mcpServers": {"ours": 1 }}');
});

test("remembers one step of an entry, however often it is put in, and restores the file", async ({
  expect,
}) => {
  const before = '{"mcpServers": {"ours": 1 }}';
  await using home = await temporaryHome(before);
  await addEntry(home.place, { ...home.options, name, value: at(0), replace: true });
  await addEntry(home.place, { ...home.options, name: "b", value });
  const sizes: number[] = [];
  for (let version = 1; version <= 9; version += 1) {
    const made = await addEntry(home.place, { ...home.options, name, value: at(version) });
    const [receipt] = await readReceipts(home.userFolder);
    expect(receipt?.steps.map((step) => [step.name, step.id])).toEqual([
      [name, made.receipt],
      ["b", expect.any(String)],
    ]);
    sizes.push(JSON.stringify(receipt).length);
    expect(JSON.parse(await home.read())).toEqual({ mcpServers: { ours: at(version), b: value } });
  }
  expect(new Set(sizes).size).toBe(1);
  await removeEntry(home.place, { ...home.options, name });
  await removeEntry(home.place, { ...home.options, name: "b" });
  expect(await home.read()).toBe(before);
});

test("remembers two steps of an entry at most when somebody else writes in between, and what was replaced", async ({
  expect,
}) => {
  await using home = await temporaryHome('{"mcpServers": {"ours": {"command": "mine"}}}');
  for (let version = 0; version < 6; version += 1) {
    const isOurs = hasCommand("/bin/node");
    const made = { command: "/bin/node", args: [String(version)] };
    await addEntry(home.place, {
      ...home.options,
      name,
      value: made,
      isOurs,
      replace: version === 0,
    });
    const [receipt] = await readReceipts(home.userFolder);
    expect(receipt?.steps.length).toBeLessThanOrEqual(2);
    // As a host does that writes the file from memory, with something of its own in the entry.
    const { mcpServers } = JSON.parse(await home.read());
    const theirs = {
      mcpServers: { ours: { ...mcpServers.ours, disabled: version % 2 === 0 } },
      version,
    };
    await writeFile(
      home.file,
      JSON.stringify(version % 3 === 0 ? { mcpServers, version } : theirs),
    );
  }
  await removeEntry(home.place, { ...home.options, name, isOurs: hasCommand("/bin/node") });
  expect(JSON.parse(await home.read())).toEqual({
    mcpServers: { ours: { command: "mine" } },
    version: 5,
  });
  expect(await home.receipts()).toEqual([]);
});

test("takes an entry out by its words though it was put in again and somebody else wrote in between", async ({
  expect,
}) => {
  await using home = await temporaryHome('{"a" : 1}');
  for (const command of ["/1", "/2", "/3"]) {
    await addEntry(home.place, { ...home.options, name, value: { command } });
    await writeFile(home.file, (await home.read()).replace('"a" : 1', '"a" : 1 '));
  }
  expect(await removeEntry(home.place, { ...home.options, name })).toMatchObject({
    how: "removed",
  });
  expect(await home.read()).toBe('{"a" : 1   }');
});

test("removes only its entry when somebody else has written since", async ({ expect }) => {
  await using home = await temporaryHome("{\n}\n");
  await addEntry(home.place, { ...home.options, name, value });
  await writeFile(home.file, (await home.read()).replace(/\n}\n$/, ',\n  "theme" : "dark"}\n'));
  const removed = await removeEntry(home.place, { ...home.options, name });
  expect(removed).toMatchObject({ how: "removed", changed: true });
  expect(JSON.parse(await home.read())).toEqual({ mcpServers: {}, theme: "dark" });
  expect(await home.receipts()).toEqual([]);
});

test("gives back a replaced entry though the host has rewritten the file", async ({ expect }) => {
  await using home = await temporaryHome('{"mcpServers": {"ours": {"command": "mine"}}}');
  await addEntry(home.place, { ...home.options, name, value, replace: true });
  await writeFile(home.file, JSON.stringify({ ...JSON.parse(await home.read()), a: 1 }, null, 8));
  const removed = await removeEntry(home.place, { ...home.options, name });
  expect(removed.how).toBe("removed");
  const mcpServers = { ours: { command: "mine" } };
  expect(await home.read()).toContain('"a": 1');
  expect(JSON.parse(await home.read())).toEqual({ mcpServers, a: 1 });
});

test("restores what another entry of the kit's was put into after somebody else had written", async ({
  expect,
}) => {
  await using home = await temporaryHome("{}");
  await addEntry(home.place, { ...home.options, name, value });
  const foreign = JSON.stringify({ theme: "light", ...JSON.parse(await home.read()) });
  await writeFile(home.file, foreign);
  await addEntry(home.place, { ...home.options, name: "b", value });
  expect(await removeEntry(home.place, { ...home.options, name: "b" })).toMatchObject({
    how: "restored",
    text: foreign,
  });
  await addEntry(home.place, { ...home.options, name: "b", value });
  await removeEntry(home.place, { ...home.options, name });
  await removeEntry(home.place, { ...home.options, name: "b" });
  expect(await home.read()).toBe('{"theme":"light","mcpServers":{}}');
});

test("CL-44 leaves and reports an entry of that name that is not the kit's", async ({ expect }) => {
  await using home = await temporaryHome("{}");
  await addEntry(home.place, { ...home.options, name, value });
  const foreign = '{"mcpServers": {"ours": {"command": "mine"}}}';
  await writeFile(home.file, foreign);
  const removed = await removeEntry(home.place, { ...home.options, name });
  expect(removed).toMatchObject({ how: "foreign", changed: false, text: foreign });
  expect(await home.read()).toBe(foreign);
});

test("CL-44 removes an entry of the kit's shape that has no receipt", async ({ expect }) => {
  await using home = await temporaryHome('{"mcpServers": {"a": {}, "ours": {"command": "kit"}}}');
  const isOurs = hasCommand("kit");
  await addEntry(home.place, { ...home.options, name: "b", value });
  expect(await removeEntry(home.place, { ...home.options, name: "a", isOurs })).toMatchObject({
    how: "foreign",
  });
  expect(await removeEntry(home.place, { ...home.options, name, isOurs })).toMatchObject({
    how: "removed",
  });
  await removeEntry(home.place, { ...home.options, name: "b" });
  expect(await home.read()).toBe('{"mcpServers": {"a": {}}}');
});

test("removes an entry of the kit's to which its host has added something", async ({ expect }) => {
  await using home = await temporaryHome('{"mcpServers": {"ours": {"command": "mine"}}}');
  await addEntry(home.place, { ...home.options, name, value, replace: true });
  const disabled = { mcpServers: { ours: { ...value, disabled: true } } };
  await writeFile(home.file, JSON.stringify(disabled));
  const isOurs = hasCommand(value.command);
  await removeEntry(home.place, { ...home.options, name, isOurs });
  expect(JSON.parse(await home.read())).toEqual({ mcpServers: { ours: { command: "mine" } } });
});

test("CL-45 finds nothing to remove the second time, and changes nothing", async ({ expect }) => {
  await using home = await temporaryHome('{"mcpServers": {}}');
  await addEntry(home.place, { ...home.options, name, value });
  await removeEntry(home.place, { ...home.options, name });
  const { mtimeMs, ino } = await stat(home.file);
  expect(await removeEntry(home.place, { ...home.options, name })).toMatchObject({
    how: "absent",
    changed: false,
  });
  expect(await stat(home.file)).toMatchObject({ mtimeMs, ino });
  const missing = mcpServersPlace(join(home.home, "nowhere", "config.json"));
  expect(await removeEntry(missing, { ...home.options, name })).toMatchObject({ how: "absent" });
  expect(await readdir(home.home)).not.toContain("nowhere");
});

test("forgets an entry that its host has dropped once it is removed", async ({ expect }) => {
  await using home = await temporaryHome("{}");
  await addEntry(home.place, { ...home.options, name, value });
  await writeFile(home.file, "{}");
  expect(await home.receipts()).toHaveLength(1);
  expect(await removeEntry(home.place, { ...home.options, name })).toMatchObject({ how: "absent" });
  expect(await home.receipts()).toEqual([]);
});

test("CL-46 writes nothing in a dry run", async ({ expect }) => {
  await using home = await temporaryHome("{}");
  const { text } = await addEntry(home.place, { ...home.options, name, value });
  const removed = await removeEntry(home.place, { ...home.options, name, dryRun: true });
  expect(removed).toMatchObject({ how: "restored", text: "{}", changed: true });
  expect(await home.read()).toBe(text);
  expect(await home.receipts()).toHaveLength(1);
});
