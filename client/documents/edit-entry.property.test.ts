import * as fc from "fast-check";
import { stringify as stringifyToml } from "smol-toml";
import { test } from "vitest";
import { Document, isMap, isPair, isScalar, visit } from "yaml";
import { goBack, goOn } from "../history.ts";
import type { Past } from "../history/step.ts";
import { deleteEntry, readEntries, setEntry } from "./edit-entry.ts";
import type { Place } from "./place.ts";
import { applySplices } from "./splice.ts";

// Stored, so that a failure here is the same failure everywhere.
const run = { seed: 20_261_125, numRuns: 250 };

const names = ["ours", "b", "c-3"] as const;
const values = [
  { command: "/bin/node", args: ["/b.mjs", "http://localhost:8788/mcp"] },
  { command: "/opt/\u00fc\n# no", args: ["/b.mjs", "http://localhost:1/mcp"] },
  { command: "C:\\Program Files\\node.exe", args: [], env: { KEY: 'a "b" # c: {d}\n' } },
  { url: "https://example.com/mcp", enabled: true, timeout: 60, empty: {} },
];

const otherName = fc
  .oneof(
    { weight: 3, arbitrary: fc.string({ unit: "binary" }) },
    { weight: 1, arbitrary: fc.constantFrom(...names) },
  )
  .filter((name) => !["mcpServers", "servers", "name", "<<"].includes(name));
const leaf = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.integer({ min: -1000, max: 1000 }),
  fc.boolean(),
);
const record = (member: fc.Arbitrary<unknown>) =>
  fc.dictionary(otherName, member, { maxKeys: 3, noNullPrototype: true });
const inner = fc.oneof(leaf, fc.array(leaf, { maxLength: 3 }), record(leaf));
const entry = record(inner);

/** What a file says: other settings, and entries or none. */
const config = fc.record({
  first: record(inner),
  servers: fc.option(record(entry), { nil: undefined }),
  last: record(inner),
});
const looks = fc.infiniteStream(fc.nat({ max: 1000 }));

interface Drawn {
  root: Record<string, unknown>;
  draw: <Choice>(...choices: readonly Choice[]) => Choice;
}

function printJson(value: unknown, gap: () => string, comma: () => string): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const items = Array.isArray(value)
    ? value.map((item) => printJson(item, gap, comma))
    : Object.entries(value).map(
        ([key, item]) => `${JSON.stringify(key)}${gap()}:${gap()}${printJson(item, gap, comma)}`,
      );
  const spaced = items.map((item) => gap() + item + gap()).join(",");
  const inside = spaced === "" ? gap() : spaced + comma();
  return Array.isArray(value) ? `[${inside}]` : `{${inside}}`;
}

function printYaml(root: unknown, draw: Drawn["draw"]): string {
  const document = new Document(root, { keepUndefined: false, aliasDuplicateObjects: false });
  visit(document, (role, node) => {
    if (isPair(node) && isScalar(node.key) && draw(true, false, false))
      node.key.commentBefore = " about";
    if (isScalar(node) && role !== "key" && draw(true, false, false, false, false))
      node.comment = " beside";
    if (isMap(node) && node !== document.contents && draw(true, false, false)) node.flow = true;
  });
  const printed = document.toString({
    indent: draw(2, 4),
    lineWidth: 0,
    blockQuote: draw(true, false),
    indentSeq: draw(true, false),
  });
  const whole = draw(printed, printed.trimEnd(), `# first\n---\n${printed}`, `${printed}\n# end\n`);
  return draw(whole, whole, whole.replaceAll("\n", "\r\n"));
}

function printToml(root: unknown, draw: Drawn["draw"]): string {
  const lines = stringifyToml(root)
    .split("\n")
    .map((line) => line + draw("", "", "", line === "" ? "\n# about" : " # beside"));
  return draw(lines.join("\n"), lines.join("\n").trimEnd(), lines.join("\r\n"));
}

const json = ["", " ", "\n", "\n  ", "\r\n\t\t", "\n\n    ", "\t"];
const jsonc = [...json, " // line\n", "/* block */", "\n  // own line\n  ", "\n/*\n*/\n"];
const kinds: [string, Omit<Place, "file">, (drawn: Drawn) => string][] = [
  [
    "JSON",
    { format: "json", container: ["mcpServers"] },
    ({ root, draw }) =>
      draw("", "", "\uFEFF") +
      printJson(
        root,
        () => draw(...json),
        () => "",
      ) +
      draw(...json),
  ],
  [
    "JSONC",
    { format: "jsonc", container: ["mcpServers"] },
    ({ root, draw }) =>
      draw("", "// first\n", "\uFEFF") +
      printJson(
        root,
        () => draw(...jsonc),
        () => draw("", ",", ", // last\n"),
      ) +
      draw(...json),
  ],
  [
    "TOML",
    { format: "toml", container: ["mcpServers"] },
    ({ root, draw }) => printToml(root, draw),
  ],
  [
    "YAML",
    { format: "yaml", container: ["mcpServers"] },
    ({ root, draw }) => printYaml(root, draw),
  ],
  [
    "YAML with a list",
    { format: "yaml", container: ["mcpServers"], list: true },
    ({ root, draw }) => {
      const { mcpServers: servers, ...others } = root;
      const items = Object.entries(servers ?? {}).map(([name, value]) =>
        Object.assign({}, value, { name }),
      );
      return printYaml(servers ? { ...others, mcpServers: items } : root, draw);
    },
  ],
];

/** Gives a file of that kind, and the entries that it has. */
function file(kind: (typeof kinds)[number]) {
  const [, place, print] = kind;
  return fc.tuple(config, looks).map(([{ first, servers, last }, stream]) => {
    const draw: Drawn["draw"] = (...choices) => {
      const choice = choices[(stream.next().value ?? 0) % choices.length];
      return choice as (typeof choices)[number];
    };
    const root = { ...first, ...(servers && { mcpServers: servers }), ...last };
    return { place: { ...place, file: "/home/me/config" }, text: print({ root, draw }) };
  });
}

const step = fc.record({
  name: fc.constantFrom(...names),
  value: fc.option(fc.constantFrom(...values), { nil: undefined }),
  foreign: fc.constantFrom(false, false, false, true),
});

test.for(kinds)(
  "%s: an entry is put in and taken out again, and all else is what it was",
  { timeout: 120_000 },
  async (kind, { expect }) => {
    const drawn = fc.tuple(file(kind), fc.constantFrom(...names), fc.constantFrom(...values));
    const property = fc.asyncProperty(drawn, async ([{ place, text }, name, value]) => {
      const before = await readEntries(place, text);
      const splices = await setEntry(place, text, name, value);
      const added = applySplices(text, splices);
      const removedText = splices.map((splice) => splice.removed).join("");
      if (!Object.hasOwn(before, name)) expect(["", "\uFEFF", "null"]).toContain(removedText);
      expect({ ...(await readEntries(place, added)) }).toEqual({ ...before, [name]: value });
      expect(await setEntry(place, added, name, value)).toEqual([]);
      const removed = applySplices(added, await deleteEntry(place, added, name));
      const { [name]: _, ...others } = before;
      expect({ ...(await readEntries(place, removed)) }).toEqual(others);
    });
    await fc.assert(property, run);
  },
);

test.for(kinds)(
  "%s: whatever was put in, in whatever order it is taken out again, the bytes are what they were",
  { timeout: 120_000 },
  async (kind, { expect }) => {
    const drawn = fc.tuple(
      file(kind),
      fc.array(step, { maxLength: 6 }),
      fc.shuffledSubarray([...names], { minLength: names.length }),
    );
    const property = fc.asyncProperty(drawn, async ([{ place, text }, steps, order]) => {
      let past: Past = { text, steps: [] };
      let untouched = text;
      const takeOut = async (name: string) => {
        const isOurs = () => past.steps.some((made) => made.name === name);
        const { exact, ...back } = await goBack(past, {
          place,
          isGone: (made) => made.name === name,
          isOurs,
        });
        past = back;
        return exact;
      };
      for (const [index, { name, value, foreign }] of steps.entries()) {
        const made = { id: String(index), host: "h", name, value, date: "" };
        if (value) past = await goOn(past, place, made);
        else await takeOut(name);
        if (foreign && past.steps.length === 0)
          past = { ...past, text: (untouched = `${untouched}\n`) };
      }
      const installed = new Map(past.steps.map((made) => [made.name, made.value]));
      const now = await readEntries(place, past.text ?? "");
      for (const [name, value] of installed) expect(now[name]).toEqual(value);
      for (const name of order) expect(await takeOut(name)).toBe(true);
      expect(past).toEqual({ text: untouched, steps: [] });
    });
    await fc.assert(property, run);
  },
);
