import { readdir, readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { secretsIn } from "../harness/github/secrets.ts";
import { test } from "../harness/vitest.ts";
import { callTool, message, openSession, send } from "./mcp-client.test-support.ts";

/** What the kits of this run hold on disk: workerd's files, and the homes of clients. */
async function filesOfRun(): Promise<{ file: string; text: string }[]> {
  const files: { file: string; text: string }[] = [];
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith("mcp-kit-")) continue;
    const folder = join(tmpdir(), name);
    const found = await stat(folder).catch(() => undefined);
    if (!found || found.birthtimeMs < performance.timeOrigin) continue; // of another run
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries.filter((each) => each.isFile())) {
      const file = join(entry.parentPath, entry.name);
      files.push({ file, text: await readFile(file, "latin1").catch(() => "") }); // SQLite's side files come and go
    }
  }
  return files;
}

/** LG-12: wrangler's traces keep whole URLs, with codes that are used up; they go away with the run. */
function isTraced(file: string, secret: string): boolean {
  return secret === "c0de…" && file.includes("observability");
}

test("LG-02 no secret is on disk while sessions are open, but for mcp-remote's own store", async ({
  kit,
  expect,
}) => {
  await using session = await kit.connect({ as: "octocat", lane: "mcp-remote" });
  expect((await session.callTool("whoami")).isError).toBeFalsy();
  const bearer = await kit.signIn({ as: "octocat" });
  const sessionId = await openSession(kit, bearer);
  const answer = await message(await send(kit, { bearer, sessionId, body: callTool("whoami") }));
  expect(answer.result?.structuredContent?.["login"]).toBe("octocat");

  const files = await filesOfRun();
  const holding = (text: string) =>
    files.filter((each) => each.text.includes(text)).map(({ file }) => basename(file));
  // The scan finds what is there.
  expect(holding(`streamable-http:${sessionId.split(".")[0]}`)).not.toEqual([]);
  expect(holding("583231")).not.toEqual([]);
  const found = files.flatMap(({ file, text }) =>
    secretsIn(text).flatMap((secret) => (isTraced(file, secret) ? [] : `${secret} in ${file}`)),
  );
  expect(found).toEqual([]);
  // Whole secrets: a few letters of one stand by chance in what is random or encrypted.
  const { COOKIE_ENCRYPTION_KEY } = await kit.worker.getEnv();
  for (const secret of [
    "gho_CANARY",
    kit.github.app.clientSecret,
    COOKIE_ENCRYPTION_KEY,
    sessionId,
  ]) {
    expect(secret.length).toBeGreaterThan(9);
    expect(holding(secret)).toEqual([]);
  }
  expect(holding(bearer.mcpAccessToken)).toEqual([]);

  // Of this kit: what a client of another one has stored may just be spoiled, or being written.
  const { folder } = kit.forPrograms;
  const stores = files.filter(
    ({ file }) => file.startsWith(folder) && file.endsWith("_tokens.json"),
  );
  const tokens = stores.map(
    ({ text }) => (JSON.parse(text) as { access_token: string }).access_token,
  );
  expect(tokens).not.toEqual([]);
  for (const mcpAccessToken of tokens) {
    expect(holding(mcpAccessToken)).toEqual([expect.stringMatching(/_tokens\.json$/)]);
  }
});
