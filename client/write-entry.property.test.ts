import * as fc from "fast-check";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
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

const json = fc.jsonValue({ stringUnit: "binary", depthSize: "small" });
const otherName = fc
  .string({ unit: "binary" })
  .filter((key) => key !== name && key !== "mcpServers");
const members = fc.dictionary(otherName, json, { maxKeys: 4 });
const layout = {
  gaps: fc.array(fc.constantFrom("", " ", "\n", "\n  ", "\r\n\t\t", "\n\n    ", "\t"), {
    minLength: 1,
    maxLength: 12,
  }),
  byteOrderMark: fc.constantFrom("", "\uFEFF"),
};

/** Prints a value with white space of any kind wherever JSON allows it. */
function print(value: unknown, nextGap: () => string): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const items = Array.isArray(value)
    ? value.map((item) => print(item, nextGap))
    : Object.entries(value).map(
        ([key, item]) => JSON.stringify(key) + nextGap() + ":" + nextGap() + print(item, nextGap),
      );
  const spaced = items.map((item) => nextGap() + item + nextGap()).join(",") || nextGap();
  return Array.isArray(value) ? `[${spaced}]` : `{${spaced}}`;
}

function printFile(root: object, gaps: string[]): string {
  let drawn = 0;
  const nextGap = () => gaps[drawn++ % gaps.length] ?? "";
  return nextGap() + print(root, nextGap) + nextGap();
}

/** Writes our entry twice, and gives the file after each time. */
async function writeTwice(before: string, byteOrderMark: string): Promise<[string, string]> {
  await writeFile(file, byteOrderMark + before);
  await writeEntry({ file, name, entry });
  const once = await readFile(file, "utf8");
  await writeEntry({ file, name, entry });
  return [once, await readFile(file, "utf8")];
}

/** The configuration without our entry, printed so that the order of keys and names like `__proto__` count. */
function withoutOurs(text: string, hadServers: boolean): string {
  const root = JSON.parse(text) as { mcpServers?: Record<string, unknown> };
  delete root.mcpServers?.[name];
  if (!hadServers) delete root.mcpServers;
  return JSON.stringify(root);
}

function ourEntry(text: string): unknown {
  const root = JSON.parse(text) as { mcpServers: Record<string, unknown> };
  return root.mcpServers[name];
}

function commonStart(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}

test("inserts our entry into any configuration and keeps every byte around it", async ({
  expect,
}) => {
  const drawn = fc.record({
    ...layout,
    first: members,
    servers: fc.option(members, { nil: undefined }),
    last: members,
  });
  const property = fc.asyncProperty(
    drawn,
    async ({ first, servers, last, gaps, byteOrderMark }) => {
      const root = { ...first, ...(servers && { mcpServers: servers }), ...last };
      const before = printFile(root, gaps);
      const [once, twice] = await writeTwice(before, byteOrderMark);

      expect(ourEntry(once)).toEqual(entry);
      expect(withoutOurs(once, servers !== undefined)).toBe(withoutOurs(before, true));
      const kept = commonStart(before, once);
      expect(once.endsWith(before.slice(kept))).toBe(true);
      expect(twice).toBe(once);
    },
  );
  await fc.assert(property, run);
});

test("replaces an entry of ours in any configuration and keeps every byte around it", async ({
  expect,
}) => {
  const drawn = fc.record({ ...layout, first: members, old: json, last: members });
  const property = fc.asyncProperty(drawn, async ({ first, old, last, gaps, byteOrderMark }) => {
    const marker = "put the old entry here";
    const root = { ...first, mcpServers: { ...first, [name]: marker, ...last }, ...last };
    const [head = "", tail = ""] = printFile(root, gaps).split(JSON.stringify(marker));
    const before = head + JSON.stringify(old) + tail;
    const [once, twice] = await writeTwice(before, byteOrderMark);

    expect(ourEntry(once)).toEqual(entry);
    expect(withoutOurs(once, true)).toBe(withoutOurs(before, true));
    expect([once.startsWith(head), once.endsWith(tail)]).toEqual([true, true]);
    expect(twice).toBe(once);
  });
  await fc.assert(property, run);
});
