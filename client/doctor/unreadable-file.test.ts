import { test } from "vitest";
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
      { id: "host-file-refused", severity: "fail", file: home.file, fixable: false },
    ]);
    expect(findings[0]?.what).toContain(home.file + where);
    expect(await home.read()).toBe(text);
  },
);

test("CL-24 finds the byte order mark with which Claude Desktop reads nothing", async ({
  expect,
}) => {
  await using home = await sickHome();
  await home.write("\uFEFF{}");
  expect(await home.found({ fix: true })).toEqual(["fail byte-order-mark"]);
  expect(await home.read()).toBe("\uFEFF{}");
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
