import { spawnSync } from "node:child_process";
import { chmod, mkdtempDisposable, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "vitest";
import { listToolsOf, startMcpServer } from "./bridge/mcp-server.test-support.ts";
import { createEntry, type EntryOptions } from "./create-entry.ts";
import { readHeaderFile, writeHeaderFile } from "./header-file.ts";

const secret = "ghp_hunter2";
const headers = [
  { name: "Authorization", value: `Bearer ${secret}` },
  { name: "X-Tenant", value: "a b" },
];

async function temporaryFile(content: string, mode = 0o600) {
  const folder = await mkdtempDisposable(join(tmpdir(), "mcp-kit it's "));
  const file = join(folder.path, "headers.txt");
  await writeFile(file, content);
  await chmod(file, mode);
  return { folder: folder.path, file, [Symbol.asyncDispose]: () => folder.remove() };
}

test.for<[string, (userFolder: string) => Promise<EntryOptions>]>([
  [
    "CL-18 CL-48 CL-49 a file",
    async (userFolder) => ({
      headerFile: await writeHeaderFile({ userFolder, name: "mine", headers }),
    }),
  ],
  ["CL-18 CL-48 CL-49 variables", () => Promise.resolve({ headers })],
])(
  "%s brings headers to the server, and nothing of them into arguments or the log",
  async ([, give], { expect }) => {
    await using server = await startMcpServer();
    await using home = await mkdtempDisposable(join(tmpdir(), "mcp-kit-"));
    const entry = createEntry(server.url, await give(join(home.path, ".remote-mcp-kit")));
    expect(entry.args.join("\n")).not.toContain(secret);
    const { tools, stderr } = await listToolsOf(entry, home.path);
    expect(tools).toEqual(["add"]);
    expect(server.requests.at(-1)?.headers).toMatchObject({
      authorization: `Bearer ${secret}`,
      "x-tenant": "a b",
    });
    expect(stderr).not.toContain(secret);
  },
);

test.skipIf(process.platform === "win32")(
  "CL-18 a file that the kit writes is readable for the user alone, also where one was before",
  async ({ expect }) => {
    await using home = await mkdtempDisposable(join(tmpdir(), "mcp-kit-"));
    const write = () => writeHeaderFile({ userFolder: home.path, name: "mine", headers });
    const file = await write();
    await chmod(file, 0o644);
    await chmod(join(home.path, "headers"), 0o777);
    expect(await write()).toBe(file);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(home.path, "headers"))).mode & 0o777).toBe(0o700);
    expect(await readdir(join(home.path, "headers"))).toEqual(["mine"]);
    expect(await readFile(file, "utf8")).toBe(`Authorization: Bearer ${secret}\nX-Tenant: a b\n`);
    expect(await readHeaderFile(file)).toEqual({ file, headers });
  },
);

test("CL-05 refuses a name that leads out of the folder", async ({ expect }) => {
  await using home = await mkdtempDisposable(join(tmpdir(), "mcp-kit-"));
  await expect(
    writeHeaderFile({ userFolder: home.path, name: "../mine", headers }),
  ).rejects.toMatchObject({ code: "USAGE" });
  expect(await readdir(home.path)).toEqual([]);
});

test("reads a user's own file with comments and empty lines", async ({ expect }) => {
  await using own = await temporaryFile(
    `# mine\r\n\r\n  Authorization: Bearer ${secret}\r\nX-Tenant:a b`,
  );
  expect(await readHeaderFile(own.file)).toEqual({ file: own.file, headers });
});

test.skipIf(process.platform === "win32").for([0o640, 0o604, 0o620, 0o644])(
  "CL-18 refuses a file of mode %o and gives the command that mends it",
  async (mode, { expect }) => {
    await using own = await temporaryFile(`Authorization: ${secret}`, mode);
    const refused: Error & { hint?: string } = await readHeaderFile(own.file).then(
      () => new Error("accepted"),
      (error: Error) => error,
    );
    expect(refused).toMatchObject({
      code: "HEADER_REFUSED",
      hint: expect.stringMatching(/^Run: chmod 600 /),
    });
    spawnSync("sh", ["-c", refused.hint?.replace("Run: ", "") ?? ""]);
    expect((await readHeaderFile(own.file)).headers).toHaveLength(1);
  },
);

test.for([
  ["CL-17 a line without a colon", `X: a\nAuthorization ${secret}`, ":2: A header has no colon"],
  ["MR-15 a placeholder", `X: \${TOKEN_${secret}}`, ':1: The header "X" has a placeholder'],
  ["no header", `# ${secret}\n`, "holds no header"],
  ["a header twice", `X: a\nx: ${secret}`, "is given twice"],
])("refuses a file with %s, and names the place only", async ([, content, words], { expect }) => {
  await using own = await temporaryFile(content!);
  await expect(readHeaderFile(own.file)).rejects.toMatchObject({
    code: "HEADER_REFUSED",
    message: expect.stringContaining(words!),
  });
  await expect(readHeaderFile(own.file)).rejects.not.toThrow(secret);
});

test.skipIf(process.platform === "win32")(
  "refuses a folder, a FIFO and a missing file, without waiting",
  async ({ expect }) => {
    await using own = await temporaryFile("");
    const fifo = join(own.folder, "fifo");
    spawnSync("mkfifo", ["-m", "600", fifo]);
    for (const path of [own.folder, fifo, join(own.folder, "missing")])
      await expect(readHeaderFile(path)).rejects.toMatchObject({ code: "HEADER_REFUSED" });
  },
);
