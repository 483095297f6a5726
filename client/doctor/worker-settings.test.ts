import { spawnSync } from "node:child_process";
import { rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "vitest";
import { sickHome } from "./sick-home.test-support.ts";

async function worker(files: Record<string, string>) {
  const home = await sickHome();
  const wrangler = join(home.path, "wrangler.jsonc");
  await writeFile(wrangler, "{}");
  for (const [name, text] of Object.entries(files)) await writeFile(join(home.path, name), text);
  return { home, wrangler };
}

test.for<[string, string, string, number]>([
  ["a line without =", "A=1\nhunter2\n", "fail", 2],
  ["a quotation mark that is never closed", 'A=1\nB=2\nKEY="hunter2\n', "fail", 3],
  ["a key that is there twice", "A=1\nA=hunter2\n", "fail", 2],
  ["a byte order mark", "\uFEFFA=hunter2\n", "warn", 1],
  ["CRLF", "A=hunter2\r\n", "warn", 1],
])(
  "WK-16 finds %s in .dev.vars, with its line, and shows no value",
  async ([, text, severity, line], { expect }) => {
    const { home, wrangler } = await worker({ ".dev.vars": text });
    await using _ = home;
    const { ok, findings } = await home.run({ wrangler });
    expect(ok).toBe(severity === "warn");
    expect(findings).toMatchObject([
      {
        severity,
        line,
        host: null,
        name: null,
        file: join(home.path, ".dev.vars"),
      },
    ]);
    expect(findings[0]?.what).toMatch(new RegExp(`^Line ${line}: `));
    expect(JSON.stringify(findings)).not.toContain("hunter2");
  },
);

test.skipIf(process.platform === "win32").for([".dev.vars", ".env"])(
  "CL-31 does not wait for a FIFO %s, and reads no file without end",
  async (name, { expect }) => {
    const { home, wrangler } = await worker({});
    await using _ = home;
    const file = join(home.path, name);
    expect(spawnSync("mkfifo", [file]).status).toBe(0);
    const { ok, findings } = await home.run({ wrangler });
    expect(ok).toBe(false);
    const what = "The file cannot be read: it is no regular file.";
    expect(findings).toMatchObject([{ id: "dev-vars", file, what }]);
    await rm(file);
    await writeFile(file, "");
    await truncate(file, 1e12);
    expect((await home.run({ wrangler })).findings).toMatchObject([
      { id: "dev-vars", what: expect.stringContaining("larger than 1024 KB") },
    ]);
  },
);

test("WK-17 says which of .env and .dev.vars wins", async ({ expect }) => {
  const { home, wrangler } = await worker({ ".dev.vars": "A=1\n", ".env": "A=2\n" });
  await using _ = home;
  const { findings } = await home.run({ wrangler });
  expect(findings).toMatchObject([
    { id: "dev-vars", what: expect.stringContaining(".dev.vars wins as a whole") },
  ]);
});

test("WK-16 WK-17 finds nothing wrong with one good file, and looks at none unasked", async ({
  expect,
}) => {
  const { home, wrangler } = await worker({ ".dev.vars": "A=1\n" });
  await using _ = home;
  expect(await home.found({ wrangler })).toEqual([]);
  await writeFile(join(home.path, ".dev.vars"), "hunter2\n");
  expect(await home.found()).toEqual([]);
});

test.for(["none.jsonc", "notes.txt"])(
  "refuses as a Wrangler configuration what is not there, or can be none: %s",
  async (name, { expect }) => {
    await using home = await sickHome();
    await writeFile(join(home.path, "notes.txt"), "junk");
    await expect(home.run({ wrangler: join(home.path, name) })).rejects.toMatchObject({
      code: "USAGE",
      message: expect.stringContaining(name),
    });
  },
);
