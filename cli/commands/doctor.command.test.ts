import { spawnSync } from "node:child_process";
import { readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "vitest";
import { serveOAuth } from "../../client/oauth-server.test-support.ts";
import { openUserHome } from "../testing/user-home.ts";

/** A user's home, and the doctor who is called there. */
async function openHome() {
  const home = await openUserHome();
  return {
    ...home,
    doctor: (...args: string[]) => home.kit("doctor", "--host", "claude-desktop", ...args),
    read: () => readFile(home.file, "utf8"),
  };
}

const servers = (text: string) => (JSON.parse(text) as { mcpServers: unknown }).mcpServers;

const url = "http://localhost:8788/mcp";

test("CL-47 finds, mends and finds no more: one JSON document, exit 1 and then 0", async ({
  expect,
}) => {
  await using home = await openHome();
  await home.write("{}");
  await home.kit("install", url, "--name", "mine", "--no-verify");
  const installed = await home.read();
  await home.write('{ "theme": "dark" }');

  const sick = await home.doctor("--offline", "--json");
  expect(sick.status).toBe(1);
  expect(JSON.parse(sick.stdout)).toEqual({
    ok: false,
    findings: [
      {
        id: "entry-wiped",
        severity: "fail",
        what: expect.stringMatching(/^The entry "mine", which the kit wrote on \d{4}-/),
        why: expect.any(String),
        mend: "mcp-kit doctor --fix",
        advice: expect.stringContaining("mcp-kit uninstall mine"),
        host: "claude-desktop",
        file: home.file,
        name: "mine",
        fixable: true,
      },
    ],
    fixed: [],
  });
  const mended = await home.doctor("--offline", "--json", "--fix");
  expect(mended.status).toBe(0);
  expect(JSON.parse(mended.stdout)).toMatchObject({
    ok: true,
    findings: [],
    fixed: [{ id: "entry-wiped", name: "mine" }],
  });
  expect(servers(await home.read())).toEqual(servers(installed));
  const well = await home.doctor("--offline");
  expect([well.status, well.stdout]).toEqual([
    0,
    "\n✓ Nothing is wrong with 1 server in 1 file.\n",
  ]);
});

test("CL-23 a file that its host cannot read is exit 5, in words and as JSON", async ({
  expect,
}) => {
  await using home = await openHome();
  const broken = '{\n  "mcpServers": {},\n}';
  await home.write(broken);
  const said = await home.doctor("--fix");
  expect([said.status, said.stdout]).toEqual([5, expect.stringContaining(`${home.file}:3:1`)]);
  const json = await home.doctor("--json");
  expect([json.status, JSON.parse(json.stdout)]).toMatchObject([
    5,
    { ok: false, findings: [{ id: "host-file-refused" }], fixed: [] },
  ]);
  expect(await home.read()).toBe(broken);
});

test.skipIf(process.platform === "win32")(
  "CL-31 a link to nothing in place of the file is exit 5, and a FIFO in place of a setting is waited for by nobody",
  async ({ expect }) => {
    await using home = await openHome();
    await home.write("{}");
    const fifos = ["wrangler.jsonc", ".dev.vars"].map((name) => join(home.path, name));
    for (const fifo of fifos) expect(spawnSync("mkfifo", [fifo]).status).toBe(0);
    const sick = await home.doctor("--wrangler", fifos[0] ?? "");
    expect([sick.status, sick.stdout]).toEqual([1, expect.stringContaining("no regular file")]);
    await rm(home.file);
    await symlink("/nowhere/claude.json", home.file);
    const linked = await home.doctor();
    expect([linked.status, linked.stdout]).toEqual([5, expect.stringContaining(home.file)]);
  },
);

test("CL-58 CL-60 reports metadata of another resource as a failure, and opens no browser", async ({
  expect,
}) => {
  await using home = await openHome();
  await using server = await serveOAuth({
    resourceMetadata: { resource: "https://example.com/mcp" },
  });
  await home.write("{}");
  await home.kit("install", server.url, "--name", "mine", "--no-verify");
  const { status, stdout, stderr } = await home.doctor();
  expect(status).toBe(1);
  expect(stdout).toMatch(/✗ mine {2}oauth-metadata\n[^]*example\.com[^]*RFC 9728/);
  expect(stderr).toBe(`Asking ${server.url} …\n`);
  expect(await home.visited()).toEqual([]);
});

test("CL-49 shows a secret of nobody's, and only warnings are exit 0", async ({ expect }) => {
  await using home = await openHome();
  const secret = "hunter2hunter2hunter2";
  const theirs = { command: "/usr/bin/node", args: ["server.js", "--api-key", secret] };
  await home.write(JSON.stringify({ mcpServers: { theirs } }));
  const wrangler = join(home.path, "wrangler.jsonc");
  await writeFile(wrangler, "{}");
  await writeFile(join(home.path, ".dev.vars"), `${secret}\n`);
  const said = await home.doctor("--wrangler", wrangler);
  expect(said.status).toBe(1);
  expect(said.stdout).toContain('"--api-key ..."');
  expect(said.stdout).toContain("Line 1: ");
  expect(said.stdout + said.stderr).not.toContain(secret);

  await home.write("{}");
  await writeFile(join(home.path, ".dev.vars"), "A=1\r\n");
  const warned = await home.doctor("--wrangler", wrangler);
  expect([warned.status, warned.stdout]).toEqual([0, expect.stringContaining("✓ 1 warning;")]);
});

test.for([
  [["one", "two"], /takes one name at most, and was given 2/],
  [["nobody"], /no server "nobody"/],
  [["--wrangler", "/nowhere/wrangler.jsonc"], /nowhere/],
  [["--what"], /what/],
] as const)("CL-57 %j is refused", async ([args, words], { expect }) => {
  await using home = await openHome();
  const refused = await home.doctor(...args);
  expect([refused.status, refused.stdout, refused.stderr]).toEqual([
    2,
    "",
    expect.stringMatching(words),
  ]);
});
