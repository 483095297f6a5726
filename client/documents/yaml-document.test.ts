import { onTestFinished, test } from "vitest";
import { deleteEntry, readEntries, setEntry } from "./edit-entry.ts";
import type { Place } from "./place.ts";
import { applySplices } from "./splice.ts";

const goose: Place = { file: "/goose/config.yaml", format: "yaml", container: ["extensions"] };
const continued: Place = { ...goose, container: ["mcpServers"], list: true };
const value = { cmd: "x", args: ["yes"] };

async function set(place: Place, text: string, to: unknown = value): Promise<string> {
  return applySplices(text, await setEntry(place, text, "ours", to));
}

async function remove(place: Place, text: string): Promise<string> {
  return applySplices(text, await deleteEntry(place, text, "ours"));
}

const ours = '  ours:\n    cmd: "x"\n    args:\n      - "yes"\n';
const item = '- name: "ours"\n  cmd: "x"\n  args:\n    - "yes"\n';

test.for<[string, Place, string, string, string?]>([
  [
    "comments above, beside and below",
    goose,
    "# mine\nextensions: # all\n  # one\n  dev:\n    a: 1 # x\n  # end\nb: |\n  text\n\n",
    `# mine\nextensions: # all\n${ours}  # one\n  dev:\n    a: 1 # x\n  # end\nb: |\n  text\n\n`,
  ],
  [
    "nothing under the key",
    goose,
    "extensions: # all\nb: 1\n",
    `extensions: # all\n${ours}b: 1\n`,
    "extensions: {} # all\nb: 1\n",
  ],
  [
    "CL-28 no final line break",
    goose,
    "extensions:",
    `extensions:\n${ours.trimEnd()}`,
    "extensions: {}",
  ],
  [
    "CL-28 CRLF and four spaces",
    goose,
    "extensions:\r\n    dev:\r\n        a: 1\r\n",
    `extensions:\r\n${ours.replaceAll(/^ +/gm, "$&$&").replaceAll("\n", "\r\n")}    dev:\r\n        a: 1\r\n`,
  ],
  ["brackets", goose, "extensions: {}\n", 'extensions: {"ours":{"cmd":"x","args":["yes"]}}\n'],
  [
    "items in brackets",
    goose,
    "extensions: { dev: { a: 1 } } # all\n",
    'extensions: { "ours":{"cmd":"x","args":["yes"]}, dev: { a: 1 } } # all\n',
  ],
  [
    "a list",
    continued,
    "name: mine\nmcpServers:\n  # one\n  - name: a # x\n    command: y\n  - uses: b/c\n",
    `name: mine\nmcpServers:\n${item.replaceAll(/^/gm, "  ").trimEnd()}\n  # one\n  - name: a # x\n    command: y\n  - uses: b/c\n`,
  ],
  [
    "a list that is not indented",
    continued,
    "mcpServers:\n- name: a\n",
    `mcpServers:\n${item}- name: a\n`,
  ],
  [
    "an empty list",
    continued,
    "mcpServers: []\n",
    'mcpServers: [{"name":"ours","cmd":"x","args":["yes"]}]\n',
  ],
])(
  "puts an entry into a file with %s, and takes it out again",
  async ([, place, before, after, emptied = before], { expect }) => {
    expect(await set(place, before)).toBe(after);
    expect({ ...(await readEntries(place, after)) }).toMatchObject({ ours: value });
    expect(await set(place, after)).toBe(after);
    expect(await remove(place, after)).toBe(emptied);
  },
);

test.for<[string, Place, string, string]>([
  ["an empty file", goose, "", `extensions:\n${ours}`],
  ["comments alone", goose, "# mine\n", `# mine\nextensions:\n${ours}`],
  ["other keys", goose, "a: 1\n", `a: 1\nextensions:\n${ours}`],
  ["other keys without a final line break", goose, "a: 1", `a: 1\nextensions:\n${ours.trimEnd()}`],
  ["the start of a document", goose, "---\n", `---\nextensions:\n${ours}`],
  ["null under the key", goose, "extensions: ~ # c\n", `extensions: \n${ours.trimEnd()} # c\n`],
  ["no list", continued, "a: 1\n", `a: 1\nmcpServers:\n${item.replaceAll(/^(?=.)/gm, "  ")}`],
])(
  "makes what holds the entries in a file with %s",
  async ([, place, before, after], { expect }) => {
    expect(await set(place, before)).toBe(after);
  },
);

test("CL-44 leaves brackets, and no null, where the only entry goes, also behind an anchor", async ({
  expect,
}) => {
  expect(await remove(goose, `extensions: # all\n${ours}`)).toBe("extensions: {} # all\n");
  expect(await remove(continued, `mcpServers: &all\n${item}`)).toBe("mcpServers: &all []\n");
});

test("replaces an entry where it stands", async ({ expect }) => {
  const before =
    "extensions:\n  a: 1\n  ours: # c\n    cmd: |\n      long\n    old: true\n\n  b: 2\n";
  expect(await set(goose, before)).toBe(`extensions:\n  a: 1\n${ours}\n  b: 2\n`);
  const list = "mcpServers:\n- name: a\n- command: y\n  name: ours # c\n- name: b\n";
  expect(await set(continued, list)).toBe(
    `mcpServers:\n- name: a\n${item.trimEnd()} # c\n- name: b\n`,
  );
});

test.for<[string, Place, string, string]>([
  ["CL-23 an open bracket", goose, "a: [1\n", "2:1"],
  ["CL-23 a second document", goose, "a: 1\n---\nb: 1\n", "2:1"],
  ["CL-26 a root that is a list", goose, "- a\n", "1:1"],
  ["CL-26 a list for a mapping", goose, "a: 1\nextensions: []\n", "2:1"],
  ["CL-26 a mapping for a list", continued, "mcpServers: {}\n", "1:1"],
  ["CL-27 a key twice", goose, "extensions: {}\nextensions: {}\n", "2:1"],
  ["CL-27 a name twice", continued, "mcpServers:\n- name: ours\n- name: ours\n", "3:1"],
])("refuses %s, with line and column", async ([, place, text, where], { expect }) => {
  await expect(set(place, text)).rejects.toMatchObject({
    code: "HOST_FILE_REFUSED",
    message: expect.stringMatching(/cannot be used: expected/),
  });
  await expect(set(place, text)).rejects.toThrow(`/goose/config.yaml:${where} `);
});

test.for<[string, string, string]>([
  ["an anchor that something else repeats", "extensions: &all\n  a: 1\nb: *all\n", "1:13"],
  ["an end mark", "a: 1\n...\n", "3:1"],
  ["an explicit key", "b: 1\n? extensions\n: a: 1\n", "2:1"],
])(
  "refuses what it cannot change alone, with line and column: %s",
  async ([, text, where], { expect }) => {
    await expect(set(goose, text)).rejects.toThrow(
      `/goose/config.yaml:${where} cannot be changed in the entry ours alone`,
    );
  },
);

const nested = (depth: number) => `a: ${"[".repeat(depth)}${"]".repeat(depth)}\n`;

test("CL-29 refuses aliases that grow without measure, and a nesting without end", async ({
  expect,
}) => {
  const levels = Array.from({ length: 12 }, (_, level) =>
    level === 0 ? "a0: &a0 [x]" : `a${level}: &a${level} [${`*a${level - 1},`.repeat(10)}]`,
  );
  await expect(readEntries(goose, levels.join("\n"))).rejects.toThrow(/Excessive alias count/);
  const indented = Array.from({ length: 5000 }, (_, depth) => `${" ".repeat(depth)}a:\n`).join("");
  for (const [deep, where] of [
    [nested(3000), "1:504"],
    [nested(50_000), "1:504"],
    [indented, "5000:5000"],
  ])
    await expect(readEntries(goose, deep ?? "")).rejects.toMatchObject({
      code: "HOST_FILE_REFUSED",
      message: `/goose/config.yaml:${where} is nested too deeply.`,
    });
});

test("prints nothing about a key that is no text", async ({ expect }) => {
  const warned: string[] = [];
  const listen = ({ message }: Error) => void warned.push(message);
  process.on("warning", listen);
  onTestFinished(() => void process.off("warning", listen));
  const text = "x:\n  ? [a, b]\n  : 1\n";
  expect(await remove(goose, await set(goose, text))).toContain(text);
  await new Promise((done) => setImmediate(done));
  expect(warned).toEqual([]);
});
