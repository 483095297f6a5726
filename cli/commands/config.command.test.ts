import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, test } from "vitest";
import { runKit, spawnKit } from "../testing/run-kit.ts";

const folder = await mkdtemp(join(tmpdir(), "mcp-kit-config-"));
afterAll(() => rm(folder, { recursive: true }));

const url = "http://localhost:8788/mcp";

test("prints a document to paste, and nothing else, on stdout", async ({ expect }) => {
  const { status, stdout, stderr } = await runKit("config", url, "--name", "my-worker");
  expect(status).toBe(0);
  // In a checkout: where it is installed the files stay.
  expect(stderr).toMatch(
    /^It names \S+node_modules\S+, which goes with this project: mcp-kit install/,
  );
  const { mcpServers } = JSON.parse(stdout) as {
    mcpServers: Record<string, { command: string; args: string[] }>;
  };
  expect(Object.keys(mcpServers)).toEqual(["my-worker"]);
  expect(mcpServers["my-worker"]!.args).toContain(url);
});

test("prints host, name, entry and document with --json", async ({ expect }) => {
  const { status, stdout } = await runKit("config", url, "--name", "my-worker", "--json");
  const printed = JSON.parse(stdout) as { entry: { command: string; args: string[] } };
  expect(status).toBe(0);
  expect(printed).toEqual({
    host: "claude-desktop",
    name: "my-worker",
    entry: { command: expect.any(String), args: expect.arrayContaining([url]) },
    document: { mcpServers: { "my-worker": printed.entry } },
  });
});

test.for([
  [["--link", "--header-file", "/f"], /--link does not go with --header-file/],
  [["--link", "--mcpb"], /--link does not go with --mcpb/],
  [["--mcpb", "--json"], /--mcpb does not go with --json/],
  [["--os", "win32"], /--os goes with --portable only/],
  [["--os", "beos", "--portable"], /no system "beos"/],
  [["--host", "goose", "--mcpb"], /Only Claude Desktop takes bundles/],
  [["--host", "zed", "--link"], /Zed takes no servers from links/],
] as const)(
  "%j is refused, rather than left out in silence",
  async ([flags, words], { expect }) => {
    const { status, stdout, stderr } = await runKit("config", url, ...flags);
    expect([status, stdout, stderr]).toEqual([2, "", expect.stringMatching(words)]);
  },
);

test.for([
  [["--host", "codex"], /^\[mcp_servers\.local-8788\]\nurl = "http:\/\/localhost:8788\/mcp"/],
  [["--host", "goose", "--portable"], /^extensions:\n {2}local-8788:[^]*mcp-remote@0\.15\.1/],
  [["--portable", "--os", "win32"], /"command": "cmd"[^]*"\/c"[^]*"npx"[^]*mcp-remote@0\.15\.1/],
  [
    ["--host", "cursor", "--link"],
    /^cursor:\/\/anysphere\.cursor-deeplink\/mcp\/install\?name=local-8788&config=/,
  ],
] as const)("%j prints what that host reads", async ([flags, words], { expect }) => {
  const { status, stdout } = await runKit("config", url, ...flags);
  expect([status, stdout]).toEqual([0, expect.stringMatching(words)]);
});

test.for([
  [[], /takes one URL, and was given 0/],
  [["a", "b"], /takes one URL, and was given 2/],
  [["not a url"], /not a url/],
  [["http://example.com/mcp"], /http:\/\/example\.com\/mcp/],
  [[url, "--name", "__proto__"], /__proto__/],
  [[url, "--nome", "x"], /Unknown option '--nome'/],
] as const)("refuses %j with what is wrong and what to do", async ([args, message], { expect }) => {
  const { status, stdout, stderr } = await runKit("config", ...args);
  expect({ status, stdout, stderr }).toEqual({
    status: 2,
    stdout: "",
    stderr: expect.stringMatching(message),
  });
  expect(stderr.trimEnd().split("\n")).toHaveLength(2);
});

test("ends in silence when nobody reads on", async ({ expect }) => {
  const child = spawnKit(["config", url, "--json"]);
  child.stdout.destroy();
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const status = await new Promise((resolve) => child.once("close", resolve));
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

test("no command for hosts loads wrangler, msw or vitest, which `test` does load; and this one no table of hosts", async ({
  expect,
}) => {
  const log = join(folder, "loaded.txt");
  const hooks = join(folder, "log-loads.mjs");
  await writeFile(
    hooks,
    `import { appendFileSync } from "node:fs";
import { registerHooks } from "node:module";
registerHooks({ load(url, context, next) { appendFileSync(${JSON.stringify(log)}, url + "\\n"); return next(url, context); } });
`,
  );
  const loadedBy = async (...args: string[]) => {
    await writeFile(log, "");
    const child = spawnKit(args, {
      env: { HOME: folder, NODE_OPTIONS: `--import=${pathToFileURL(hooks).href}` },
    });
    await new Promise((resolve) => child.once("close", resolve));
    return readFile(log, "utf8");
  };
  const chain = ["wrangler", "msw", "vitest", "@modelcontextprotocol/inspector"];
  const chainIn = (loaded: string) =>
    chain.filter((name) => loaded.includes(`/node_modules/${name}/`));
  const byConfig = await loadedBy("config", url);
  expect(byConfig).toContain("/client/create-entry.ts");
  expect(byConfig).not.toContain("/client/hosts/");
  expect(chainIn(byConfig)).toEqual([]);
  for (const command of [
    ["install", url, "--dry-run", "--no-verify"],
    ["uninstall", "mine", "--dry-run"],
    ["list"],
    ["status", url],
  ]) {
    const loaded = await loadedBy(...command);
    expect(loaded).toContain(`/commands/${command[0]}.ts`);
    expect([command[0], chainIn(loaded)]).toEqual([command[0], []]);
  }
  const byTest = await loadedBy("test", "fixtures/scenarios/public.yaml", "--lane", "http");
  expect(chainIn(byTest)).toEqual(chain.slice(0, 3));
});
