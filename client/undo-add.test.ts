import { rm, writeFile } from "node:fs/promises";
import { test } from "vitest";
import { addEntry } from "./add-entry.ts";
import { temporaryHome, value } from "./host-file.test-support.ts";
import { readReceipts } from "./receipt.ts";
import { removeEntry } from "./remove-entry.ts";
import { undoAdd } from "./undo-add.ts";

const name = "ours";
const other = { command: "/bin/other" };

test("puts back the kit's earlier entry when the last change of it is undone", async ({
  expect,
}) => {
  await using home = await temporaryHome("{\n}");
  const { text } = await addEntry(home.place, { ...home.options, name, value });
  const { receipt = "" } = await addEntry(home.place, { ...home.options, name, value: other });
  expect(await undoAdd(home.place, { ...home.options, receipt })).toMatchObject({
    how: "restored",
  });
  expect(await home.read()).toBe(text);
  expect(await undoAdd(home.place, { ...home.options, receipt })).toMatchObject({ how: "absent" });
  await removeEntry(home.place, { ...home.options, name });
  expect(await home.read()).toBe("{\n}");
});

test("CL-18 remembers which header files were written for the earlier entry", async ({
  expect,
}) => {
  await using home = await temporaryHome("{}");
  const headerFiles = ["/headers/ours"];
  await addEntry(home.place, { ...home.options, name, value, headerFiles });
  const { receipt = "" } = await addEntry(home.place, { ...home.options, name, value: other });
  await undoAdd(home.place, { ...home.options, receipt });
  expect(await readReceipts(home.userFolder)).toMatchObject([{ steps: [{ value, headerFiles }] }]);
});

test("puts back the kit's earlier entry also when somebody else has written since, and then all of it", async ({
  expect,
}) => {
  await using home = await temporaryHome('{"mcpServers": {"ours": {"command": "mine"}}}');
  await addEntry(home.place, { ...home.options, name, value, replace: true });
  const { receipt = "" } = await addEntry(home.place, { ...home.options, name, value: other });
  await writeFile(home.file, JSON.stringify({ ...JSON.parse(await home.read()), host: 1 }));
  expect(await undoAdd(home.place, { ...home.options, receipt })).toMatchObject({ how: "removed" });
  expect(JSON.parse(await home.read())).toEqual({ mcpServers: { ours: value }, host: 1 });
  await removeEntry(home.place, { ...home.options, name });
  expect(JSON.parse(await home.read())).toEqual({
    mcpServers: { ours: { command: "mine" } },
    host: 1,
  });
});

test("can undo a change that gave an entry what it had held before the kit came", async ({
  expect,
}) => {
  const before = '{"mcpServers": {"ours" : {"command":  "/bin/other"}}}';
  await using home = await temporaryHome(before);
  const { text } = await addEntry(home.place, { ...home.options, name, value, replace: true });
  const { receipt = "" } = await addEntry(home.place, { ...home.options, name, value: other });
  await undoAdd(home.place, { ...home.options, receipt });
  expect(await home.read()).toBe(text);
  await removeEntry(home.place, { ...home.options, name });
  expect(await home.read()).toBe(before);
});

test("forgets a change whose file has gone meanwhile, unless something of somebody's own was replaced", async ({
  expect,
}) => {
  for (const [before, kept] of [
    ["{}", 0],
    ['{"mcpServers": {"ours": {"command": "mine"}}}', 1],
  ] as const) {
    await using home = await temporaryHome(before);
    const { receipt = "" } = await addEntry(home.place, {
      ...home.options,
      name,
      value,
      replace: true,
    });
    await rm(home.file);
    await undoAdd(home.place, { ...home.options, receipt });
    const receipts = await readReceipts(home.userFolder);
    expect(receipts.flatMap(({ steps }) => steps)).toHaveLength(kept);
  }
});
