import { spawn } from "node:child_process";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

// This project's own configuration names no MCP_RESOURCE, and in an empty home nobody is signed in.
test("WK-10 WK-13 the check before a deployment names all at once where nobody is signed in", async () => {
  await using home = await mkdtempDisposable(join(tmpdir(), "mcp-kit-deploy-"));
  const { CLOUDFLARE_API_TOKEN: _token, WORKERS_CI: _ci, ...env } = process.env;
  const child = spawn(process.execPath, ["server/deploy/check.ts"], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...env, HOME: home.path, XDG_CONFIG_HOME: home.path, USERPROFILE: home.path },
  });
  let words = "";
  child.stderr.on("data", (data) => void (words += String(data)));
  const { promise, resolve } = Promise.withResolvers<number | null>();
  child.once("close", resolve);
  expect(await promise).toBe(1);
  expect(words).toContain("MCP_RESOURCE is missing");
  expect(words).toContain("npx wrangler secret put GITHUB_CLIENT_SECRET");
  expect(words).toContain("Wrangler is not signed in to Cloudflare");
});
