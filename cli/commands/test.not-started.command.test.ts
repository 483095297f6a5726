import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { onTestFinished, test } from "vitest";
import { openFolder } from "../testing/open-folder.ts";
import { runKit } from "../testing/run-kit.ts";

const folder = await openFolder();

test("a Worker that does not build ends with the bundler's words", async ({ expect }) => {
  const path = await folder.writeFiles("no-build", {
    "wrangler.jsonc": `{ "name": "no-build", "main": "index.js", "compatibility_date": "2026-10-01" }`,
    "index.js": `import { gone } from "./gone.js";\nexport default { fetch: gone };\n`,
  });
  const { status, stdout, stderr } = await runKit(
    "test",
    "--wrangler",
    join(path, "wrangler.jsonc"),
  );
  expect({ status, stdout }).toEqual({ status: 4, stdout: "" });
  expect(stderr).toContain(`Could not resolve "./gone.js"`);
});

test("what a Worker throws as it starts is told without a stack", async ({ expect }) => {
  const path = await folder.writeFiles("throws", {
    "wrangler.jsonc": `{ "name": "w", "main": "w.js", "compatibility_date": "2026-01-01" }`,
    "w.js": `const none = undefined;\nexport default { fetch: none.fetch };\n`,
  });
  const { status, stderr } = await runKit("test", "--wrangler", join(path, "wrangler.jsonc"));
  expect(status).toBe(4);
  expect(stderr).toMatch(
    /did not start\.\nUncaught TypeError: Cannot read properties of undefined \(reading 'fetch'\)\nMend what/,
  );
});

test("a mistake in the Wrangler configuration is told with its place", async ({ expect }) => {
  const path = await folder.writeFiles("no-json", {
    "wrangler.jsonc": `{\n  "name": "no-json",\n  "main": ,\n}`,
  });
  const result = await runKit("test", "--wrangler", join(path, "wrangler.jsonc"));
  expect(result).toMatchObject({
    status: 4,
    stderr: expect.stringMatching(/did not start\.\n3:11 /),
  });
});

test("a port that is taken is named", async ({ expect }) => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  const { status, stderr } = await runKit("test", "--port", String(port));
  expect({ status, stderr }).toEqual({
    status: 4,
    stderr: expect.stringContaining(`Port ${port} is in use.`),
  });
});
