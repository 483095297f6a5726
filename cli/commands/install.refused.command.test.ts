import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "vitest";
import { freePort } from "../../client/local-server.test-support.ts";
import { serveOAuth } from "../../client/oauth-server.test-support.ts";
import { fileWithSecret, openUserHome } from "../testing/user-home.ts";

test.for([
  [["install"], 2, /takes one URL, and was given 0/],
  [["install", "http://example.com/mcp"], 2, /example\.com/],
  [["install", "http://localhost:1/mcp", "--name", "test&calc"], 2, /test&calc/],
  [["install", "http://localhost:1/mcp", "--host", "notepad"], 2, /notepad[^]*claude-desktop/],
  [["install", "http://localhost:1/mcp", "--file", "/etc/passwd"], 2, /passwd/],
  [["install", "http://localhost:1/mcp", "--header-file", "/nowhere"], 2, /nowhere/],
  [["uninstall"], 2, /takes one name/],
  [["status", "nobody"], 2, /no server "nobody"/],
  [["login", "nobody"], 2, /mcp-kit install <url>/],
  [["list", "--host", "notepad"], 2, /notepad/],
] as const)(
  "CL-57 %j is refused before anything is read or asked",
  async ([args, status, words], { expect }) => {
    await using home = await openUserHome();
    const refused = await home.kit(...args);
    expect([refused.status, refused.stdout, refused.stderr]).toEqual([
      status,
      "",
      expect.stringMatching(words),
    ]);
    expect(refused.stderr).not.toMatch(/\n\s+at /);
    expect(await home.read()).toBeUndefined();
  },
);

test("a server that is down is exit 4, a file that is broken exit 5, and neither is touched", async ({
  expect,
}) => {
  await using home = await openUserHome();
  const down = await home.kit("install", `http://127.0.0.1:${await freePort()}/mcp`);
  expect([down.status, await home.read()]).toEqual([4, undefined]);
  const broken = `{\n  "mcpServers": {},\n}`;
  await home.write(broken);
  for (const command of [
    ["install", "http://localhost:8788/mcp", "--no-verify"],
    ["uninstall", "mine"],
    ["list"],
  ]) {
    const refused = await home.kit(...command);
    expect([command[0], refused.status, refused.stderr]).toEqual([
      command[0],
      5,
      expect.stringContaining(`${home.file}:3:1`),
    ]);
    expect(await home.read()).toBe(broken);
  }
});

test("CL-56 what has to be known is named as a flag, and nobody is waited for", async ({
  expect,
}) => {
  await using home = await openUserHome();
  for (const [host, port] of [
    ["claude-desktop", 8788],
    ["lm-studio", 8789],
  ] as const) {
    const url = `http://localhost:${port}/mcp`;
    await home.kit("install", url, "--name", "mine", "--host", host, "--no-verify", "--bridge");
  }
  const asked = await home.kit("status", "mine");
  expect([asked.status, asked.stderr]).toEqual([
    2,
    expect.stringContaining("--host claude-desktop, or --host lm-studio"),
  ]);
});

test("CL-47 what fails with --json is one JSON document on stderr", async ({ expect }) => {
  await using home = await openUserHome();
  const url = `http://127.0.0.1:${await freePort()}/mcp`;
  const failed = await home.kit("install", url, "--json");
  expect([failed.status, failed.stdout]).toEqual([4, ""]);
  expect(JSON.parse(failed.stderr)).toMatchObject({ error: { code: "CONNECT_FAILED" } });
});

test("login starts no bridge of the kit's that was altered", async ({ expect }) => {
  await using home = await openUserHome();
  await using server = await serveOAuth();
  await home.kit("install", server.url, "--name", "mine", "--no-verify");
  const folder = join(home.path, ".remote-mcp-kit", "bridge");
  const bridge = (await readdir(folder)).find((name) => name.endsWith(".mjs")) ?? "";
  const marker = join(home.path, "was-run");
  await writeFile(
    join(folder, bridge),
    `import { writeFileSync } from "node:fs"; writeFileSync(${JSON.stringify(marker)}, "");`,
  );
  const refused = await home.kit("login", "mine");
  expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining("was altered")]);
  await expect(readFile(marker)).rejects.toThrow();
});

test("uninstall leaves what is not the kit's, and says so", async ({ expect }) => {
  await using home = await openUserHome();
  await home.write(fileWithSecret);
  const refused = await home.kit("uninstall", "other");
  expect([refused.status, refused.stderr]).toEqual([
    2,
    expect.stringContaining("is not the kit's"),
  ]);
  const absent = await home.kit("uninstall", "mine");
  expect(["CL-45", absent.status, absent.stderr]).toEqual([
    "CL-45",
    0,
    expect.stringContaining("there was no mine"),
  ]);
  expect(await home.read()).toBe(fileWithSecret);
});
