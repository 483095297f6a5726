import { spawnSync } from "node:child_process";
import { lstat, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { test } from "vitest";
import { addEntry } from "./add-entry.ts";
import { mcpServersPlace } from "./documents/place.ts";
import { hashOf, type Step } from "./history/step.ts";
import { temporaryHome, value } from "./host-file.test-support.ts";
import { readReceipts } from "./receipt.ts";
import { removeEntry } from "./remove-entry.ts";

const name = "ours";
const isWindows = process.platform === "win32";

const anything = () => true;

type Home = Awaited<ReturnType<typeof temporaryHome>>;

function receiptOf({ userFolder, file }: Home): string {
  return join(userFolder, "receipts", `${hashOf(file)?.slice(0, 32)}.json`);
}

/** Where a receipt that cannot be used is kept. */
function keptOf(home: Home, number = 1): string {
  return receiptOf(home).replace(/\.json$/, `-${number}.json`);
}

/** Writes something else into the receipt's first step, or into the receipt itself. */
async function tamper(home: Home, step: object, more: object = {}): Promise<void> {
  const receipt = receiptOf(home);
  const stored = JSON.parse(await readFile(receipt, "utf8"));
  Object.assign(stored, more);
  Object.assign(stored.steps[0], step);
  await writeFile(receipt, JSON.stringify(stored));
}

const splice = { offset: 1, removed: "", inserted: "x" };

test.for<[string, Partial<Record<keyof Step, unknown>>]>([
  ["that there was no file", { before: null }],
  ["another hash of the file before", { before: "0".repeat(64) }],
  ["a splice past the end", { splices: [{ ...splice, offset: 1_000_000 }] }],
  ["a splice of another text", { splices: [splice] }],
  [
    "a splice that would take away the user's part",
    {
      before: null,
      splices: [{ offset: 0, removed: "", inserted: '{"theme":"dark"}' }],
    },
  ],
  ["an entry that was replaced, and there was none", { replaced: { command: "/bin/evil" } }],
])(
  "takes out the entry alone, and says so, when the receipt claims %s",
  async ([, claim], { expect }) => {
    await using home = await temporaryHome('{"theme":"dark"}');
    await addEntry(home.place, { ...home.options, name, value });
    await tamper(home, claim);
    const [receipt] = await readReceipts(home.userFolder);
    expect(receipt?.steps).toMatchObject([{ name, value, after: null, splices: [] }]);
    const removed = await removeEntry(home.place, { ...home.options, name });
    expect(removed).toMatchObject({
      how: "removed",
      warnings: [expect.stringContaining(`The receipt for ${home.file} contradicts the file`)],
    });
    expect(JSON.parse(await home.read())).toEqual({ mcpServers: {}, theme: "dark" });
    expect(await home.receipts()).toEqual([basename(keptOf(home))]);
    expect(await readReceipts(home.userFolder)).toEqual([]);
  },
);

test("deletes no file of the user's for a receipt that takes all of it for the kit's", async ({
  expect,
}) => {
  await using home = await temporaryHome('{"theme":"dark"}');
  const { text } = await addEntry(home.place, { ...home.options, name, value });
  await tamper(home, { before: null, splices: [{ offset: 0, removed: "", inserted: text }] });
  await removeEntry(home.place, { ...home.options, name });
  expect(JSON.parse(await home.read())).toEqual({ mcpServers: {}, theme: "dark" });
});

test.for<[string, Partial<Record<keyof Step, unknown>>]>([
  ["in another container", { container: ["zzz"] }],
  ["of another name", { name: "other" }],
  ["of another value", { value: { command: "/bin/other" } }],
])("leaves an entry where it is whose receipt speaks of one %s", async ([, claim], { expect }) => {
  await using home = await temporaryHome("{}");
  const { text } = await addEntry(home.place, { ...home.options, name, value });
  await addEntry(home.place, { ...home.options, name: "second", value });
  await tamper(home, claim);
  const removed = await removeEntry(home.place, { ...home.options, name: "second" });
  expect(removed.warnings).toEqual([expect.stringContaining("contradicts the file")]);
  expect(await home.read()).toBe(text);
  const left = await removeEntry(home.place, { ...home.options, name });
  expect(left).toMatchObject({ how: "foreign", changed: false });
  expect(await home.receipts()).toEqual([basename(keptOf(home))]);
});

test.for<[string, object, object?]>([
  ["a hash that is none", { before: "x" }],
  ["a splice before the start", { splices: [{ ...splice, offset: -1 }] }],
  ["a splice between two characters", { splices: [{ ...splice, offset: 0.5 }] }],
  ["a format that there is not", { format: "ini" }],
  ["a container that is no way", { container: [1] }],
  ["an earlier change that is none", { previous: { name } }],
  ["a list that is neither", { list: 1 }],
  ["a header file of no name", { headerFiles: [1] }],
  ["folders that lie elsewhere", {}, { folders: ["/etc"] }],
  ["folders of no place", {}, { folders: [".."] }],
  ["the file as a folder of itself", {}, { folders: ["."] }],
  ["another file", {}, { file: "/etc/passwd" }],
  ["a file of no place", {}, { file: "config.json" }],
  ["a hash to come that is none", {}, { next: { steps: [], folders: [], sha256: 1 } }],
])("counts a receipt as none that holds %s", async ([, step, more], { expect }) => {
  await using home = await temporaryHome("{}");
  const { text } = await addEntry(home.place, { ...home.options, name, value });
  await tamper(home, step, more);
  const unusable = await readFile(receiptOf(home), "utf8");
  const told: string[] = [];
  expect(await readReceipts(home.userFolder, (warning) => told.push(warning))).toEqual([]);
  expect(told).toEqual([expect.stringContaining(`as if there were none: ${receiptOf(home)}`)]);
  const removed = await removeEntry(home.place, { ...home.options, name });
  expect(removed).toMatchObject({
    how: "foreign",
    warnings: [expect.stringContaining(`none: ${receiptOf(home)}`)],
  });
  expect(await home.read()).toBe(text);
  const options = { ...home.options, name, isOurs: anything };
  for (const [dryRun, place] of [
    [true, receiptOf(home)],
    [false, keptOf(home)],
  ] as const) {
    const { warnings } = await removeEntry(home.place, { ...options, dryRun });
    expect(warnings).toEqual([expect.stringContaining(`as if there were none: ${place}`)]);
    expect(await readFile(place, "utf8")).toBe(unusable);
  }
  expect(JSON.parse(await home.read())).toEqual({ mcpServers: {} });
  expect(await home.receipts()).toEqual([basename(keptOf(home))]);
});

test("removes no folder that is not above the file", async ({ expect }) => {
  await using home = await temporaryHome();
  await rm(home.folder, { recursive: true });
  const empty = join(home.home, "empty");
  await mkdir(empty);
  await addEntry(home.place, { ...home.options, name, value });
  await tamper(home, {}, { folders: [home.folder, empty] });
  await removeEntry(home.place, { ...home.options, name, isOurs: anything });
  expect(await readdir(home.home)).toContain("empty");
});

test.skipIf(isWindows).for<[string, (receipt: string) => unknown]>([
  ["a FIFO", (receipt) => spawnSync("mkfifo", [receipt])],
  ["a link to nothing", (receipt) => symlink("nowhere", receipt)],
  ["a link to itself", (receipt) => symlink(receipt, receipt)],
  ["9 MB", (receipt) => writeFile(receipt, Buffer.alloc(9 * 1024 * 1024, " "))],
])(
  "is not stopped by %s in a receipt's place, and puts one there",
  { timeout: 5000 },
  async ([, put], { expect }) => {
    await using home = await temporaryHome("{}");
    const receipt = receiptOf(home);
    await mkdir(dirname(receipt), { recursive: true });
    await put(receipt);
    const told: string[] = [];
    expect(await readReceipts(home.userFolder, (warning) => told.push(warning))).toEqual([]);
    expect(told).toHaveLength(1);
    const absent = await removeEntry(home.place, { ...home.options, name });
    const { warnings } = await addEntry(home.place, { ...home.options, name, value });
    for (const said of [absent.warnings, warnings])
      expect(said).toEqual([expect.stringContaining("cannot be understood")]);
    expect((await lstat(receipt)).isFile()).toBe(true);
    await removeEntry(home.place, { ...home.options, name });
    expect(await home.read()).toBe("{}");
  },
);

test("refuses what would make a receipt that is too large to be read again, and says that it is the receipt", async ({
  expect,
}) => {
  await using home = await temporaryHome();
  const place = mcpServersPlace(join(home.folder, ".claude.json"));
  await writeFile(place.file, "{}");
  const large = { command: "x".repeat(5 * 1024 * 1024) };
  await expect(addEntry(place, { ...home.options, name, value: large })).rejects.toMatchObject({
    code: "HOST_FILE_REFUSED",
    message: expect.stringMatching(
      /receipts.*would be larger than 8 MB, and .* was left as it was/,
    ),
    hint: expect.stringContaining("the kit's receipt"),
  });
  expect(await readFile(place.file, "utf8")).toBe("{}");
  expect(await home.receipts()).toEqual([]);
});

test("gives a receipt that cannot be used its name again where nothing came of the change", async ({
  expect,
}) => {
  await using home = await temporaryHome();
  const place = mcpServersPlace(join(home.folder, ".claude.json"));
  await writeFile(place.file, "{}");
  const receipt = receiptOf({ ...home, file: place.file });
  await mkdir(dirname(receipt), { recursive: true });
  await writeFile(receipt, '{"version":2}');
  const large = { command: "x".repeat(5 * 1024 * 1024) };
  const added = addEntry(place, { ...home.options, name, value: large });
  await expect(added).rejects.toThrow("would be larger than 8 MB");
  expect(await home.receipts()).toEqual([basename(receipt)]);
  expect(await readFile(receipt, "utf8")).toBe('{"version":2}');
});
