import { test } from "vitest";
import { countRows, spellOut } from "./rows.ts";

const named = spellOut({ XX: "1-4 9" });

test("a row counts when a test of its name passed, and not when it was skipped or failed", ({
  expect,
}) => {
  const tests = [
    { name: "a > XX-01 XX-02 does", state: "passed" },
    { name: "XX-02 does not", state: "failed" },
    { name: "XX-03 waits", state: "skipped" },
    { name: "XX-09 is there all the same", state: "passed" },
  ];
  const reasons = { "XX-04": "Cannot be had.", "XX-09": "Neither." };
  expect(countRows({ tests, named, reasons })).toEqual({
    passed: ["XX-01", "XX-09"],
    failed: ["XX-02"],
    missing: ["XX-03"],
    stale: ["XX-09"],
  });
});
