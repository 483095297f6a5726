import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { onTestFinished } from "vitest";
import { installServer } from "../client/index.ts";
import { test } from "./vitest.ts";

const inspector = createRequire(import.meta.url).resolve(
  "@modelcontextprotocol/inspector/clients/launcher/build/index.js",
);

/** Runs the bundled MCP Inspector's command line in a home of its own. */
async function runInspector(...args: string[]) {
  const home = await mkdtemp(join(tmpdir(), "mcp-kit-inspector-"));
  onTestFinished(() => rm(home, { recursive: true }));
  const env = { HOME: home, PATH: process.env["PATH"] };
  return promisify(execFile)(process.execPath, [inspector, "--cli", ...args], { env });
}

/** Returns the result that it printed. */
async function inspect(...args: string[]): Promise<unknown> {
  return JSON.parse((await runInspector(...args)).stdout);
}

test("the Inspector calls a tool through the front door", async ({ kit, expect }) => {
  const call = ["--method", "tools/call", "--tool-name", "add", "--tool-arg", "a=23", "b=19"];
  const result = await inspect(
    "--server-url",
    `${kit.origin}/public/mcp`,
    "--transport",
    "http",
    ...call,
  );
  expect(result).toMatchObject({ structuredContent: { sum: 42 } });
});

test("the Inspector starts the entry that was installed for Claude Desktop, as it stands", async ({
  kit,
  expect,
}) => {
  const home = await mkdtemp(join(tmpdir(), "mcp-kit-entry-"));
  onTestFinished(() => rm(home, { recursive: true }));
  const url = `${kit.origin}/public/mcp`;
  const platform = { os: "linux", env: {}, home } as const;
  const { file, name, verified } = await installServer(url, { platform });
  expect(verified?.tools).toContain("add");
  const result = await inspect("--config", file, "--server", name, "--method", "tools/list");
  expect(result).toMatchObject({ tools: [{ name: "add" }, { name: "count_down" }] });
});

test.for(["claude-code", "cursor"] as const)(
  "the Inspector calls the URL that was installed for %s, as its entry stands",
  async (host, { kit, expect }) => {
    const home = await mkdtemp(join(tmpdir(), "mcp-kit-entry-"));
    onTestFinished(() => rm(home, { recursive: true }));
    const platform = { os: "linux", env: {}, home } as const;
    const { file, name, form } = await installServer(`${kit.origin}/public/mcp`, {
      host,
      platform,
    });
    expect(form).toBe("remote");
    const result = await inspect("--config", file, "--server", name, "--method", "tools/list");
    expect(result).toMatchObject({ tools: [{ name: "add" }, { name: "count_down" }] });
  },
);

test.for([
  ["/mcp", "octocat"],
  ["/mcp/stateless", "octocat"],
  ["/public/mcp", undefined],
  ["/public/agent", undefined],
  ["/public/raw", undefined],
] as const)(
  "the Inspector's strict schema lint finds nothing at %s",
  async ([endpoint, as], { kit, expect }) => {
    const where = ["--server-url", kit.origin + endpoint, "--transport", "http"];
    if (as) {
      const { mcpAccessToken } = await kit.signIn({ as, endpoint });
      where.push("--header", `Authorization: Bearer ${mcpAccessToken}`);
    }
    const { stdout, stderr } = await runInspector(...where, "--method", "tools/list", "--strict");
    expect(stdout).toContain("outputSchema");
    expect(stderr).toBe("");
  },
);
