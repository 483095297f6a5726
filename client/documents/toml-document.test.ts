import { test } from "vitest";
import { deleteEntry, readEntries, setEntry } from "./edit-entry.ts";
import type { Place } from "./place.ts";
import { applySplices } from "./splice.ts";

const codex: Place = { file: "/codex/config.toml", format: "toml", container: ["mcp_servers"] };
const value = { command: "x", args: ["a b"], env: { KEY: "1" } };
const ours =
  '[mcp_servers.ours]\ncommand = "x"\nargs = [ "a b" ]\n\n[mcp_servers.ours.env]\nKEY = "1"';
const inline = '{ command = "x", args = [ "a b" ], env = { KEY = "1" } }';

async function set(text: string, to: unknown = value): Promise<string> {
  return applySplices(text, await setEntry(codex, text, "ours", to));
}

async function remove(text: string): Promise<string> {
  return applySplices(text, await deleteEntry(codex, text, "ours"));
}

test.for<[string, string, string]>([
  ["an empty file", "", `${ours}\n`],
  [
    "comments and tables",
    'model = "o" # mine\n\n[mcp_servers.a] # a\nurl = "u"\n# end\n',
    `model = "o" # mine\n\n[mcp_servers.a] # a\nurl = "u"\n# end\n\n${ours}\n`,
  ],
  ["CL-28 no final line break", "a = 1", `a = 1\n\n${ours}`],
  ["CL-28 CRLF", "a = 1\r\n", `a = 1\r\n\r\n${ours.replaceAll("\n", "\r\n")}\r\n`],
  ["a table in one line", "mcp_servers = {}\n", `mcp_servers = { ours = ${inline} }\n`],
  [
    "an entry in a table of one line",
    "mcp_servers = { a = { url = 'u' } } # all\n",
    `mcp_servers = { ours = ${inline}, a = { url = 'u' } } # all\n`,
  ],
  ["dotted names", "mcp_servers.a.url = 'u'\n", `mcp_servers.a.url = 'u'\n\n${ours}\n`],
  ["a list of tables at the end", "[[x]]\na = 1\n", `[[x]]\na = 1\n\n${ours}\n`],
])(
  "puts an entry into a file with %s, and takes it out again",
  async ([, before, after], { expect }) => {
    expect(await set(before)).toBe(after);
    expect({ ...(await readEntries(codex, after)) }).toMatchObject({ ours: value });
    expect(await set(after)).toBe(after);
    expect(await remove(after)).toBe(before);
  },
);

test.for<[string, string, string]>([
  ["a table", "[mcp_servers.ours]\ncommand = 'y' # c\n[z]\n", `${ours}\n# c\n[z]\n`],
  [
    "a table whose parts lie apart",
    "[mcp_servers.ours]\ncommand = 'y'\n\n[z]\na = 1\n\n[mcp_servers.ours.env]\nB = '1'\n# end\n",
    `${ours}\n\n[z]\na = 1\n# end\n`,
  ],
  [
    "one line",
    "[mcp_servers]\nours = {command = 'y'} # c\n",
    `[mcp_servers]\nours = ${inline} # c\n`,
  ],
  [
    "dotted names",
    "[mcp_servers]\nours.command = 'y'\nours.args = []\na.url = 'u'\n",
    `[mcp_servers]\na.url = 'u'\n\n${ours}\n`,
  ],
])("replaces an entry that is written as %s", async ([, before, after], { expect }) => {
  expect(await set(before)).toBe(after);
});

test("reads an entry however it is written", async ({ expect }) => {
  const text = `mcp_servers.dotted.command = "a"
mcp_servers.inline = { command = "b" }
[mcp_servers.table]
command = "c"
[mcp_servers."quoted name".env]
KEY = '1'
[mcp_servers.__proto__]
big = 9007199254740993
`;
  const entries = await readEntries(codex, text);
  expect(Object.keys(entries)).toEqual(["dotted", "inline", "table", "quoted name", "__proto__"]);
  expect(entries["quoted name"]).toEqual({ env: { KEY: "1" } });
  expect(entries["__proto__"]).toEqual({ big: 9_007_199_254_740_993n });
});

test.for<[string, string, string]>([
  ["CL-23 a missing value", "a = \n", "2:1"],
  ["CL-26 a list of tables", "a = 1\n[[mcp_servers]]\n", "2:1"],
  ["CL-26 something else than a table", "mcp_servers = 3\n", "1:1"],
  ["CL-27 a table twice", "[mcp_servers]\n\n[mcp_servers]\n", "3:2"],
  ["CL-27 a name twice", "[mcp_servers]\na = {}\na = {}\n", "3:1"],
])("refuses %s, with line and column", async ([, text, where], { expect }) => {
  await expect(set(text)).rejects.toMatchObject({
    code: "HOST_FILE_REFUSED",
    message: expect.stringMatching(/cannot be used: expected/),
  });
  await expect(set(text)).rejects.toThrow(`/codex/config.toml:${where} `);
});

test("refuses a value that TOML cannot hold", async ({ expect }) => {
  await expect(set("a = 1\n", { command: null })).rejects.toMatchObject({
    code: "HOST_FILE_REFUSED",
  });
});
