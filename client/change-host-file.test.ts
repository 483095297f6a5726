import { readdir, readFile, rename, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "vitest";
import { addEntry } from "./add-entry.ts";
import { mcpServersPlace } from "./documents/place.ts";
import { runScript, temporaryHome, value } from "./host-file.test-support.ts";
import { removeEntry } from "./remove-entry.ts";

const name = "ours";

test.for([
  ["CL-23", "comments and a trailing comma", '{\n  // mine\n  "mcpServers": {"a": {},},\n}', "2:3"],
  ["CL-23", "truncated JSON", '{\n  "mcpServers": {\n    "a": {"comm', "3:11"],
  ["CL-25", "UTF-16", Buffer.from('\uFEFF{"mcpServers": {}}', "utf16le"), ""],
  ["CL-26", "a root that is an array", "[1, 2]", "1:1"],
  ["CL-26", "mcpServers as a list", '{"mcpServers": []}', "1:16"],
  ["CL-27", "mcpServers twice", '{"mcpServers": {"a": {}}, "mcpServers": {"b": {}}}', "1:27"],
  ["CL-27", "our name twice", '{"mcpServers": {"ours": {}, "ours": {}}}', "1:29"],
  ["CL-29", "50 MB", Buffer.alloc(50 * 1024 * 1024, " "), ""],
  ["CL-29", "a nesting of 100,000", `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, ""],
] as const)("%s refuses %s and touches nothing", async ([, , content, position], { expect }) => {
  await using home = await temporaryHome(content);
  const { mtimeMs, ino } = await stat(home.file);
  for (const change of [
    () => addEntry(home.place, { ...home.options, name, value, replace: true }),
    () => removeEntry(home.place, { ...home.options, name }),
  ])
    await expect(change()).rejects.toMatchObject({
      code: "HOST_FILE_REFUSED",
      message: expect.stringContaining(position && `${home.file}:${position} `),
    });
  expect(await stat(home.file)).toMatchObject({ mtimeMs, ino });
  expect(Buffer.from(content).equals(await readFile(home.file))).toBe(true);
  expect(await readdir(home.home)).toEqual(["Claude"]);
  expect(await home.list()).toHaveLength(1);
});

test("CL-29 refuses what would make a file that is too large to be read again", async ({
  expect,
}) => {
  const before = JSON.stringify({ notes: "x".repeat(1024 * 1024 - 60) });
  await using home = await temporaryHome(before);
  for (const dryRun of [true, false])
    await expect(
      addEntry(home.place, { ...home.options, name, value, dryRun }),
    ).rejects.toMatchObject({
      code: "HOST_FILE_REFUSED",
      message: `${home.file} would be larger than 1 MB with this change.`,
    });
  expect((await home.read()) === before).toBe(true);
  expect(await home.list()).toHaveLength(1);
  expect(await home.receipts()).toEqual([]);
});

test("CL-29 changes a file of Claude Code's, which has megabytes, and refuses one without end", async ({
  expect,
}) => {
  await using home = await temporaryHome();
  const file = join(home.folder, ".claude.json");
  const place = mcpServersPlace(file);
  const before = JSON.stringify({ projects: { "/home/me": "x".repeat(3 * 1024 * 1024) } });
  await writeFile(file, before);
  await addEntry(place, { ...home.options, name, value });
  expect(await removeEntry(place, { ...home.options, name })).toMatchObject({ how: "restored" });
  expect((await readFile(file, "utf8")) === before).toBe(true);
  await writeFile(file, Buffer.alloc(17 * 1024 * 1024, " "));
  await expect(addEntry(place, { ...home.options, name, value })).rejects.toMatchObject({
    message: `${file} is larger than 16 MB.`,
    hint: expect.stringContaining("old projects"),
  });
});

test("CL-35 takes no file for a broken link that appears while it is looked for", async ({
  expect,
}) => {
  await using home = await temporaryHome();
  const { output } = await runScript(`
    const { realpath } = fs;
    fs.realpath = async (path) => {
      try {
        return await realpath(path);
      } catch (error) {
        if (path === ${JSON.stringify(home.file)}) await fs.writeFile(path, "{}");
        throw error;
      }
    };
    syncBuiltinESMExports();
    await addEntry(${JSON.stringify(home.place)}, ${JSON.stringify({ ...home.options, name, value })});`);
  expect(output).toBe("");
  await removeEntry(home.place, { ...home.options, name });
  expect(await home.read()).toBe("{}");
});

/** A process that adds an entry, and says what came of it; another program may write each time when the new file is about to be. */
function scriptOf(home: Awaited<ReturnType<typeof temporaryHome>>, meddle: string): string {
  return `
    const file = ${JSON.stringify(home.file)};
    let times = 0;
    const { open, rename, writeFile } = fs;
    ${meddle}
    syncBuiltinESMExports();
    await addEntry(${JSON.stringify(home.place)}, ${JSON.stringify({ ...home.options, name, value })})
      .then(({ warnings, text }) => console.log(JSON.stringify({ warnings, text })))
      .catch(({ code, message }) => console.log(code, message));`;
}

const beforeRename = (content: string) => `
  fs.open = async (path, ...more) => {
    if (String(path).includes("claude_desktop_config.json.") && String(path).endsWith(".tmp"))
      await writeFile(file, ${content});
    return open(path, ...more);
  };`;

const afterRename = (content: string) => `
  fs.rename = async (from, to) => {
    await rename(from, to);
    if (to === file) await writeFile(to, ${content});
  };`;

test("CL-36 makes the change out of what the host wrote between read and rename", async ({
  expect,
}) => {
  await using home = await temporaryHome("{}");
  const rewritten = '{"rewritten":true}';
  const { output } = await runScript(scriptOf(home, beforeRename(JSON.stringify(rewritten))));
  const text = await home.read();
  expect(JSON.parse(output)).toEqual({ warnings: [], text });
  expect(JSON.parse(text)).toEqual({ mcpServers: { ours: value }, rewritten: true });
  await removeEntry(home.place, { ...home.options, name });
  expect(await home.read()).toBe(rewritten);
  expect(await home.list()).toHaveLength(1);
});

test("CL-36 stops when the host rewrites its file each time", async ({ expect }) => {
  await using home = await temporaryHome("{}");
  const { output } = await runScript(
    scriptOf(home, beforeRename("JSON.stringify({ times: ++times })")),
  );
  expect(output).toMatch(/^HOST_FILE_REFUSED .*was changed by another program meanwhile/);
  expect(JSON.parse(await home.read()).times).toBeGreaterThan(3);
  expect(await home.list()).toHaveLength(1);
  expect(await home.receipts()).toEqual([]);
});

test("CL-36 takes a file that is being written for no broken one", async ({ expect }) => {
  await using home = await temporaryHome('{"written": ');
  const added = addEntry(home.place, { ...home.options, name, value });
  await sleep(8);
  await writeFile(home.file, '{"written": 1}');
  await added;
  expect(JSON.parse(await home.read())).toEqual({ mcpServers: { ours: value }, written: 1 });
});

test("CL-36 does not report success for a file that is rewritten as soon as it is written, each time", async ({
  expect,
}) => {
  await using home = await temporaryHome("{}");
  const { output } = await runScript(scriptOf(home, afterRename(`'{"wiped": true}'`)));
  expect(output).toMatch(
    /^HOST_FILE_REFUSED .*as soon as it was written, and does not hold the change/,
  );
  expect(await home.read()).toBe('{"wiped": true}');
  expect(await home.list()).toHaveLength(1);
});

test("CL-36 makes the change again when another program's writing crossed it", async ({
  expect,
}) => {
  await using home = await temporaryHome("{}");
  const once = `times++ ? await fs.readFile(file) : '{"crossed": true}'`;
  const { output } = await runScript(scriptOf(home, afterRename(once)));
  expect(JSON.parse(output)).toEqual({ warnings: [], text: await home.read() });
  await removeEntry(home.place, { ...home.options, name });
  expect(await home.read()).toBe('{"crossed": true}');
  expect(await home.receipts()).toEqual([]);
});

test("CL-36 reports success, and a warning, for an entry that outlasted another program's writing", async ({
  expect,
}) => {
  await using home = await temporaryHome("{}");
  const theirs = JSON.stringify({ host: 1, mcpServers: { ours: value } });
  const { output } = await runScript(scriptOf(home, afterRename(JSON.stringify(theirs))));
  expect(JSON.parse(output)).toEqual({
    warnings: [
      `Another program wrote to ${home.file} as soon as it was written. It holds the change all the same.`,
    ],
    text: theirs,
  });
  expect(await home.read()).toBe(theirs);
  expect(await removeEntry(home.place, { ...home.options, name })).toMatchObject({
    how: "removed",
  });
  expect(JSON.parse(await home.read())).toEqual({ host: 1, mcpServers: {} });
});

test("CL-36 gets twenty entries into a file that a host writes many times a second", async ({
  expect,
}) => {
  await using home = await temporaryHome('{"count": 0}');
  const stopped = new AbortController();
  const host = (async () => {
    const whole = join(home.home, "whole");
    while (!stopped.signal.aborted) {
      const { count, ...rest } = JSON.parse(await home.read());
      await writeFile(whole, JSON.stringify({ count: count + 1, ...rest }));
      await rename(whole, home.file);
      await sleep(40);
    }
  })();
  const outcomes: PromiseSettledResult<unknown>[] = [];
  for (let index = 0; index < 20; index += 1)
    outcomes.push(
      ...(await Promise.allSettled([
        addEntry(home.place, { ...home.options, name: `server-${index}`, value }),
      ])),
    );
  stopped.abort();
  await host;
  expect(outcomes.filter(({ status }) => status === "rejected")).toEqual([]);
});

test("CL-40 removes what a run that was killed has left beside the file, and nothing else", async ({
  expect,
}) => {
  await using home = await temporaryHome("{}");
  const uuid = crypto.randomUUID();
  const others = [
    ".claude_desktop_config.json.mine.mcp-kit.tmp",
    `.other.json.${uuid}.mcp-kit.tmp`,
    `claude_desktop_config.json.${uuid}.tmp`,
  ];
  for (const other of [...others, `.claude_desktop_config.json.${uuid}.mcp-kit.tmp`])
    await writeFile(join(home.folder, other), "");
  await addEntry(home.place, { ...home.options, name, value });
  expect(await home.list()).toEqual([...others, "claude_desktop_config.json"].toSorted());
});

test("CL-45 CL-46 neither locks nor writes when there is nothing to change", async ({ expect }) => {
  await using home = await temporaryHome('{"mcpServers": {"foreign": {}}}');
  await utimes(home.folder, 1, 1);
  await addEntry(home.place, { ...home.options, name: "foreign", value: {} });
  await removeEntry(home.place, { ...home.options, name: "foreign" });
  await removeEntry(home.place, { ...home.options, name: "absent" });
  expect((await stat(home.folder)).mtimeMs).toBe(1000);
  expect(await readdir(home.home)).toEqual(["Claude"]);
});
