import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse as parseJsonc, type ParseError } from "jsonc-parser";
import { parse as parseToml } from "smol-toml";
import { test } from "vitest";
import { parse as parseYaml } from "yaml";
import fixtures from "../../fixtures/hosts/index.json" with { type: "json" };
import { hostDefinition, hosts, isHost, type Host } from "./table.ts";

const ids = Object.keys(hosts).filter(isHost);
const entry = {
  command: "/opt/node/bin/node",
  args: ["/home/me/.remote-mcp-kit/bridge/bridge.mjs", "https://issues.example.com/mcp"],
  env: { MCP_REMOTE_CONFIG_DIR: "/home/me/.mcp-auth" },
};
const server = { name: "issues", url: "https://issues.example.com/mcp" };

/** Reads a document as the host of that format does. */
function parseAs(format: string, text: string): unknown {
  if (format === "toml") return parseToml(text);
  if (format === "yaml") return parseYaml(text);
  const errors: ParseError[] = [];
  const strict = format === "json";
  const options = { disallowComments: strict, allowTrailingComma: !strict };
  const document: unknown = parseJsonc(text, errors, options);
  if (errors.length > 0) throw new TypeError(`no ${format}: ${JSON.stringify(errors)}`);
  return document;
}

function entriesOf(host: Host): Record<string, unknown> {
  const { format, container } = hosts[host];
  const text = readFileSync(
    join(import.meta.dirname, "../../fixtures/hosts", fixtures[host].file),
    "utf8",
  );
  let at: unknown = parseAs(format, text);
  for (const key of container) at = (at as Record<string, unknown>)[key];
  return at as Record<string, unknown>;
}

test("knows the hosts that it promises", ({ expect }) => {
  expect(ids).toEqual([
    "claude-desktop",
    "claude-code",
    "cursor",
    "vscode",
    "windsurf",
    "zed",
    "cline",
    "goose",
    "gemini-cli",
    "codex",
    "lm-studio",
    "continue",
  ]);
});

test.for(ids)("has a sample file of %s, and reads every entry of it", (host, { expect }) => {
  const read = Object.entries(entriesOf(host)).map(([name, value]) => [
    name,
    hosts[host].read(value) ?? null,
  ]);
  expect(Object.fromEntries(read)).toEqual(fixtures[host].entries);
});

test.for(ids)("reads back what it writes for %s, by command and by URL", (host, { expect }) => {
  const { stdio, read, remote, format } = hostDefinition(host);
  expect(read(stdio(entry, "issues"))).toEqual({ kind: "stdio", entry });
  const { env: _, ...bare } = entry;
  expect(read(stdio(bare, "issues"))).toEqual({ kind: "stdio", entry: bare });
  if (remote) expect(read(remote.shape(server))).toEqual({ kind: "remote", url: server.url });
  else expect(format).toBe("json");
});

test.for(ids)("writes for %s what its format can hold", (host, { expect }) => {
  const { stdio, remote } = hostDefinition(host);
  for (const value of [stdio(entry, "issues"), remote?.shape(server) ?? {}])
    expect(JSON.parse(JSON.stringify(value))).toStrictEqual(value);
});

test.for(ids)(
  "copies for %s what it is given, and so shares nothing with it",
  (host, { expect }) => {
    const given = structuredClone(entry);
    const written = hosts[host].stdio(given, "issues");
    const before = structuredClone(written);
    given.args.push("--debug");
    given.env.MCP_REMOTE_CONFIG_DIR = "elsewhere";
    expect(written).toEqual(before);
  },
);

test.for([
  undefined,
  null,
  1,
  "x",
  [],
  {},
  { command: 1 },
  { command: "x", args: "y" },
  { url: 1 },
])("reads no server from %j, for any host", (value, { expect }) => {
  for (const host of ids) expect(hosts[host].read(value)).toBeUndefined();
});

test.for(ids)(
  "says for %s where each fact is from, and when it was looked up",
  (host, { expect }) => {
    const { sources, title } = hosts[host];
    expect(title).not.toBe("");
    expect(sources.length).toBeGreaterThan(0);
    for (const { fact, url, date } of sources) {
      expect(fact).not.toBe("");
      expect(new URL(url).protocol).toBe("https:");
      expect(date).toMatch(/^202[56]-\d\d-\d\d$/);
    }
  },
);

test("writes for Goose what Goose cannot do without, under the key that Goose would choose", ({
  expect,
}) => {
  const { goose } = hosts;
  expect(goose.key?.("My-Worker_2")).toBe("my-worker_2");
  expect(goose.stdio({ command: "node", args: ["a"] }, "My-Worker")).toEqual({
    name: "My-Worker",
    description: "",
    type: "stdio",
    enabled: true,
    cmd: "node",
    args: ["a"],
    envs: {},
    timeout: 300,
  });
});

test.for(["winamp", "__proto__", "constructor", ""])("knows no host %j", (id, { expect }) => {
  expect(isHost(id)).toBe(false);
  expect(() => hostDefinition(id)).toThrow(expect.objectContaining({ code: "HOST_UNSUPPORTED" }));
});
