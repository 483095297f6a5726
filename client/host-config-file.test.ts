import { test } from "vitest";
import { hostConfigFile, hostConfigFiles, type Host } from "./host-config-file.ts";
import { currentPlatform, type Platform } from "./platform.ts";

const mac: Platform = { os: "darwin", env: {}, home: "/Users/me" };
const linux: Platform = { os: "linux", env: {}, home: "/home/me" };
const windows: Platform = {
  os: "win32",
  env: { APPDATA: "D:\\Profile\\Roaming", LOCALAPPDATA: "D:\\Profile\\Local" },
  home: "C:\\Users\\me",
  exists: () => false,
};
const packaged = "D:\\Profile\\Local\\Packages\\Claude_pzs8sxrjxfjjc";

test.for<[string, Platform, string]>([
  ["macOS", mac, "/Users/me/Library/Application Support/Claude/claude_desktop_config.json"],
  ["Linux", linux, "/home/me/.config/Claude/claude_desktop_config.json"],
  [
    "Linux with XDG_CONFIG_HOME",
    { ...linux, env: { XDG_CONFIG_HOME: "/data/config" } },
    "/data/config/Claude/claude_desktop_config.json",
  ],
  ["Windows", windows, "D:\\Profile\\Roaming\\Claude\\claude_desktop_config.json"],
  [
    "Windows without APPDATA",
    { ...windows, env: {} },
    "C:\\Users\\me\\AppData\\Roaming\\Claude\\claude_desktop_config.json",
  ],
])("finds Claude Desktop's file on %s", ([, platform, file], { expect }) => {
  expect(hostConfigFile("claude-desktop", platform)).toBe(file);
});

test("CL-41 prefers the MSIX build's file on Windows when that build is installed", ({
  expect,
}) => {
  expect(
    hostConfigFile("claude-desktop", { ...windows, exists: (path) => path === packaged }),
  ).toBe(`${packaged}\\LocalCache\\Roaming\\Claude\\claude_desktop_config.json`);
});

const classicFile = "D:\\Profile\\Roaming\\Claude\\claude_desktop_config.json";
const msixFile = `${packaged}\\LocalCache\\Roaming\\Claude\\claude_desktop_config.json`;

test.for<[string, string[], string]>([
  ["the classic file", [classicFile], classicFile],
  ["the classic file, though the MSIX build is installed", [classicFile, packaged], classicFile],
  ["the MSIX file", [msixFile, packaged], msixFile],
  ["the MSIX file where both are there", [classicFile, msixFile, packaged], msixFile],
])("CL-41 uses %s", ([, there, file], { expect }) => {
  const platform = { ...windows, exists: (path: string) => there.includes(path) };
  expect(hostConfigFile("claude-desktop", platform)).toBe(file);
});

test("CL-41 tells of both files where both are there, so that somebody can ask", ({ expect }) => {
  const platform = { ...windows, exists: () => true };
  expect(hostConfigFiles("claude-desktop", platform)).toEqual([
    { file: msixFile, exists: true, variant: "msix" },
    { file: classicFile, exists: true, variant: "classic" },
  ]);
});

test("CL-41 finds the MSIX build under another publisher's id, and nothing of a like name", ({
  expect,
}) => {
  const other = packaged.replace("pzs8sxrjxfjjc", "0123456789abc");
  const names = ["ClaudeCode_0123456789abc", "Claude_..", "Claude_a_b", "Claude_0123456789abc"];
  const platform: Platform = {
    ...windows,
    exists: (path) => path === other,
    list: (folder) => (folder === "D:\\Profile\\Local\\Packages" ? names : []),
  };
  const file = `${other}\\LocalCache\\Roaming\\Claude\\claude_desktop_config.json`;
  expect(hostConfigFile("claude-desktop", platform)).toBe(file);
  expect(hostConfigFiles("claude-desktop", platform).map((found) => found.file)).toEqual([
    file,
    classicFile,
    msixFile,
  ]);
});

const roaming = "D:\\Profile\\Roaming";

test.for<[Host, string, string, string]>([
  [
    "vscode",
    "/Users/me/Library/Application Support/Code/User/mcp.json",
    "/home/me/.config/Code/User/mcp.json",
    `${roaming}\\Code\\User\\mcp.json`,
  ],
  [
    "zed",
    "/Users/me/.config/zed/settings.json",
    "/home/me/.config/zed/settings.json",
    `${roaming}\\Zed\\settings.json`,
  ],
  [
    "goose",
    "/Users/me/.config/goose/config.yaml",
    "/home/me/.config/goose/config.yaml",
    `${roaming}\\Block\\goose\\config\\config.yaml`,
  ],
])(
  "finds the file of %s, another on each platform",
  ([host, onMac, onLinux, onWindows], { expect }) => {
    expect(hostConfigFile(host, { ...mac, exists: () => false })).toBe(onMac);
    expect(hostConfigFile(host, { ...linux, exists: () => false })).toBe(onLinux);
    expect(hostConfigFile(host, windows)).toBe(onWindows);
  },
);

test.for<[Host, string]>([
  ["claude-code", ".claude.json"],
  ["cursor", ".cursor/mcp.json"],
  ["windsurf", ".codeium/windsurf/mcp_config.json"],
  ["cline", ".cline/data/settings/cline_mcp_settings.json"],
  ["gemini-cli", ".gemini/settings.json"],
  ["codex", ".codex/config.toml"],
  ["lm-studio", ".lmstudio/mcp.json"],
  ["continue", ".continue/mcpServers/mcp.json"],
])("finds the file of %s below the home of every platform", ([host, path], { expect }) => {
  expect(hostConfigFile(host, { ...mac, exists: () => false })).toBe(`/Users/me/${path}`);
  expect(hostConfigFile(host, { ...linux, exists: () => false })).toBe(`/home/me/${path}`);
  expect(hostConfigFile(host, windows)).toBe(`C:\\Users\\me\\${path.replaceAll("/", "\\")}`);
});

test.for<[Host, string, string]>([
  ["claude-code", "CLAUDE_CONFIG_DIR", "/own/.claude.json"],
  ["codex", "CODEX_HOME", "/own/config.toml"],
  ["gemini-cli", "GEMINI_CLI_HOME", "/own/.gemini/settings.json"],
  ["goose", "GOOSE_PATH_ROOT", "/own/config/config.yaml"],
  ["goose", "XDG_CONFIG_HOME", "/own/goose/config.yaml"],
  ["cline", "CLINE_DIR", "/own/data/settings/cline_mcp_settings.json"],
  ["cline", "CLINE_DATA_DIR", "/own/settings/cline_mcp_settings.json"],
  ["cline", "CLINE_MCP_SETTINGS_PATH", "/own"],
  ["continue", "CONTINUE_GLOBAL_DIR", "/own/mcpServers/mcp.json"],
  ["zed", "FLATPAK_XDG_CONFIG_HOME", "/own/zed/settings.json"],
])(
  "CL-42 follows %s's %s, unless it is relative or holds a NUL",
  ([host, variable, file], { expect }) => {
    const at = (value: string) =>
      hostConfigFile(host, { ...linux, env: { [variable]: value }, exists: () => false });
    expect(at("/own")).toBe(file);
    expect(at("/else/../own")).toBe(file);
    const usual = hostConfigFile(host, { ...linux, exists: () => false });
    for (const value of ["", "own", "../own", "/own\0"]) expect(at(value)).toBe(usual);
  },
);

test.for<[Host, string, string]>([
  [
    "cline",
    "/home/me/.config/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json",
    "extension",
  ],
  ["lm-studio", "/home/me/.cache/lm-studio/mcp.json", "cache"],
])("uses the older file of %s where only that is there", ([host, older, variant], { expect }) => {
  const platform = { ...linux, exists: (path: string) => path === older };
  expect(hostConfigFile(host, platform)).toBe(older);
  expect(hostConfigFiles(host, platform)[0]).toEqual({ file: older, exists: true, variant });
});

test.for(["", "relative", "../up", "/nul\0byte"])(
  "CL-42 passes over XDG_CONFIG_HOME=%j",
  (value, { expect }) => {
    expect(hostConfigFile("claude-desktop", { ...linux, env: { XDG_CONFIG_HOME: value } })).toBe(
      "/home/me/.config/Claude/claude_desktop_config.json",
    );
  },
);

test.for([
  ["Roaming", "C:\\Users\\me\\AppData\\Roaming\\Claude\\claude_desktop_config.json"],
  ["D:\\a\\..\\b", "D:\\b\\Claude\\claude_desktop_config.json"],
])("CL-42 resolves APPDATA=%s or passes over it", ([value, file], { expect }) => {
  const env = { ...windows.env, APPDATA: value };
  expect(hostConfigFile("claude-desktop", { ...windows, env })).toBe(file);
});

test.for([
  ["linux", ""],
  ["darwin", "me"],
  ["win32", "Users\\me"],
  ["linux", "/home/\0"],
] as const)("CL-42 refuses on %s the home %j", ([os, home], { expect }) => {
  expect(() =>
    hostConfigFile("claude-desktop", { os, env: {}, home, exists: () => false }),
  ).toThrow(expect.objectContaining({ code: "HOST_UNSUPPORTED" }));
});

test.for(["winamp", "__proto__", "constructor"])(
  "refuses the host %s and names those it knows",
  (host, { expect }) => {
    expect(() => hostConfigFile(host as Host, linux)).toThrow(
      expect.objectContaining({
        code: "HOST_UNSUPPORTED",
        hint: expect.stringContaining("claude-desktop"),
      }),
    );
  },
);

test("describes this machine", ({ expect }) => {
  expect(hostConfigFile("claude-desktop", currentPlatform())).toMatch(
    /claude_desktop_config\.json$/,
  );
});
