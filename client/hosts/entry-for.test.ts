import { test } from "vitest";
import { entryFor } from "./entry-for.ts";
import type { ShapedEntry } from "./host.ts";
import { hosts, isHost, type Host } from "./table.ts";

const ids = Object.keys(hosts).filter(isHost);
const url = "https://issues.example.com/mcp";
const entry = { command: "/bin/node", args: ["/b.mjs", url, "--header-file", "/h.txt"] };
const options = { name: "issues", url, entry };
const bearer = { name: "Authorization", variable: "ISSUES_TOKEN", scheme: "Bearer" } as const;
const apiKey = { name: "X-Api-Key", variable: "ISSUES_KEY" };

test.for<[Host, ShapedEntry]>([
  ["claude-code", { type: "http", url }],
  ["cursor", { type: "http", url }],
  ["vscode", { type: "http", url }],
  ["windsurf", { serverUrl: url }],
  ["zed", { url }],
  ["cline", { type: "streamableHttp", url, disabled: false, autoApprove: [] }],
  ["gemini-cli", { httpUrl: url }],
  ["codex", { url }],
  ["lm-studio", { url }],
  [
    "goose",
    {
      name: "issues",
      description: "",
      type: "streamable_http",
      enabled: true,
      uri: url,
      timeout: 300,
    },
  ],
])("gives %s the URL, since it signs in by itself", ([host, value], { expect }) => {
  expect(entryFor(host, options)).toMatchObject({ form: "remote", value, variables: [] });
  expect(entryFor(host, options).value).toEqual(value);
});

test("gives Claude Desktop the bridge, whatever the server wants", ({ expect }) => {
  for (const more of [{}, { signIn: false }, { headers: [apiKey] }]) {
    const given = entryFor("claude-desktop", { ...options, ...more });
    expect(given).toMatchObject({ form: "bridge", key: "issues", value: entry });
  }
});

test("gives Continue the URL of a server without sign-in only", ({ expect }) => {
  expect(entryFor("continue", options).form).toBe("bridge");
  expect(entryFor("continue", { ...options, signIn: false }).value).toEqual({ type: "http", url });
});

test("gives any host the bridge when asked to", ({ expect }) => {
  for (const host of ids) {
    const { form, value } = entryFor(host, { ...options, bridge: true });
    expect([form, hosts[host].read(value)]).toEqual(["bridge", { kind: "stdio", entry }]);
  }
});

test.for<[Host, ShapedEntry]>([
  [
    "cursor",
    { headers: { Authorization: "Bearer ${env:ISSUES_TOKEN}", "X-Api-Key": "${env:ISSUES_KEY}" } },
  ],
  [
    "windsurf",
    { headers: { Authorization: "Bearer ${env:ISSUES_TOKEN}", "X-Api-Key": "${env:ISSUES_KEY}" } },
  ],
  [
    "gemini-cli",
    { headers: { Authorization: "Bearer $ISSUES_TOKEN", "X-Api-Key": "$ISSUES_KEY" } },
  ],
  [
    "codex",
    { bearer_token_env_var: "ISSUES_TOKEN", env_http_headers: { "X-Api-Key": "ISSUES_KEY" } },
  ],
  [
    "goose",
    {
      env_keys: ["ISSUES_TOKEN", "ISSUES_KEY"],
      headers: { Authorization: "Bearer ${ISSUES_TOKEN}", "X-Api-Key": "${ISSUES_KEY}" },
    },
  ],
])("keeps a header's secret out of the file of %s by a variable", ([host, value], { expect }) => {
  const given = entryFor(host, { ...options, headers: [bearer, apiKey] });
  expect(given).toMatchObject({ form: "remote", value });
  expect(given.variables).toEqual(["ISSUES_TOKEN", "ISSUES_KEY"]);
  expect(given.signIn).toBeUndefined();
});

test("has VS Code ask for a header's secret", ({ expect }) => {
  const given = entryFor("vscode", { ...options, headers: [bearer] });
  expect(given.value).toEqual({
    type: "http",
    url,
    headers: { Authorization: "Bearer ${input:issues-issues-token}" },
  });
  expect(given.inputs).toEqual([
    {
      type: "promptString",
      id: "issues-issues-token",
      description: "Authorization for issues",
      password: true,
    },
  ]);
  expect(given.variables).toEqual([]);
});

test.for(["claude-code", "zed", "cline", "lm-studio", "continue"] as const)(
  "gives %s the bridge with its header file, since a secret would stand in its own",
  (host, { expect }) => {
    const given = entryFor(host, { ...options, headers: [apiKey] });
    expect(given.form).toBe("bridge");
    expect(JSON.stringify(given)).not.toContain("ISSUES_KEY");
  },
);

test("says how to sign in where the host does not ask by itself", ({ expect }) => {
  expect(entryFor("codex", options).signIn).toContain("codex mcp login issues");
  expect(entryFor("codex", { ...options, signIn: false }).signIn).toBeUndefined();
  expect(entryFor("cursor", options).signIn).toBeUndefined();
});

test("gives Goose the key that Goose would choose", ({ expect }) => {
  expect(entryFor("goose", { ...options, name: "My-Worker" })).toMatchObject({
    key: "my-worker",
    value: { name: "My-Worker" },
  });
});

test.for([
  ["a name", { name: "a&b" }, "USAGE"],
  ["a URL", { url: "https://example.com/$(x)" }, "URL_INVALID"],
  ["a plain http URL", { url: "http://example.com/mcp" }, "URL_INVALID"],
  ["a header's name", { headers: [{ ...apiKey, name: "X:\r\nY" }] }, "USAGE"],
  ["a variable", { headers: [{ ...apiKey, variable: "A}" }] }, "USAGE"],
] as const)("refuses %s that is not allowed", ([, more, code], { expect }) => {
  for (const host of ids)
    expect(() => entryFor(host, { ...options, ...more })).toThrow(
      expect.objectContaining({ code }),
    );
});
