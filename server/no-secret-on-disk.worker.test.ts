import { readdir, readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { test } from "../harness/vitest.ts";
import { callTool, message, openSession, send } from "./mcp-client.test-support.ts";

/** What workerd holds on disk for the kits of this run, each file as text. */
async function filesOfWorkerd(): Promise<string[]> {
  const files: string[] = [];
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith("mcp-kit-")) continue;
    const folder = join(tmpdir(), name);
    const found = await stat(folder).catch(() => undefined);
    if (!found || found.birthtimeMs < performance.timeOrigin) continue; // of another run
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries.filter((each) => each.isFile())) {
      const file = join(entry.parentPath, entry.name);
      if (!file.includes(`${sep}miniflare-`)) continue; // a client's home
      files.push(await readFile(file, "latin1").catch(() => "")); // SQLite's side files come and go
    }
  }
  return files;
}

test("neither a GitHub token nor a bearer is on disk after a session, though its user is", async ({
  kit,
  expect,
}) => {
  const bearer = await kit.signIn({ as: "octocat" });
  const sessionId = await openSession(kit, bearer);
  const answer = await message(await send(kit, { bearer, sessionId, body: callTool("whoami") }));
  expect(answer.result?.structuredContent?.["login"]).toBe("octocat");

  const files = await filesOfWorkerd();
  const holding = (text: string) => files.filter((file) => file.includes(text)).length;
  expect(holding(`streamable-http:${sessionId.split(".")[0]}`)).toBeGreaterThan(0); // the scan finds what is there
  expect(holding("583231")).toBeGreaterThan(0);
  expect(holding("gho_")).toBe(0);
  expect(holding(bearer.mcpAccessToken)).toBe(0);
  expect(holding(sessionId)).toBe(0);
});
