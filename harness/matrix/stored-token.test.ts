import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base } from "vitest";
import { readStoredToken, spoilStoredTokens } from "./stored-token.ts";

const test = base.extend("home", async ({}, { onCleanup }) => {
  const home = await mkdtemp(join(tmpdir(), "mcp-kit-stored-token-"));
  onCleanup(() => rm(home, { recursive: true }));
  return home;
});

test.for([
  ["a file of tokens", { access_token: "secret", refresh_token: "kept" }],
  [
    "JSON within JSON",
    { tokens: JSON.stringify({ access_token: "secret", refresh_token: "kept" }) },
  ],
] as const)(
  "spoils the access token in %s, and nothing else",
  async ([, content], { home, expect }) => {
    const file = join(home, "store.json");
    const text = JSON.stringify(content, null, 2);
    await writeFile(file, text);
    expect(await readStoredToken(home)).toBe("secret");
    await spoilStoredTokens(home);
    expect(await readFile(file, "utf8")).toBe(text.replace("secret", "expired"));
  },
);

test("finds no token in a home that has none", async ({ home, expect }) => {
  await writeFile(join(home, "client_info.json"), '{"client_id":"c"}');
  await writeFile(join(home, "notes.txt"), '{"access_token":"c"}');
  expect(await readStoredToken(home)).toBeUndefined();
});
