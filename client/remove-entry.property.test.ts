import * as fc from "fast-check";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, test } from "vitest";
import { addEntry } from "./add-entry.ts";
import { readEntries } from "./documents/edit-entry.ts";
import type { Place } from "./documents/place.ts";
import { readReceipts } from "./receipt.ts";
import { removeEntry } from "./remove-entry.ts";

// Stored, so that a failure here is the same failure everywhere.
const run = { seed: 20_261_125, numRuns: 40 };

const home = await mkdtemp(join(tmpdir(), "mcp-kit-"));
const userFolder = join(home, ".remote-mcp-kit");
afterAll(() => rm(home, { recursive: true }));

const names = ["a", "b", "c"];
const values = [{ command: "/bin/node", args: ["/b.mjs"] }, { url: "https://example.com/mcp" }];

/** A file of each format, and what somebody else may make of it meanwhile. */
const files: [string, Omit<Place, "file">, string, (text: string) => string][] = [
  [
    "JSON",
    { format: "json", container: ["mcpServers"] },
    '\uFEFF{\r\n\t"theme": "dark", "mcpServers": {"b": {"command": "theirs"}}}',
    (text) => JSON.stringify({ ...JSON.parse(text.replace(/^\uFEFF/, "")), host: 1 }, null, 3),
  ],
  [
    "JSONC",
    { format: "jsonc", container: ["mcp", "servers"] },
    '// mine\n{"mcp": { // all\n  },\n}',
    (text) => `/* theirs */ ${text}`,
  ],
  ["TOML", { format: "toml", container: ["mcp_servers"] }, "a = 1", (text) => `# theirs\n${text}`],
  [
    "YAML",
    { format: "yaml", container: ["extensions"] },
    "extensions:\n  # one\n  b: {cmd: theirs}\n",
    (text) => `# theirs\n${text}`,
  ],
];

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ add: fc.constantFrom(...names), value: fc.constantFrom(...values) }),
  },
  { weight: 2, arbitrary: fc.record({ remove: fc.constantFrom(...names) }) },
);
const steps = fc.array(step, { maxLength: 6 });
const order = fc.shuffledSubarray(names, { minLength: names.length });

test.for(files)(
  "%s: a file has the same bytes after any installs and uninstalls, in any order",
  async ([, kind, before], { expect }) => {
    const property = fc.asyncProperty(steps, order, async (taken, last) => {
      const place = { ...kind, file: join(home, "config") };
      await writeFile(place.file, before);
      await take(place, taken);
      expect(await mostSteps()).toBeLessThanOrEqual(1);
      for (const name of last) await removeEntry(place, { name, userFolder });
      expect(await readFile(place.file, "utf8")).toBe(before);
      expect(await readdir(home)).toEqual([".remote-mcp-kit", "config"]);
      expect(await readdir(join(userFolder, "receipts")).catch(() => [])).toEqual([]);
    });
    await fc.assert(property, run);
  },
);

test.for(files)(
  "%s: nothing of the kit's stays, and all of everybody else's, when somebody else writes meanwhile",
  async ([, kind, before, meddle], { expect }) => {
    const property = fc.asyncProperty(steps, steps, order, async (first, second, last) => {
      const place = { ...kind, file: join(home, "config") };
      await writeFile(place.file, before);
      const theirs = await readEntries(place, before);
      await take(place, first);
      await writeFile(place.file, meddle(await readFile(place.file, "utf8")));
      await take(place, second);
      expect(await mostSteps()).toBeLessThanOrEqual(3);
      for (const name of last) await removeEntry(place, { name, userFolder });
      const text = await readFile(place.file, "utf8");
      expect({ ...(await readEntries(place, text)) }).toEqual({ ...theirs });
      expect(text).toMatch(/theirs|host/);
      expect(await readdir(join(userFolder, "receipts")).catch(() => [])).toEqual([]);
    });
    await fc.assert(property, run);
  },
);

/** How many steps of one entry are remembered. */
async function mostSteps(): Promise<number> {
  const [receipt] = await readReceipts(userFolder);
  const counts = names.map((name) => receipt?.steps.filter((made) => made.name === name).length);
  return Math.max(...counts.map((count) => count ?? 0));
}

async function take(place: Place, taken: { add?: string; remove?: string; value?: unknown }[]) {
  for (const { add: name, remove, value } of taken) {
    if (name !== undefined)
      await addEntry(place, { host: "h", name, value, userFolder, replace: true });
    if (remove !== undefined) await removeEntry(place, { name: remove, userFolder });
  }
}
