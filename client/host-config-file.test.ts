import { test } from "vitest";
import { currentPlatform, hostConfigFile, type Host, type Platform } from "./host-config-file.ts";

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
