import { spawnSync } from "node:child_process";
import { mkdir, mkdtempDisposable, readFile, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "vitest";
import { readHostConfig } from "./read-host-config.ts";

const fileName = "claude_desktop_config.json";

async function temporaryFile(content?: string | Uint8Array) {
  const home = await mkdtempDisposable(join(tmpdir(), "mcp-kit-"));
  const file = join(home.path, fileName);
  if (content !== undefined) await writeFile(file, content);
  return { home: home.path, file, [Symbol.asyncDispose]: () => home.remove() };
}

test("reads the entries that the host can start, and the text as it stands", async ({ expect }) => {
  const text = `\uFEFF{ "theme": "dark", "mcpServers": {
    "ours": { "command": "/usr/bin/node", "args": ["a"], "env": { "A": "1" } },
    "bare": { "command": "x" },
    "remote": { "url": "https://example.com/mcp" },
    "broken": { "command": "x", "args": "y" },
    "list": [],
    "none": null
  } }`;
  await using temporary = await temporaryFile(text);
  const config = await readHostConfig(temporary.file);
  expect(config.text).toBe(text);
  expect({ ...config.mcpServers }).toEqual({
    ours: { command: "/usr/bin/node", args: ["a"], env: { A: "1" } },
    bare: { command: "x", args: [] },
  });
});

test.for([
  ["CL-21", "missing", undefined],
  ["CL-22", "empty", ""],
  ["CL-22", "blank", " \r\n\t"],
  ["CL-22", "nothing but a byte order mark", "\uFEFF"],
  ["CL-22", "without mcpServers", "{}"],
] as const)(
  "%s takes a file that is %s for an empty configuration",
  async ([, , text], { expect }) => {
    await using temporary = await temporaryFile(text);
    const config = await readHostConfig(temporary.file);
    expect(Object.keys(config.mcpServers)).toEqual([]);
    expect(config.text).toBe(text ?? "");
  },
);

test("CL-04 has no name that the file does not have, and keeps one that it has", async ({
  expect,
}) => {
  await using temporary = await temporaryFile('{"mcpServers":{"__proto__":{"command":"x"}}}');
  const { mcpServers } = await readHostConfig(temporary.file);
  expect(Object.keys(mcpServers)).toEqual(["__proto__"]);
  expect(mcpServers["constructor"]).toBeUndefined();
});

test.for([
  ["CL-23", "a comment", '{\n  // mine\n  "mcpServers": {}\n}', "2:3", /no comment/],
  ["CL-23", "a trailing comma", '{\n  "mcpServers": {},\n}', "3:1", /no comma before/],
  ["CL-23", "a trailing comma in a list", '{"a": [1,]}', "1:10", /no comma before/],
  ["CL-23", "a cut end", '{\r\n  "mcpServers": {\r\n    "a": {', "3:11", /the file ends here/],
  ["CL-23", "a cut string", '{"a": "b', "1:7", /expected " at the end/],
  ["CL-23", "a second document", '{}\n{"mcpServers": {}}', "2:1", /nothing after the end/],
  ["CL-23", "a missing comma", '{"a": 1\n "b": 2}', "2:2", /expected , before/],
  ["CL-23", "a missing colon", '{"a" 1}', "1:6", /expected :/],
  ["CL-23", "a name without quotes", "{a: 1}", "1:2", /expected/],
  ["CL-23", "a number with a leading zero", '{"a": 01}', "1:8", /expected/],
  ["CL-23", "a raw tab in a string", '{"a": "\t"}', "1:7", /control character/],
  ["CL-23", "a fault after a byte order mark", "\uFEFF{]", "1:2", /expected/],
  ["CL-26", "an array", "[]", "1:1", /expected an object/],
  ["CL-26", "a string", '"x"', "1:1", /expected an object/],
  ["CL-26", "null", "null", "1:1", /expected an object/],
  ["CL-26", "mcpServers as an array", '{\n\t"mcpServers": []\n}', "2:16", /object of servers/],
  ["CL-26", "mcpServers as a string", '{"mcpServers": ""}', "1:16", /object of servers/],
  ["CL-26", "mcpServers as null", '{"mcpServers": null}', "1:16", /object of servers/],
  [
    "CL-27",
    "mcpServers twice",
    '{"mcpServers": {},\n "mcpServers": {}}',
    "2:2",
    /no second mcpServers/,
  ],
  [
    "CL-27",
    "mcpServers again, escaped",
    '{"mcpServers": {}, "mcp\\u0053ervers": {}}',
    "1:20",
    /no second/,
  ],
] as const)(
  "%s refuses %s, with line and column, and leaves the file as it was",
  async ([, , text, position, expected], { expect }) => {
    await using temporary = await temporaryFile(text);
    const { file } = temporary;
    await expect(readHostConfig(file)).rejects.toMatchObject({
      code: "HOST_FILE_REFUSED",
      message: expect.stringMatching(expected),
      hint: expect.stringContaining("editor"),
    });
    await expect(readHostConfig(file)).rejects.toThrow(`${file}:${position} `);
    expect(await readFile(file, "utf8")).toBe(text);
  },
);

const deep = "[".repeat(100_000) + "]".repeat(100_000);

test.for([
  ["CL-25", "UTF-16", Buffer.from("\uFEFF{}", "utf16le"), ":1:1 is not UTF-8"],
  ["CL-25", "UTF-16 without a mark", Buffer.from("{}", "utf16le"), ":1:2 cannot be used"],
  ["CL-25", "Latin-1", Buffer.from('{\n "äö": 1}', "latin1"), ":2:3 is not UTF-8"],
  [
    "CL-25",
    "a character that is cut off",
    Buffer.from("\u20ac\u20ac").subarray(0, 5),
    ":1:2 is not",
  ],
  ["CL-25", "a mark that is cut off", Buffer.from("a\uFFFD").subarray(0, 3), ":1:2 is not UTF-8"],
  ["CL-29", "more than 1 MB", Buffer.alloc(1024 * 1024 + 1, " "), " is larger than 1 MB"],
  ["CL-29", "a nesting of 100,000", deep, ":1:501 is nested too deeply"],
  ["CL-29", "that below a key", `{\n"[": [${deep}]}`, ":2:505 is nested too deeply"],
] as const)("%s refuses %s", async ([, , content, message], { expect }) => {
  await using temporary = await temporaryFile(content);
  await expect(readHostConfig(temporary.file)).rejects.toMatchObject({
    code: "HOST_FILE_REFUSED",
    message: expect.stringContaining(message),
  });
});

test("CL-31 refuses a folder, a device, a broken link and a path through a file", async ({
  expect,
}) => {
  await using temporary = await temporaryFile("{}");
  const { home, file } = temporary;
  await mkdir(join(home, "folder"));
  await symlink("/dev/null", join(home, "device"));
  await symlink("nowhere", join(home, "broken"));
  for (const [path, message] of [
    [join(home, "folder"), /not a regular file/],
    [join(home, "device"), /not a regular file/],
    [join(home, "broken"), /is a link to a file that is not there/],
    [join(file, "below"), /ENOTDIR/],
  ] as const) {
    await expect(readHostConfig(path)).rejects.toMatchObject({
      code: "HOST_FILE_REFUSED",
      message: expect.stringMatching(message),
    });
  }
});

test.skipIf(process.platform === "win32")(
  "CL-31 refuses a FIFO at once",
  { timeout: 2000 },
  async ({ expect }) => {
    await using temporary = await temporaryFile();
    expect(spawnSync("mkfifo", [temporary.file]).status).toBe(0);
    await expect(readHostConfig(temporary.file)).rejects.toThrow(/not a regular file/);
  },
);
