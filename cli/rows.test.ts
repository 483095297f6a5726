import { readFileSync, globSync } from "node:fs";
import { test } from "vitest";
import { namedRows, rowsWithoutTest, spellOut } from "./rows.test-support.ts";

const rowId = /\b[A-Z]{2,4}-\d{2}\b/g;

/** The ids in the texts of a file, where its tests have their names; what is in a comment names no test. */
function idsIn(source: string): string[] {
  const code = source.replaceAll(/\/\*[^]*?\*\/|(?<=^|\s)\/\/ .*$/gm, "");
  const texts = code.match(/"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g) ?? [];
  return texts.flatMap((text) => text.match(rowId) ?? []);
}

/** Their names are rows too, and say nothing of the kit. */
const others = /(?:rows|library-behaviour\.worker)\.test\.ts$/;
const files = globSync("{server,harness,cli,client}/**/*.test.ts").filter(
  (file) => !others.test(file),
);
const tested = new Set(files.flatMap((file) => idsIn(readFileSync(file, "utf8"))));
const named = spellOut(namedRows);

test("every named row is in the name of a test, or has a reason why not", ({ expect }) => {
  const missing = named.filter((row) => !tested.has(row) && !(row in rowsWithoutTest));
  expect(missing).toEqual([]);
  const count = named.filter((row) => tested.has(row)).length;
  const reasons = Object.entries(rowsWithoutTest).map(([row, why]) => `\n  ${row}  ${why}`);
  console.info(`Rows: ${count} of ${named.length} have tests.${reasons.join("")}`);
});

test("a reason is given for rows only that are named and have no test", ({ expect }) => {
  const stale = Object.keys(rowsWithoutTest).filter(
    (row) => tested.has(row) || !named.includes(row),
  );
  expect(stale).toEqual([]);
});

test("an id counts in the name of a test, and not in a comment", ({ expect }) => {
  const source = `// XX-01 of old\n/* XX-02 */ test("XX-03 XX-04 does", () => { const url = "a//XX-05"; });`;
  expect(idsIn(source)).toEqual(["XX-03", "XX-04", "XX-05"]);
  expect(spellOut({ XX: "1-2 9" })).toEqual(["XX-01", "XX-02", "XX-09"]);
});
