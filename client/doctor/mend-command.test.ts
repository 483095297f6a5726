import { test } from "vitest";
import { hostConfigFile } from "../host-config-file.ts";
import { commandLine, mendedByInstall, kitCommand } from "./mend-command.ts";
import { mac, sceneOf, windows } from "./sick-home.test-support.ts";

test.for([
  [mac, ["a", "/Users/me/Application Support/x"], "a '/Users/me/Application Support/x'"],
  [mac, ["a", "it's; $(x)"], String.raw`a 'it'\''s; $(x)'`],
  [
    mac,
    ["a", "<url>", "https://example.com/mcp?a=1&b=2"],
    "a <url> 'https://example.com/mcp?a=1&b=2'",
  ],
  [mac, ["a", "back\\slash"], String.raw`a 'back\slash'`],
  [windows, ["a", "C:\\Users\\Jörg & Co\\x"], String.raw`a "C:\Users\Jörg & Co\x"`],
  [windows, ["a", "C:\\Users\\me\\x"], String.raw`a C:\Users\me\x`],
  [windows, ["a", 'x" & calc'], 'a "x & calc"'],
] as const)("CL-62 quotes a command for %o: %j", ([platform, words, line], { expect }) => {
  expect(commandLine(words, platform)).toBe(line);
});

test("a command names host and file where it would not find them by itself", ({ expect }) => {
  const desktop = hostConfigFile("claude-desktop", mac);
  const cursor = hostConfigFile("cursor", mac);
  const words = ["uninstall", "mine"];
  expect([
    kitCommand(words, { host: "claude-desktop", file: desktop }, mac),
    kitCommand(words, { host: "cursor", file: cursor }, mac),
    kitCommand(words, { host: "claude-desktop", file: "/elsewhere/x.json" }, mac),
  ]).toEqual([
    "mcp-kit uninstall mine",
    "mcp-kit uninstall mine --host cursor",
    "mcp-kit uninstall mine --file /elsewhere/x.json",
  ]);
  const both = { ...windows, exists: () => true, list: () => [] };
  const file = hostConfigFile("claude-desktop", both);
  expect(kitCommand(words, { host: "claude-desktop", file }, both)).toContain(`--file "${file}"`);
});

test.for<[string, string, string]>([
  ["mine", "http://localhost:8788/mcp", "http://localhost:8788/mcp --name mine --force"],
  ["mine", "https://example.com/mcp", "https://example.com/mcp --name mine --force --bridge"],
  ["mine", "https://example.com/mcp?token=hunter2", "<url> --name mine --force"],
])("CL-01 CL-49 writes a foreign entry %s at %s again", ([name, url, words], { expect }) => {
  const scene = sceneOf(mac, { [name]: { kind: "remote", url } });
  expect(mendedByInstall(scene.servers[0]!, scene).mend).toBe(`mcp-kit install ${words}`);
});

test("CL-01 has the file opened for an entry whose name the kit gives none", ({ expect }) => {
  const entry = { kind: "remote", url: "https://my-worker.example.com/mcp" } as const;
  const scene = sceneOf(mac, { "my server; rm": entry });
  expect(mendedByInstall(scene.servers[0]!, scene).mend).toBe(
    "open -t '/Users/me/Library/Application Support/Claude/claude_desktop_config.json'",
  );
});
