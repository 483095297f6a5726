import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { onTestFinished, test, vi } from "vitest";
import { createEntry } from "./create-entry.ts";
import type { Entry } from "./entry.ts";
import type { KitError } from "./kit-error.ts";
import { freePort, serveLocally } from "./local-server.test-support.ts";
import { mcpEndpoint } from "./mcp-endpoint.test-support.ts";
import { serveOAuth } from "./oauth-server.test-support.ts";
import type { Platform } from "./platform.ts";
import { proveEntry } from "./prove-entry.ts";
import { answers, openHome, scriptEntry } from "./script-entry.test-support.ts";

async function failureOf(entry: Entry, home: { platform: Platform }): Promise<KitError> {
  return proveEntry(entry, home).then(
    () => Promise.reject(new Error("it was proved")),
    (error: unknown) => error as KitError,
  );
}

test("starts the entry, lists its tools and says how long that took", async ({ expect }) => {
  await using home = await openHome();
  await using server = await serveLocally(mcpEndpoint());
  const proof = await proveEntry(createEntry(`${server.origin}/mcp`), home);
  expect(proof).toEqual({
    tools: ["add", "echo"],
    server: { name: "little", version: "1.2.3" },
    ms: expect.any(Number),
  });
  expect(proof.ms).toBeGreaterThan(0);
});

test.for([
  ["has none by its capabilities, and refuses", { capabilities: {}, refuses: "tools/list" }, []],
  [
    "has none by its capabilities, and lists some all the same",
    { capabilities: {} },
    ["add", "echo"],
  ],
  ["lists none", { tools: [] }, []],
] as const)("asks for the tools of a server that %s", async ([, options, tools], { expect }) => {
  await using home = await openHome();
  await using server = await serveLocally(mcpEndpoint(options));
  const proof = await proveEntry(createEntry(`${server.origin}/mcp`), home);
  expect(proof.tools).toEqual(tools);
  expect(server.requests.some(({ body }) => body.includes("tools/list"))).toBe(true);
});

test("CL-50 CL-61 cleans what the server calls itself and its tools", async ({ expect }) => {
  await using home = await openHome();
  const { tools, server } = await proveEntry(await scriptEntry(home.path, answers), home);
  expect(server.name).toBe("script");
  expect(tools).toEqual(["add"]);
});

test("CL-52 gives the entry the environment of a desktop session, and nothing of the terminal's", async ({
  expect,
}) => {
  await using home = await openHome();
  for (const name of [
    "GITHUB_TOKEN",
    "CLOUDFLARE_API_TOKEN",
    "NPM_TOKEN",
    "NODE_OPTIONS",
    "MCP_KIT_STRAY",
  ]) {
    vi.stubEnv(name, "--no-warnings");
  }
  onTestFinished(() => void vi.unstubAllEnvs());
  const env = { ...process.env, USER: "me", LANG: "C.UTF-8", PATH: "/home/me/.nvm/bin:/usr/bin" };
  const script = `import { writeFileSync } from "node:fs";
    writeFileSync(process.argv[1] + ".env", JSON.stringify(process.env));${answers}`;
  const entry = await scriptEntry(home.path, script, { MCP_REMOTE_CONFIG_DIR: "/x" });
  await proveEntry(entry, { platform: { ...home.platform, env } });
  const given = JSON.parse(await readFile(`${entry.args[0]}.env`, "utf8")) as Record<
    string,
    string
  >;
  const { TMPDIR: _, XDG_RUNTIME_DIR: __, LOGNAME: ___, LC_ALL: ____, ...rest } = given;
  expect(rest).toEqual({
    BROWSER: expect.stringMatching(/mcp-kit-.*open$/),
    HOME: home.path,
    LANG: "C.UTF-8",
    MCP_REMOTE_CONFIG_DIR: "/x",
    PATH: expect.stringMatching(/^[^:]*mcp-kit-[^:]*:\/usr\/local\/bin:\/usr\/bin:\/bin$/),
    USER: "me",
  });
});

test("says with mcp-remote's own words that the server is down", async ({ expect }) => {
  await using home = await openHome();
  const port = await freePort();
  await expect(proveEntry(createEntry(`http://127.0.0.1:${port}/mcp`), home)).rejects.toMatchObject(
    {
      code: "CONNECT_FAILED",
      message: expect.stringMatching(/last words:[^]*ECONNREFUSED/),
      hint: expect.stringContaining("wrangler dev"),
    },
  );
});

test("says that a sign-in is missing, and opens no browser", async ({ expect }) => {
  await using home = await openHome();
  await using server = await serveOAuth();
  await expect(
    proveEntry(createEntry(server.url), { platform: home.platform, name: "my-worker" }),
  ).rejects.toMatchObject({
    code: "SIGN_IN_FAILED",
    hint: "Run `mcp-kit login my-worker`.",
  });
  expect(server.requests.map(({ path }) => path)).not.toContain("/authorize");
});

test.for<[string, () => Entry, RegExp]>([
  [
    "a bridge that is not there",
    () => ({ command: process.execPath, args: ["/nowhere/bridge.mjs"] }),
    /Cannot find module[^]*The bridge that the entry names is not there/,
  ],
  [
    "a command that is not there",
    () => ({ command: "/nowhere/node", args: [] }),
    /"\/nowhere\/node" cannot be started[^]*ENOENT/,
  ],
  [
    "a command that a desktop session does not find",
    () => ({ command: "vitest", args: [] }),
    /"vitest" cannot be started[^]*not in the PATH of a desktop session/,
  ],
  [
    "a header file that is not there",
    () => {
      const { command, args } = createEntry("http://localhost:1/mcp");
      return { command, args: [...args, "--header-file", "/nowhere/header"] };
    },
    /Could not read the header file[^]*--header-file names is not there/,
  ],
])("says what is wrong with %s", async ([, entry, said], { expect }) => {
  await using home = await openHome();
  const error = await failureOf(entry(), home);
  expect(error.code).toBe("CONNECT_FAILED");
  expect(`${error.message}\n${error.hint}`).toMatch(said);
});

test.for<[string, string]>([
  ["ReferenceError: File is not defined", "NODE_TOO_OLD"],
  ["webidl.util.markAsUncloneable is not a function", "NODE_TOO_OLD"],
  ["getaddrinfo ENOTFOUND example.com", "CONNECT_FAILED"],
  ["unable to verify the first certificate", "CONNECT_FAILED"],
  ["Streamable HTTP error: Error POSTing to endpoint: HTTP 401", "SIGN_IN_FAILED"],
])("knows the last words %j for %s", async ([words, code], { expect }) => {
  await using home = await openHome();
  const entry = await scriptEntry(
    home.path,
    `console.error(${JSON.stringify(words)}); process.exit(1)`,
  );
  await expect(proveEntry(entry, home)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(words.slice(0, 40)),
  });
});

test("CL-49 CL-50 repeats no secret and no control character of the last words, and cuts them", async ({
  expect,
}) => {
  await using home = await openHome();
  const words = [
    ...Array.from({ length: 30 }, (_, line) => `line ${line}`),
    "at code=short-code&state=short-state",
    "Authorization: Bearer abc",
    "token gho_0123456789abcdefghijABCDEFGHIJ012345",
    "key hunter2-hunter2",
    "header swordfish-swordfish",
    "\u001B[2J\u001B]0;owned\u0007red\u202E",
    "x ".repeat(2000),
  ];
  const entry = await scriptEntry(
    home.path,
    `console.error(${JSON.stringify(words.join("\n"))}); process.exit(1)`,
    { API_KEY: "hunter2-hunter2" },
  );
  entry.args.push("--header", "X-Key: swordfish-swordfish");
  const { message } = await failureOf(entry, home);
  expect(message).not.toMatch(/short-code|short-state|abc|gho_|hunter2|swordfish|owned/);
  expect(message.replaceAll("\n", "")).not.toMatch(/\p{C}/u);
  expect(message).not.toContain("line 22");
  expect(message.length).toBeLessThan(1500);
});

test.runIf(process.platform === "linux")(
  "CL-48 keeps a header that comes from a file out of every process's arguments",
  async ({ expect }) => {
    await using home = await openHome();
    const commandLines: string[] = [];
    const sent: unknown[] = [];
    await using server = await serveLocally(async (request, response) => {
      sent.push(request.headers["x-key"]);
      commandLines.push(...(await allCommandLines()));
      return mcpEndpoint()(request, response);
    });
    const file = join(home.path, "header");
    await writeFile(file, "X-Key: swordfish-swordfish\n", { mode: 0o600 });
    const entry = createEntry(`${server.origin}/mcp`);
    await proveEntry({ ...entry, args: [...entry.args, "--header-file", file] }, home);
    expect(sent).toContain("swordfish-swordfish");
    expect(commandLines.some((line) => line.includes(file))).toBe(true);
    expect(commandLines.filter((line) => line.includes("swordfish"))).toEqual([]);
  },
);

async function allCommandLines(): Promise<string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  return Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")));
}

test("CL-59 says that the tools of a server have no end, and not that the entry ended", async ({
  expect,
}) => {
  await using home = await openHome();
  const endless = answers.replace("tools: [", "nextCursor: String(id), tools: [");
  const failure = await failureOf(await scriptEntry(home.path, endless), home);
  expect(failure).toMatchObject({
    code: "CONNECT_FAILED",
    message: expect.stringMatching(/^The entry's tools could not be listed: .*page/i),
  });
});
