import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "vitest";
import { addEntry } from "./add-entry.ts";
import { readEntries } from "./documents/edit-entry.ts";
import type { Place } from "./documents/place.ts";
import { temporaryHome, value } from "./host-file.test-support.ts";
import { removeEntry } from "./remove-entry.ts";
import { undoAdd } from "./undo-add.ts";

const name = "gh";

/** Codex's file, with what somebody has in it. */
async function codexHome(text: string) {
  const home = await temporaryHome();
  const file = join(home.home, ".codex", "config.toml");
  await mkdir(join(home.home, ".codex"));
  await writeFile(file, text);
  const place: Place = { file, format: "toml", container: ["mcp_servers"] };
  return Object.assign(home, { place, file, read: () => readFile(file, "utf8") });
}

const token = 'GH_TOKEN = "my-only-copy"';

test.for([
  ["a table of its own", `[mcp_servers.gh]\ncommand = "x"\n\n[mcp_servers.gh.env]\n${token}\n`],
  [
    "a table of its own that stands first",
    `[mcp_servers.gh.env]\n${token}\n\n[mcp_servers.gh]\ncommand = "x"\n`,
  ],
  ["keys with dots", `mcp_servers.gh.command = "x"\nmcp_servers.gh.env.${token}\n`],
])(
  "CL-44 gives back all of an entry whose secret stands in %s, though somebody else has written since",
  async ([, text], { expect }) => {
    await using home = await codexHome(`${text}\n[mcp_servers.other]\ncommand = "y"\n`);
    const before = { ...(await readEntries(home.place, await home.read())) };
    expect(before[name]).toEqual({ command: "x", env: { GH_TOKEN: "my-only-copy" } });
    for (const takeBack of [removeEntry, undoAdd]) {
      const { receipt = "" } = await addEntry(home.place, {
        ...home.options,
        name,
        value,
        replace: true,
      });
      await writeFile(
        home.file,
        `model = "x"\n${(await home.read()).replace('model = "x"\n', "")}`,
      );
      await takeBack(home.place, { ...home.options, name, receipt });
      expect({ ...(await readEntries(home.place, await home.read())) }).toEqual(before);
      expect(await home.receipts()).toEqual([]);
    }
  },
);

test("CL-44 refuses to take out an entry rather than lose what JSON cannot say of the one before it", async ({
  expect,
}) => {
  await using home = await codexHome('[mcp_servers.gh]\ncommand = "x"\nsince = 2026-01-31\n');
  await addEntry(home.place, { ...home.options, name, value, replace: true });
  const ours = await home.read();
  await writeFile(home.file, ours.replaceAll(" = ", "="));
  await expect(removeEntry(home.place, { ...home.options, name })).rejects.toMatchObject({
    code: "HOST_FILE_REFUSED",
    message: expect.stringContaining("cannot be given back what gh held before"),
  });
  expect(await home.receipts()).toHaveLength(1);
  await writeFile(home.file, `# theirs\n${ours}`);
  await removeEntry(home.place, { ...home.options, name });
  expect(await home.read()).toBe('# theirs\n[mcp_servers.gh]\ncommand = "x"\nsince = 2026-01-31\n');
});

const theirs = { command: "mine", env: { KEY: "my-only-copy" } };

test("CL-44 gives back an entry that it had replaced, also when the host has dropped everything since", async ({
  expect,
}) => {
  await using home = await temporaryHome(JSON.stringify({ mcpServers: { gh: theirs } }));
  await addEntry(home.place, { ...home.options, name, value, replace: true });
  // Each of them as a host does that writes its file from memory, and the kit's entry is put in anew.
  for (const round of [0, 1, 2]) {
    await writeFile(home.file, JSON.stringify({ round }));
    const removed = await removeEntry(home.place, { ...home.options, name, dryRun: true });
    expect(removed).toMatchObject({ how: "removed", replaced: true });
    expect(JSON.parse(removed.text ?? "")).toEqual({ mcpServers: { gh: theirs }, round });
    await addEntry(home.place, { ...home.options, name, value: { command: `/${round}` } });
  }
  const removed = await removeEntry(home.place, { ...home.options, name });
  expect(removed).toMatchObject({ how: "removed", replaced: true });
  expect(JSON.parse(await home.read())).toEqual({ mcpServers: { gh: theirs }, round: 2 });
  expect(await home.receipts()).toEqual([]);
});

const away = "away.json";

test.for([
  ["it is back", false],
  ["the kit has made a new one meanwhile", true],
] as const)(
  "CL-44 makes no file anew for an entry that it had replaced, and gives that back once %s",
  async ([, hasMadeNew], { expect }) => {
    const before = JSON.stringify({ mcpServers: { gh: theirs } });
    await using home = await temporaryHome(before);
    await addEntry(home.place, { ...home.options, name, value, replace: true });
    await rename(home.file, join(home.folder, away));
    if (hasMadeNew) await addEntry(home.place, { ...home.options, name, value });
    for (const how of hasMadeNew ? ["restored", "absent"] : ["absent"]) {
      const removed = await removeEntry(home.place, { ...home.options, name });
      expect(removed).toMatchObject({ how, replaced: false, text: undefined });
      expect(await home.list()).toEqual([away]);
    }
    await rename(join(home.folder, away), home.file);
    await removeEntry(home.place, { ...home.options, name });
    expect(JSON.parse(await home.read())).toEqual(JSON.parse(before));
    expect(await home.receipts()).toEqual([]);
  },
);

test("CL-44 says that the file is not there, and that what it knows of it is kept", async ({
  expect,
}) => {
  await using home = await temporaryHome("{}");
  const none = await removeEntry(home.place, { ...home.options, name });
  await addEntry(home.place, { ...home.options, name, value });
  await rm(home.file);
  const gone = await removeEntry(home.place, { ...home.options, name });
  expect([none.warnings, gone.warnings]).toEqual([
    [],
    [
      `${home.file} is not there: was it moved, or is its disk not mounted? What the kit knows of ${name} is kept until the file is back.`,
    ],
  ]);
});
