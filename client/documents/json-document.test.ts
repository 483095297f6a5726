import { test } from "vitest";
import { deleteEntry, readEntries, setEntry } from "./edit-entry.ts";
import type { Place } from "./place.ts";
import { applySplices } from "./splice.ts";

const servers: Place = { file: "/etc/settings.json", format: "jsonc", container: ["servers"] };
const nested: Place = { ...servers, container: ["mcp", "servers"] };
const value = { command: "x" };

async function add(place: Place, text: string): Promise<string> {
  return applySplices(text, await setEntry(place, text, "ours", value));
}

async function remove(place: Place, text: string): Promise<string> {
  return applySplices(text, await deleteEntry(place, text, "ours"));
}

const ours = '"ours": {\n      "command": "x"\n    }';

test.for<[string, string, string]>([
  [
    "keeps comments and trailing commas",
    '{\n  // mine\n  "servers": {\n    /* one */ "a": {}, // of two\n    "b": {},\n  },\n}\n',
    `{\n  // mine\n  "servers": {\n    ${ours},\n    /* one */ "a": {}, // of two\n    "b": {},\n  },\n}\n`,
  ],
  [
    "leaves a comment beside the brace where it is",
    '{\n  "servers": { // all of them\n    "a": {}\n  }\n}\n',
    `{\n  "servers": { // all of them\n    ${ours},\n    "a": {}\n  }\n}\n`,
  ],
  [
    "fills an object that holds a comment alone",
    '{\n  "servers": {\n    // none yet\n  }\n}\n',
    `{\n  "servers": {\n    ${ours}\n    // none yet\n  }\n}\n`,
  ],
  [
    "does not write into a comment of one line",
    '{"servers": {/* a */ "a": 1 // b\n}}',
    '{"servers": {"ours":{"command":"x"},/* a */ "a": 1 // b\n}}',
  ],
  [
    "keeps a byte order mark",
    '\uFEFF{"servers":{"a":{}}}',
    '\uFEFF{"servers":{"ours":{"command":"x"},"a":{}}}',
  ],
])("%s, and takes out again what it put in", async ([, before, after], { expect }) => {
  expect(await add(servers, before)).toBe(after);
  expect(await remove(servers, after)).toBe(before);
});

test("makes the way to the entries as far as it is missing", async ({ expect }) => {
  const whole = { mcp: { servers: { ours: value } } };
  expect(JSON.parse(await add(nested, "{}"))).toEqual(whole);
  expect(JSON.parse(await add(nested, '{"mcp": {}}'))).toEqual(whole);
  expect(JSON.parse(await add(nested, '{"mcp": {"servers": {}}}'))).toEqual(whole);
  expect(await add(nested, "// mine\n")).toMatch(/^\/\/ mine\n\{\n {2}"mcp"/);
  expect(await add(nested, "// mine")).toMatch(/^\/\/ mine\n\{\n {2}"mcp"/);
});

test.for<[string, string, string]>([
  ["the first", '{"servers": { "ours": 1, "b": 2 }}', '{"servers": { "b": 2 }}'],
  [
    "one in the middle",
    '{"servers": {"a": 1, "ours": 1, "b": 2}}',
    '{"servers": {"a": 1, "b": 2}}',
  ],
  ["the last", '{"servers": {"a": 1, "ours": 1}}', '{"servers": {"a": 1}}'],
  ["the last before a comma", '{"servers": {"a": 1,\n"ours": 1,\n}}', '{"servers": {"a": 1,\n}}'],
  ["the only one", '{"servers": {\n "ours": 1\n}}', '{"servers": {}}'],
  [
    "one between comments",
    '{"servers": {"a": 1, // a\n /* o */ "ours": 1 // ours\n}}',
    '{"servers": {"a": 1 // a\n /* o */ // ours\n}}',
  ],
  [
    "one after a comment, before another in its line",
    '{"servers": {\n// a\n"ours": 1, "b": 2}}',
    '{"servers": {\n// a\n "b": 2}}',
  ],
])("removes %s with its comma", async ([, before, after], { expect }) => {
  expect(await remove(servers, before)).toBe(after);
});

test.for<[string, RegExp, string]>([
  ["2:3", /expected , before/, '{"servers": {}\n  "a": 1}'],
  ["1:16", /no second servers/, '{"servers":{}, "servers":{}}'],
  ["2:12", /an object of servers under servers/, '{\n"servers": [] // none\n}'],
  ["1:1", /expected an object/, "[] // none"],
  ["2:8", /expected \*\//, '{\n"a": 1 /* open\n}'],
])(
  "refuses at %s what is no JSON even with comments: %s",
  async ([where, what, text], { expect }) => {
    await expect(readEntries(servers, text)).rejects.toMatchObject({
      code: "HOST_FILE_REFUSED",
      message: expect.stringMatching(what),
    });
    await expect(readEntries(servers, text)).rejects.toThrow(`/etc/settings.json:${where} `);
  },
);

test("CL-04 reads names that mean something to JavaScript as any other", async ({ expect }) => {
  const entries = await readEntries(servers, '{"servers": {"__proto__": {"a": 1}, /**/}}');
  expect(Object.keys(entries)).toEqual(["__proto__"]);
  expect(entries["constructor"]).toBeUndefined();
});

test("CL-29 says of a value that is too deep to be compared what is wrong with it, and where", async ({
  expect,
}) => {
  const deep = `{\n"a": ${"[".repeat(3000)}${"]".repeat(3000)}}`;
  await expect(add(servers, deep)).rejects.toMatchObject({
    code: "HOST_FILE_REFUSED",
    message: "/etc/settings.json:2:505 is nested too deeply.",
  });
});
