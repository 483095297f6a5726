import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, test } from "vitest";
import { signInFailed } from "../browser/failure.ts";
import { startKit } from "../kit.ts";
import { writeFlawedWorker } from "./flawed-worker.test-support.ts";
import { createMcpRemoteClient } from "./mcp-remote.ts";

test("mcp-remote is started again until its only callback port is free", async ({ expect }) => {
  await using kit = await startKit({ wrangler: await writeFlawedWorker() });
  const home = await mkdtemp(join(tmpdir(), "mcp-kit-"));
  onTestFinished(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));
  const opened: string[] = [];
  let started = 0;
  const client = await createMcpRemoteClient({
    url: `${kit.origin}/mcp`,
    identity: { clientId: "known-before" },
    home,
    environment: {},
    onProcess: () => {
      started += 1;
      return () => {};
    },
    openBrowser: async (url) => {
      opened.push(new URL(url).searchParams.get("redirect_uri")!);
      throw signInFailed("Nobody is there.", []);
    },
  });
  onTestFinished(() => client.close());
  await expect(client.use()).rejects.toThrow("Nobody is there.");
  expect(started).toBe(1);

  const other = createServer();
  await once(other.listen(Number(new URL(opened[0]!).port), "127.0.0.1"), "listening");
  const used = client.use().catch(String);
  await expect.poll(() => started, { timeout: 20_000 }).toBeGreaterThan(2);
  expect(opened).toHaveLength(1);
  other.close();
  expect(await used).toContain("Nobody is there.");
  expect(opened).toEqual([opened[0], opened[0]]);
});
