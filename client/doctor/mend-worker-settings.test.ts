import { writeFileSync } from "node:fs";
import { chmod, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "vitest";
import type { DiagnoseOptions } from "../diagnose.ts";
import { wranglerValues } from "../dev-vars/wrangler-values.test-support.ts";
import { sickHome } from "./sick-home.test-support.ts";

async function worker(text: string | Buffer, name = ".dev.vars") {
  const home = await sickHome();
  const folder = join(home.path, "worker");
  await mkdir(folder);
  const wrangler = join(folder, "wrangler.jsonc");
  await writeFile(wrangler, "{}");
  const file = join(folder, name);
  await writeFile(file, text, { mode: 0o640 });
  return {
    file,
    folder,
    wrangler,
    read: () => readFile(file, "utf8"),
    fix: (options: DiagnoseOptions = {}) => home.run({ wrangler, fix: true, ...options }),
    look: () => home.run({ wrangler }),
    [Symbol.asyncDispose]: () => home[Symbol.asyncDispose](),
  };
}

test.for<[string, string, string, string, number]>([
  ["a line without =", "A=1\n  hunter2\nB=2\n", "A=1\n#  hunter2\nB=2\n", "Line 2", 2],
  ["a key that is there twice", "A=hunter2\nB=1\nA=2\n", "#A=hunter2\nB=1\nA=2\n", "Line 1", 3],
  [
    "a key that is there twice, once on several lines",
    "export A='hunter2\n\nx'  # why\nA=2",
    "#export A='hunter2\n#\n#x'  # why\nA=2",
    "Lines 1 to 3",
    4,
  ],
  ["a byte order mark", "\uFEFFA=hunter2\n", "A=hunter2\n", "EF BB BF", 1],
])(
  "WK-16 mends %s, and leaves what Wrangler reads",
  async ([, text, after, said, line], { expect }) => {
    await using it = await worker(text);
    const values = await wranglerValues(text);
    expect((await it.look()).findings).toMatchObject([
      { line, fixable: true, mend: `mcp-kit doctor --fix --wrangler ${it.wrangler}` },
    ]);
    expect(await it.read()).toBe(text);
    const { ok, findings, fixed } = await it.fix();
    expect({ ok, findings }).toEqual({ ok: true, findings: [] });
    expect(fixed).toMatchObject([{ line, next: expect.stringContaining(said) }]);
    expect(JSON.stringify(fixed)).not.toContain("hunter2");
    expect(await it.read()).toBe(after);
    expect(await wranglerValues(after)).toEqual(values);
  },
);

test.for<[string, string, string]>([
  ['A=1\nKEY="hunter2\nB=2\n', 'A=1\nKEY="hunter2"\nB=2\n', "hunter2"],
  ["KEY= 'hunter2  \r\n\r\nB=2\r\n", "KEY= 'hunter2'  \r\n\r\nB=2\r\n", "hunter2"],
  ["KEY: `hunter2\n# B\n", "KEY: `hunter2`\n# B\n", "hunter2"],
  ['B="hunter3\nKEY="hunter2', 'B="hunter3"\nKEY="hunter2"', "hunter2"],
])(
  "WK-16 closes a quotation mark at the end of its line: %j",
  async ([text, after, value], { expect }) => {
    await using it = await worker(text);
    const { fixed } = await it.fix();
    expect(fixed[0]?.next).toMatch(/Line \d ends in ["'`] then: see that this is the whole value/);
    expect(JSON.stringify(fixed)).not.toMatch(/hunter/);
    expect(await it.read()).toBe(after);
    expect(await wranglerValues(after)).toMatchObject({ KEY: value });
  },
);

test("WK-16 mends all of a file in one run, and leaves its CRLF, which do no harm", async ({
  expect,
}) => {
  const text = "\uFEFFhunter2\r\nA=\"x\r\nA='y\r\nB=1\r\nA=$\r\nA='z'\r\n\r\n";
  await using it = await worker(text);
  const { findings, fixed } = await it.fix();
  expect(await it.read()).toBe("#hunter2\r\n#A=\"x\r\n#A='y\r\nB=1\r\n#A=$\r\nA='z'\r\n\r\n");
  expect(findings).toMatchObject([{ id: "dev-vars-note", fixable: false }]);
  expect(fixed.map(({ line }) => line)).toEqual([1, 1, 3, 5, 6]);
  expect(await wranglerValues(await it.read())).toEqual({ A: "z", B: "1" });
});

test.for<[string, string | Buffer]>([
  ["lines that may belong to a value that is not closed", 'A="-----BEGIN\nhunter2\nx==\nB\n'],
  ["an open value with what may be a comment", "A='hunter2 # why\n"],
  ["a mark that closes too early", 'A="hunter2"rest\n'],
  ["an open value that would be read otherwise once it is closed", 'A="C:\\new\n'],
  ["a mark with nothing behind it", 'A="\nB=1\n'],
  ["a value that swallows the next", "A='hunter2\nB='\n"],
  ["a name with a space", "A B=hunter2\n"],
  ["a # within a value", "A=hunter2#rest\n"],
  ["CRLF", "A=1\r\n"],
  ["a line that Wrangler takes for the value of the line before", "A=\n'hunter2'\n"],
  ["a key that is there twice, and that another refers to between", "A=1\nB=${A}2\nA=hunter2\n"],
  ["bytes that are no UTF-8", Buffer.from("A=\xff\nhunter2\n", "latin1")],
])("WK-16 leaves to a person %s", async ([, text], { expect }) => {
  await using it = await worker(text);
  const { findings, fixed } = await it.fix();
  expect(fixed).toEqual([]);
  expect(findings.length).toBeGreaterThan(0);
  for (const { fixable, mend } of findings)
    expect({ fixable, mend }).toEqual({
      fixable: false,
      mend: expect.not.stringContaining("--fix"),
    });
  expect(await readFile(it.file)).toEqual(Buffer.from(text));
});

test("WK-17 leaves to a person which of .env and .dev.vars is meant, and mends the one that is read", async ({
  expect,
}) => {
  await using it = await worker("A=1\nhunter2\n");
  await writeFile(join(it.folder, ".env"), "hunter3\n");
  const { findings } = await it.fix();
  expect(findings).toMatchObject([{ file: join(it.folder, ".env"), fixable: false }]);
  expect(await it.read()).toBe("A=1\n#hunter2\n");
  expect(await readFile(join(it.folder, ".env"), "utf8")).toBe("hunter3\n");
});

test.skipIf(process.platform === "win32")(
  "CL-30 CL-34 WK-16 keeps the file's mode and a link to it, and leaves nothing beside it",
  async ({ expect }) => {
    await using it = await worker("hunter2\n", "secrets");
    const link = join(it.folder, ".dev.vars");
    await symlink("secrets", link);
    await it.fix();
    expect(await it.read()).toBe("#hunter2\n");
    expect((await stat(it.file)).mode & 0o777).toBe(0o640);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect((await readdir(it.folder)).toSorted()).toEqual([
      ".dev.vars",
      "secrets",
      "wrangler.jsonc",
    ]);
  },
);

test("CL-36 WK-16 overwrites nothing that was written since it was looked at, and looks again", async ({
  expect,
}) => {
  await using it = await worker("hunter2\n");
  let others = 0;
  const { findings, fixed, refused } = await it.fix({
    onProgress: (what) => {
      if (what.startsWith("Mending") && others++ === 0) writeFileSync(it.file, "A=1\nhunter3\n");
    },
  });
  expect({ refused, findings }).toEqual({ refused: true, findings: [] });
  expect(fixed.map(({ line }) => line)).toEqual([2]);
  expect(await it.read()).toBe("A=1\n#hunter3\n");
});

test.skipIf(process.platform === "win32")(
  "CL-38 WK-16 changes no file that is read-only, and says so",
  async ({ expect }) => {
    await using it = await worker("hunter2\n");
    await chmod(it.file, 0o400);
    const { findings, refused } = await it.fix();
    expect(refused).toBe(true);
    expect(findings).toMatchObject([
      { fixable: true, obstacle: expect.stringContaining("is read-only") },
    ]);
    expect(await it.read()).toBe("hunter2\n");
    expect((await readdir(it.folder)).toSorted()).toEqual([".dev.vars", "wrangler.jsonc"]);
  },
);
