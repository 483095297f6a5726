import fc from "fast-check";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, test } from "vitest";
import { writeEntry } from "./write-entry.ts";

// Stored, so that a failure here is the same failure everywhere.
const run = { seed: 20_261_122, numRuns: 300 };

const home = await mkdtemp(join(tmpdir(), "mcp-kit-"));
const file = join(home, "claude_desktop_config.json");
afterAll(() => rm(home, { recursive: true }));

const name = "ours";
const entry = { command: "/bin/node", args: ["/b.js", "http://localhost:8788/mcp"] };

type Json = null | boolean | number | string | Json[] | [string, Json][];

const gaps = fc.array(fc.constantFrom("", " ", "\n", "\n  ", "\r\n\t\t", "\n\n    ", "\t"), {
  minLength: 1,
  maxLength: 12,
});
const otherName = fc.string({ unit: "binary" }).filter((key) => key !== name && key !== "mcpServers");
const members = fc.dictionary(otherName, fc.jsonValue({ stringUnit: "binary" }), { maxKeys: 4 });
const layout = { gaps, byteOrderMark: fc.constantFrom("", "\uFEFF"), last: fc.constantFrom("", "\n") };

/** Prints a value with white space of any kind wherever JSON allows it. */
function print(value: unknown, nextGap: () => string): string {
  const list = (open: string, items: string[], close: string) =>
    open + (items.join(`${nextGap()},`) || nextGap()) + nextGap() + close;
  if (Array.isArray(value))
    return list("[", value.map((item) => nextGap() + print(item, nextGap)), "]");
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const items = Object.entries(value).map(
    ([key, item]) => nextGap() + JSON.stringify(key) + nextGap() + ":" + nextGap() + print(item, nextGap),
  );
  return list("{", items, "}");
}

function cycle(values: string[]): () => string {
  let index = 0;
  return () => values[index++ % values.length] ?? "";
}

/** The document with our entry taken out, printed so that order and own keys count. */
function others(text: string, hadServers: boolean): string {
  const document = JSON.parse(text.replace(/^\uFEFF/, ""));
  delete document.mcpServers?.[name];
  if (!hadServers) delete document.mcpServers;
  return JSON.stringify(document);
}

async function write(before: string): Promise<string> {
  await writeFile(file, before);
  expectWritten(await writeEntry({ file, name, entry }));
  return readFile(file, "utf8");
}

test("inserts our entry into any configuration, and keeps every byte around it", async ({ expect }) => {
  const shape = fc.record({ ...layout, before: members, servers: fc.option(members), after: members });
  await fc.assert(
    fc.asyncProperty(shape, async (drawn) => {
      const { servers } = drawn;
      const root = { ...drawn.before, ...(servers && { mcpServers: servers }), ...drawn.after };
      const nextGap = cycle(drawn.gaps);
      const before = drawn.byteOrderMark + nextGap() + print(root, nextGap) + drawn.last;
      const after = await write(before);
    }),
    run,
  );
});
