import { readFile } from "node:fs/promises";
import { test } from "vitest";
import { scenarioJsonSchema } from "./json-schema.ts";

test("the JSON Schema that editors use says what the kit checks", async ({ expect }) => {
  const written = await readFile(new URL("./scenario.schema.json", import.meta.url), "utf8");
  expect(written, "run `npm run schema`").toBe(scenarioJsonSchema());
});
