import { spawnSync } from "node:child_process";
import {
  chmod,
  lstat,
  mkdir,
  mkdtempDisposable,
  readdir,
  readFile,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "vitest";
import type { Entry } from "./entry.ts";
import { writeEntry } from "./write-entry.ts";

const name = "ours";
const entry: Entry = { command: "/bin/node", args: ["/b.js", "http://localhost:8788/mcp"] };

async function temporaryFile(content?: string) {
  const home = await mkdtempDisposable(join(tmpdir(), "mcp-kit-"));
  const file = join(home.path, "claude_desktop_config.json");
  if (content !== undefined) await writeFile(file, content);
  return { file, [Symbol.asyncDispose]: () => home.remove() };
}

/** Our entry as it stands in a file of that indentation. */
function printed(indentation: string, unit: string, eol = "\n"): string {
  return JSON.stringify(entry, null, unit).replaceAll("\n", eol + indentation);
}

const compact = JSON.stringify(entry);
const inTwo = printed("    ", "  ");
const inFour = printed("        ", "    ");

test.for([
  [
    "CL-27 keeps the layout of siblings and unknown keys",
    '{\n    "globalShortcut": "",\n    "mcpServers": {\n        "a": {"command":   "x"}\n    }\n}\n',
    `{\n    "globalShortcut": "",\n    "mcpServers": {\n        "ours": ${inFour},\n        "a": {"command":   "x"}\n    }\n}\n`,
  ],
  [
    "CL-27 keeps large numbers and repeated keys of others",
    '{"n": 12345678901234567890, "m": 1e400, "n": 2,\n "mcpServers": {"a": {}, "a": {}}}',
    `{"n": 12345678901234567890, "m": 1e400, "n": 2,\n "mcpServers": {"ours":${compact},"a": {}, "a": {}}}`,
  ],
  [
    "CL-28 writes CRLF into a CRLF file",
    '{\r\n  "mcpServers": {\r\n    "a": {}\r\n  }\r\n}\r\n',
    `{\r\n  "mcpServers": {\r\n    "ours": ${printed("    ", "  ", "\r\n")},\r\n    "a": {}\r\n  }\r\n}\r\n`,
  ],
  [
    "CL-28 writes tabs into a file of tabs and adds no final line break",
    '{\n\t"mcpServers": {}\n}',
    `{\n\t"mcpServers": {\n\t\t"ours": ${printed("\t\t", "\t")}\n\t}\n}`,
  ],
  [
    "CL-28 keeps a file of one line",
    '{"mcpServers":{"a":{}}}',
    `{"mcpServers":{"ours":${compact},"a":{}}}`,
  ],
  [
    "keeps an object of one line",
    '{ "mcpServers": { "a": {} } }',
    `{ "mcpServers": { "ours":${compact}, "a": {} } }`,
  ],
  ["fills an empty object of one line", '{"mcpServers":{}}', `{"mcpServers":{"ours":${compact}}}`],
  [
    "fills an empty object of two lines",
    '{\n  "mcpServers": {\n  }\n}\n',
    `{\n  "mcpServers": {\n    "ours": ${inTwo}\n  }\n}\n`,
  ],
  [
    "adds mcpServers to a file that has none",
    '{\n  "theme": "dark"\n}\n',
    `{\n  "mcpServers": {\n    "ours": ${inTwo}\n  },\n  "theme": "dark"\n}\n`,
  ],
  [
    "CL-24 writes without a byte order mark, with which Claude Desktop would drop the servers",
    "\uFEFF{}",
    `{\n  "mcpServers": {\n    "ours": ${inTwo}\n  }\n}`,
  ],
  ["CL-22 fills an empty file", "", `{\n  "mcpServers": {\n    "ours": ${inTwo}\n  }\n}\n`],
  [
    "replaces an entry of that name as a whole, where it stands",
    '{\n  "mcpServers": {\n    "a": {},\n    "ours": {"command": "old", "env": {"A": "1"}, "disabled": true} ,\n    "b": {}\n  }\n}\n',
    `{\n  "mcpServers": {\n    "a": {},\n    "ours": ${inTwo} ,\n    "b": {}\n  }\n}\n`,
  ],
  [
    "replaces an entry in a file of one line",
    '{"mcpServers": {"a": 1, "ours": null}}',
    `{"mcpServers": {"a": 1, "ours": ${compact}}}`,
  ],
])("%s", async ([, before, after], { expect }) => {
  await using temporary = await temporaryFile(before);
  const { file } = temporary;
  expect(await writeEntry({ file, name, entry })).toEqual({ changed: true, text: after });
  expect(await readFile(file, "utf8")).toBe(after);
  expect(await readdir(dirname(file))).toHaveLength(1);
  expect(await writeEntry({ file, name, entry })).toEqual({ changed: false, text: after });
});

test("writes nothing when the entry is there already, in whatever layout", async ({ expect }) => {
  const text = `{"mcpServers": {"ours": {"args": ${JSON.stringify(entry.args)},\n\n"command": "/bin/node"}}}`;
  await using temporary = await temporaryFile(text);
  const { file } = temporary;
  const { ino, mtimeMs } = await stat(file);
  expect(await writeEntry({ file, name, entry: { ...entry, env: undefined } })).toEqual({
    changed: false,
    text,
  });
  expect(await stat(file)).toMatchObject({ ino, mtimeMs });
});

test.for([
  ["CL-23", "comments and a trailing comma", '{\n  // mine\n  "mcpServers": {"a": {},},\n}'],
  ["CL-23", "truncated JSON", '{\n  "mcpServers": {\n    "a": {"comm'],
  ["CL-26", "mcpServers as an array", '{"mcpServers": []}'],
  ["CL-26", "an array for a root", "[1, 2]"],
  ["CL-27", "mcpServers twice", '{"mcpServers": {"a": {}}, "mcpServers": {"b": {}}}'],
  ["CL-27", "our name twice", '{"mcpServers": {"ours": {}, "ours": {}}}'],
])("%s refuses %s and leaves the file as it was", async ([, , text], { expect }) => {
  await using temporary = await temporaryFile(text);
  const { file } = temporary;
  await expect(writeEntry({ file, name, entry })).rejects.toMatchObject({
    code: "HOST_FILE_REFUSED",
  });
  expect(await readFile(file, "utf8")).toBe(text);
  expect(await readdir(dirname(file))).toHaveLength(1);
});

test("CL-01 refuses a name before it looks at any file", async ({ expect }) => {
  await expect(writeEntry({ file: "/dev/null", name: "test&calc", entry })).rejects.toMatchObject({
    code: "USAGE",
  });
});

test.skipIf(process.platform === "win32")(
  "CL-21 creates a missing file and its folder for the user alone",
  async ({ expect }) => {
    await using temporary = await temporaryFile();
    const file = join(dirname(temporary.file), "deep", "Claude", "claude_desktop_config.json");
    expect(await writeEntry({ file, name, entry })).toMatchObject({ changed: true });
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual({ mcpServers: { ours: entry } });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(file))).mode & 0o777).toBe(0o700);
  },
);

test("CL-30 writes through a link and leaves the link", async ({ expect }) => {
  await using temporary = await temporaryFile();
  const { file } = temporary;
  const target = join(dirname(file), "dotfiles", "claude.json");
  await mkdir(dirname(target));
  await writeFile(target, "{}");
  await symlink(join("dotfiles", "claude.json"), file);
  await writeEntry({ file, name, entry });
  expect((await lstat(file)).isSymbolicLink()).toBe(true);
  expect(JSON.parse(await readFile(target, "utf8"))).toEqual({ mcpServers: { ours: entry } });
  expect(await readdir(dirname(target))).toEqual(["claude.json"]);
});

test.skipIf(process.platform === "win32").for([0o600, 0o640, 0o644, 0o666])(
  "CL-34 keeps the mode %o",
  async (mode, { expect }) => {
    await using temporary = await temporaryFile("{}");
    const { file } = temporary;
    await chmod(file, mode);
    await writeEntry({ file, name, entry });
    expect((await stat(file)).mode & 0o777).toBe(mode);
  },
);

test("CL-38 refuses a read-only file", async ({ expect }) => {
  await using temporary = await temporaryFile("{}");
  const { file } = temporary;
  await chmod(file, 0o444);
  await expect(writeEntry({ file, name, entry })).rejects.toThrow(/is read-only/);
  expect(await readFile(file, "utf8")).toBe("{}");
});

test.skipIf(process.platform === "win32")(
  "CL-38 refuses a read-only folder",
  async ({ expect }) => {
    await using temporary = await temporaryFile("{}");
    const { file } = temporary;
    await chmod(dirname(file), 0o555);
    await expect(asOrdinaryUser(() => writeEntry({ file, name, entry }))).rejects.toMatchObject({
      code: "HOST_FILE_REFUSED",
      message: expect.stringMatching(/could not be written: EACCES/),
    });
    expect(await readFile(file, "utf8")).toBe("{}");
    expect(await readdir(dirname(file))).toHaveLength(1);
    await chmod(dirname(file), 0o755);
  },
);

test.skipIf(process.platform === "win32")(
  "CL-39 keeps the file whole and leaves nothing beside it when the disk takes no more",
  async ({ expect }) => {
    const text = JSON.stringify({ notes: "x".repeat(5000) });
    await using temporary = await temporaryFile(text);
    const { file } = temporary;
    const script = `import { writeEntry } from ${JSON.stringify(import.meta.resolve("./write-entry.ts"))};
      await writeEntry(${JSON.stringify({ file, name, entry })}).catch(({ code, message }) => console.log(code, message));`;
    const run = (limit: string) =>
      spawnSync(
        "sh",
        [
          "-c",
          `ulimit -f ${limit} && exec "$0" --input-type=module -e "$1"`,
          process.execPath,
          script,
        ],
        {
          encoding: "utf8",
        },
      ).stdout;
    expect(run("1")).toMatch(/^HOST_FILE_REFUSED .*could not be written: EFBIG/);
    expect(await readFile(file, "utf8")).toBe(text);
    expect(await readdir(dirname(file))).toHaveLength(1);
    expect(run("unlimited")).toBe("");
    expect(await readFile(file, "utf8")).not.toBe(text);
  },
);

/** Root may write anywhere, so the tests step down where they run as root. */
async function asOrdinaryUser<Result>(run: () => Promise<Result>): Promise<Result> {
  if (process.geteuid?.() !== 0) return run();
  process.seteuid?.(65_534);
  try {
    return await run();
  } finally {
    process.seteuid?.(0);
  }
}
