/** The rows of the security cases that the kit answers for: a group, and its numbers with ranges. */
export const namedRows = {
  AZ: "1-31",
  BT: "14",
  CB: "1-28",
  CL: "1-62",
  CON: "1-17",
  DCR: "24-26 32-33",
  GH: "1-24",
  HN: "6-7 10",
  LG: "1-7 11 13",
  MR: "1-22",
  OH: "1-15",
  RPC: "3-4 12 17 25 29",
  RT: "12-14 20-21",
  SID: "1-19",
  TOOL: "1-16",
  WK: "10 13-17",
} as const;

/** Rows that cannot be had as they stand, each with the reason. A row with a test of its name does not belong here. */
export const rowsWithoutTest: Record<string, string> = {};

/** Spells the ranges out: `AZ: "1-3"` is AZ-01, AZ-02 and AZ-03. */
export function spellOut(groups: Record<string, string>): string[] {
  return Object.entries(groups).flatMap(([group, numbers]) =>
    numbers.split(" ").flatMap((range) => {
      const [first = 0, last = first] = range.split("-").map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => {
        return `${group}-${String(first + index).padStart(2, "0")}`;
      });
    }),
  );
}

/** What became of the rows in a run. */
export interface RowCount {
  passed: string[];
  /** Some test of theirs failed. */
  failed: string[];
  /** No test of theirs ran, and there is no reason why not. */
  missing: string[];
  /** There is a reason why not, and a test all the same. */
  stale: string[];
}

/** Counts rows by the ids in the names of tests that ran. */
export function countRows({
  tests,
  named,
  reasons,
}: {
  tests: readonly { name: string; state: string }[];
  named: readonly string[];
  reasons: Record<string, string>;
}): RowCount {
  const rowsOf = (state: string) =>
    new Set(tests.flatMap((test) => (test.state === state ? idsIn(test.name) : [])));
  const [passing, failing] = [rowsOf("passed"), rowsOf("failed")];
  const failed = named.filter((row) => failing.has(row));
  const passed = named.filter((row) => passing.has(row) && !failing.has(row));
  return {
    passed,
    failed,
    missing: named.filter((row) => !passing.has(row) && !failing.has(row) && !(row in reasons)),
    stale: Object.keys(reasons).filter((row) => passing.has(row) || !named.includes(row)),
  };
}

function idsIn(name: string): string[] {
  return name.match(/\b[A-Z]{2,4}-\d{2}\b/g) ?? [];
}
