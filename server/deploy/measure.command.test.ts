import { expect, test } from "vitest";
import { gzippedAimsKiB, measure, writeVariant } from "./measure.ts";

test("the Worker is no larger, gzipped, than it aims to be", async () => {
  const { gzippedKiB, libraries } = await measure(".");
  expect(gzippedKiB).toBeLessThan(gzippedAimsKiB.whole);
  expect(libraries.map(([name]) => name)).toContain("agents");
});

test("a Worker that keeps the stateless route alone is half as large", async () => {
  await using variant = await writeVariant("mcp-stateless");
  const { gzippedKiB, libraries } = await measure(variant.folder);
  expect(gzippedKiB).toBeLessThan(gzippedAimsKiB["mcp-stateless"]);
  expect(libraries.map(([name]) => name)).not.toContain("@modelcontextprotocol/sdk");
});
