import { mkdir, readlink, rm, symlink } from "node:fs/promises";
import { dirname } from "node:path";
import { test } from "vitest";
import { installServer } from "../install-server.ts";
import { uninstallServer } from "../uninstall-server.ts";
import { sickHome } from "./sick-home.test-support.ts";

test.for([
  ["a trailing comma", '{\n  "mcpServers": {},\n}', ":3:1"],
  ["a comment", '{ // mine\n  "mcpServers": {} }', ":1:3"],
  ["half a file", '{ "mcpServers": {', ":1:18"],
  ["a list of servers", '{ "mcpServers": [] }', ":1:17"],
] as const)(
  "CL-23 names line and column of %s, and never mends it",
  async ([, text, where], { expect }) => {
    await using home = await sickHome();
    await home.write(text);
    const { ok, refused, findings, fixed } = await home.run({ fix: true });
    expect({ ok, refused, fixed }).toEqual({ ok: false, refused: true, fixed: [] });
    expect(findings).toMatchObject([
      {
        id: "host-file-refused",
        severity: "fail",
        file: home.file,
        mend: expect.stringMatching(/^xdg-open .*claude_desktop_config\.json'?$/),
        advice: expect.stringContaining(" "),
        fixable: false,
      },
    ]);
    expect(findings[0]?.what).toContain(home.file + where);
    expect(await home.read()).toBe(text);
  },
);

test.skipIf(process.platform === "win32").for([
  ["a link to nothing", "/nowhere/claude.json"],
  ["a link to itself", "claude_desktop_config.json"],
] as const)("CL-31 finds that the file is %s, as install does", async ([, to], { expect }) => {
  await using home = await sickHome();
  await home.write("");
  await rm(home.file);
  await symlink(to, home.file);
  for (const options of [{}, { fix: true, file: home.file }])
    expect(await home.run(options)).toMatchObject({
      ok: false,
      refused: true,
      findings: [
        {
          id: "host-file-refused",
          file: home.file,
          mend: `mv ${home.file} ${home.file}.unused`,
        },
      ],
    });
  expect(await readlink(home.file)).toBe(to);
});

test.skipIf(process.platform === "win32")(
  "CL-31 finds that the file's folder is a link to nothing, and nothing where no folder is",
  async ({ expect }) => {
    await using home = await sickHome();
    await mkdir(dirname(dirname(home.file)), { recursive: true });
    expect(await home.found()).toEqual([]);
    await symlink("/nowhere", dirname(home.file));
    expect(await home.found()).toEqual(["fail host-file-refused"]);
  },
);

test("CL-24 finds the byte order mark with which Claude Desktop reads nothing", async ({
  expect,
}) => {
  await using home = await sickHome();
  await home.write("\uFEFF{}");
  const { findings } = await home.run();
  expect(findings).toMatchObject([
    { id: "byte-order-mark", severity: "fail", mend: "mcp-kit doctor --fix", fixable: true },
  ]);
  expect(await home.read()).toBe("\uFEFF{}");
});

test("CL-24 --fix takes the mark out and nothing else, and what the kit wrote can be uninstalled after", async ({
  expect,
}) => {
  await using home = await sickHome();
  const before = '{\r\n\t"theme": "dark" }';
  await home.write(before);
  const url = "http://localhost:8788/mcp";
  const { platform } = home;
  const { entry } = await installServer(url, { name: "mine", platform, verify: false });
  home.versions[String(entry["command"])] = "24.0.0";
  const withEntry = await home.read();
  await home.write("\uFEFF" + withEntry);
  expect(await home.run({ fix: true })).toMatchObject({
    ok: true,
    findings: [],
    fixed: [{ id: "byte-order-mark" }],
  });
  expect(await home.read()).toBe(withEntry);
  await uninstallServer("mine", { platform });
  expect(await home.read()).toBe(before);
});

test("finds nothing wrong with a file that its host reads, comments and a mark where it takes them", async ({
  expect,
}) => {
  await using home = await sickHome();
  await home.write('{ "mcpServers": {} }');
  expect(await home.found()).toEqual([]);
  await using editor = await sickHome("vscode");
  await editor.write('\uFEFF{ // mine\n "servers": {}, }');
  expect(await editor.run()).toMatchObject({ ok: true, findings: [], looked: { files: 1 } });
});
