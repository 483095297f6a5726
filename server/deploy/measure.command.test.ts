import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { gzippedAimsKiB, measure, writeVariant } from "./measure.ts";
import { runProgram } from "./wrangler.ts";

test("the Worker is no larger, gzipped, than it aims to be", async () => {
  const { gzippedKiB, libraries, endpoints } = await measure(".");
  expect(gzippedKiB).toBeLessThan(gzippedAimsKiB.whole);
  expect(libraries.map(([name]) => name)).toContain("agents");
  const files = await readdir("server/endpoints");
  expect(endpoints).toEqual(files.map((file) => file.replace(/\.ts$/, "")).toSorted());
});

test("deleting rows of the route table is all that it takes: a Worker that keeps the stateless one alone compiles, and is half as large", async () => {
  await using variant = await writeVariant("mcp-stateless");
  const { gzippedKiB, libraries, endpoints } = await measure(variant.folder);
  expect(endpoints).toEqual(["mcp-stateless"]);
  expect(gzippedKiB).toBeLessThan(gzippedAimsKiB["mcp-stateless"]);
  expect(libraries.map(([name]) => name)).not.toContain("@modelcontextprotocol/sdk");
  expect(await typeCheck(variant.folder)).toEqual({ exitStatus: 0, stdout: "", stderr: "" });
});

test("a Worker that keeps one agent has the other one's sessions empty, and compiles", async () => {
  await using variant = await writeVariant("public-agent");
  expect((await measure(variant.folder)).endpoints).toEqual(["public-agent"]);
  expect(await typeCheck(variant.folder)).toEqual({ exitStatus: 0, stdout: "", stderr: "" });
});

/** As `npm run typecheck` does it for the Worker. */
function typeCheck(folder: string) {
  const typescript = createRequire(import.meta.url).resolve("typescript/package.json");
  const project = join(folder, "server/tsconfig.json");
  return runProgram(join(dirname(typescript), "bin/tsc"), ["-p", project]);
}
