import type { Reporter, TestModule } from "vitest/node";
import { countRows, namedRows, rowsWithoutTest, spellOut } from "./rows.ts";

/**
 * Says at the end of a run how many rows of the security cases it ran, by the ids in the names of its tests. A run of everything
 * fails when a row had no test that passed, and when a reason is kept for a row that has one. Whatever passed at the second try
 * only is named, so that it can be looked into.
 */
export function rowsReporter({ isWhole }: { isWhole: boolean }): Reporter {
  return {
    onTestRunEnd(modules) {
      const again = modules.flatMap(passedAtSecondTry);
      if (again.length > 0) console.log(`\n Passed at the second try:\n   ${again.join("\n   ")}`);
      const { passed, failed, missing, stale } = countRows({
        tests: modules.flatMap(testsOf),
        named: spellOut(namedRows),
        reasons: rowsWithoutTest,
      });
      const all = spellOut(namedRows).length;
      if (passed.length > 0) console.log(`\n Rows ran: ${passed.length} of ${all}`);
      if (!isWhole) return;
      for (const [row, why] of Object.entries(rowsWithoutTest)) console.log(`   ${row}  ${why}`);
      if (failed.length > 0) console.error(`   failed: ${failed.join(", ")}`);
      if (missing.length > 0) console.error(`   without a test that ran: ${missing.join(", ")}`);
      if (stale.length > 0)
        console.error(`   with a test and a reason why not: ${stale.join(", ")}`);
      if (missing.length + stale.length > 0) process.exitCode = 1;
    },
  };
}

function testsOf(module: TestModule): { name: string; state: string }[] {
  return [...module.children.allTests()].map((test) => ({
    name: test.fullName,
    state: test.result().state,
  }));
}

function passedAtSecondTry(module: TestModule): string[] {
  const tests = [...module.children.allTests("passed")];
  return tests.flatMap((test) => (test.diagnostic()?.retryCount ? [test.fullName] : []));
}
