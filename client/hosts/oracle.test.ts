import { execFile } from "node:child_process";
import { cp, mkdir, mkdtempDisposable } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify, stripVTControlCharacters } from "node:util";
import { MCPConfigRegistry, type ClientId } from "@gleanwork/mcp-config-schema";
import { test } from "vitest";
import { hostConfigFile } from "../host-config-file.ts";
import { type Platform } from "../platform.ts";
import { installServer } from "../install-server.ts";
import type { ShapedEntry } from "./host.ts";
import { hostDefinition, hosts, isHost, type Host } from "./table.ts";

const ids = Object.keys(hosts).filter(isHost);
const url = "https://issues.example.com/mcp";
/** By add-mcp's names. It knows neither LM Studio nor Continue. */
const agents: Partial<Record<Host, string>> = {
  "claude-desktop": "Claude Desktop",
  "claude-code": "Claude Code",
  cursor: "Cursor",
  vscode: "VS Code",
  windsurf: "Windsurf",
  zed: "Zed",
  cline: "Cline CLI",
  goose: "Goose",
  "gemini-cli": "Gemini CLI",
  codex: "Codex",
};

test.for([
  ["the bridge", true],
  ["the URL", false],
] as const)(
  "what is installed beside a host's own servers is read by add-mcp as %s, for every host that both know",
  async ([, bridge], { expect }) => {
    await using home = await mkdtempDisposable(join(tmpdir(), "mcp-kit-"));
    const platform: Platform = { os: "linux", env: {}, home: home.path };
    const wanted: [agent: string, servers: unknown][] = [];
    for (const host of ids) {
      const file = hostConfigFile(host, platform);
      await mkdir(dirname(file), { recursive: true });
      await cp(new URL(`../../fixtures/hosts/${host}/${basename(file)}`, import.meta.url), file);
      const options = { host, name: "mine", platform, bridge, verify: false };
      const { form, entry } = await installServer(url, options);
      const read = hostDefinition(host).read(entry);
      const what =
        read?.kind === "stdio" ? [read.entry.command, ...read.entry.args].join(" ") : url;
      expect([host, form]).toEqual([
        host,
        bridge || host === "claude-desktop" || host === "continue" ? "bridge" : "remote",
      ]);
      const agent = agents[host];
      if (agent !== undefined) wanted.push([agent, expect.arrayContaining([`mine (${what})`])]);
    }
    // Claude Code and Gemini CLI are told by these folders.
    await mkdir(join(home.path, ".claude"), { recursive: true });
    expect(await listByAddMcp(home.path)).toMatchObject(Object.fromEntries(wanted));
  },
);

/** Runs `add-mcp list --global` in a home of its own; it asks no network. Gives each agent's entries. */
async function listByAddMcp(home: string): Promise<Record<string, string[]>> {
  const require = createRequire(import.meta.url);
  const script = join(dirname(require.resolve("add-mcp/package.json")), "dist/index.js");
  const { stdout } = await promisify(execFile)(process.execPath, [script, "list", "--global"], {
    cwd: home,
    env: { HOME: home, NO_COLOR: "1" },
    timeout: 20_000,
  });
  const found: Record<string, string[]> = {};
  let agent = "";
  for (const line of stripVTControlCharacters(stdout).split("\n")) {
    const heading = /^(\S.*):$/.exec(line.trimEnd());
    const server = /^\s+- (.*)$/.exec(line.trimEnd());
    if (heading?.[1] !== undefined) agent = heading[1];
    else if (server?.[1] !== undefined) (found[agent] ??= []).push(server[1]);
  }
  return found;
}

interface Comparison {
  client: ClientId;
  /** What theirs has and ours has not, and the other way round, each for a reason. */
  remote?: { theirs?: ShapedEntry; ours?: ShapedEntry };
  stdio?: { theirs?: ShapedEntry; ours?: ShapedEntry };
}

/** @see https://www.npmjs.com/package/@gleanwork/mcp-config-schema 5.2.0 */
const comparisons: Partial<Record<Host, Comparison>> = {
  // It writes a type, which Claude Desktop passes over. Its remote entry is npx mcp-remote, unpinned: ours is the bridge.
  "claude-desktop": { client: "claude-desktop", stdio: { theirs: { type: "stdio" } } },
  "claude-code": { client: "claude-code" },
  // Cursor's documentation has a type for stdio that may be left out.
  cursor: { client: "cursor", stdio: { theirs: { type: "stdio" } } },
  vscode: { client: "vscode" },
  windsurf: { client: "windsurf" },
  // Goose's source takes null for an empty description, and the rest for what is left out.
  goose: {
    client: "goose",
    remote: { theirs: { available_tools: [], bundled: null, env_keys: [], envs: {}, headers: {} } },
    stdio: { theirs: { bundled: null, description: null, env_keys: [] } },
  },
  "gemini-cli": { client: "gemini" },
  codex: { client: "codex" },
};

test.for(Object.entries(comparisons))(
  "shapes the entry of %s as @gleanwork/mcp-config-schema does, but for what is listed",
  ([id, { client, remote = {}, stdio = {} }], { expect }) => {
    const host = hostDefinition(id);
    const builder = new MCPConfigRegistry({ serverPackage: "issues-mcp" }).createBuilder(client);
    const theirs = (options: Parameters<typeof builder.buildConfiguration>[0]) => {
      const servers = builder.buildConfiguration({ ...options, includeRootObject: false });
      return (servers as Record<string, ShapedEntry>)["issues"];
    };
    const theirStdio = theirs({ transport: "stdio", serverName: "issues", env: { LEVEL: "2" } });
    const ourStdio = host.stdio(
      { command: "npx", args: ["-y", "issues-mcp"], env: { LEVEL: "2" } },
      "issues",
    );
    expect({ ...ourStdio, ...stdio.theirs }).toEqual({ ...theirStdio, ...stdio.ours });
    if (!host.remote) return;
    const theirRemote = theirs({ transport: "http", serverName: "issues", serverUrl: url });
    const ourRemote = host.remote.shape({ name: "issues", url });
    expect({ ...ourRemote, ...remote.theirs }).toEqual({ ...theirRemote, ...remote.ours });
  },
);
