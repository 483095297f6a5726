import { createHash } from "node:crypto";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "vitest";
import { openUserHome } from "../testing/user-home.ts";

const url = "https://me:pa55w0rd@mcp.example.com/mcp?api_key=sk-LEAKED0123456789&x=1#frag";

const shown = "https://...@mcp.example.com/mcp?...#...";

const theirs = JSON.stringify({
  mcpServers: { theirs: { command: "npx", args: ["-y", "mcp-remote@0.1.37", url] } },
});

test.for([
  [["list"], 0],
  [["list", "--json"], 0],
  [["status", "theirs"], 3],
  [["status", "theirs", "--json"], 3],
  [["logout", "theirs"], 0],
  [["logout", "theirs", "--json"], 0],
] as const)(
  "CL-49 %j shows no secret that stands in a URL, whoever wrote it",
  async ([args, status], { expect }) => {
    await using home = await openUserHome();
    await home.write(theirs);
    const done = await home.kit(...args);
    const all = done.stdout + done.stderr;
    expect([done.status, all]).toEqual([status, expect.stringContaining(shown)]);
    expect(all).not.toMatch(/pa55w0rd|LEAKED/);
  },
);

test("CL-49 logout forgets the sign-in of the whole URL, and shows no secret of it", async ({
  expect,
}) => {
  await using home = await openUserHome();
  await home.write(theirs);
  const store = join(home.path, ".mcp-auth", "mcp-remote-v1");
  await mkdir(store, { recursive: true });
  const hash = createHash("md5").update(url).digest("hex");
  await writeFile(join(store, `${hash}_tokens.json`), '{"access_token":"a"}');
  const { status, stderr } = await home.kit("logout", "theirs");
  expect([status, stderr]).toEqual([0, expect.stringContaining(`${shown} is forgotten`)]);
  expect(await readdir(store)).toEqual([]);
});
