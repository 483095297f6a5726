import { test } from "vitest";
import { checkHostFileName } from "./check-host-file-name.ts";
import type { Platform } from "../platform.ts";
import type { Host } from "./table.ts";

const name = "claude_desktop_config.json";
const linux: Platform = {
  os: "linux",
  env: {},
  home: "/home/me",
  exists: (path) => ["/srv/shared", "/etc/cron.d"].includes(path),
};
const windows: Platform = {
  os: "win32",
  env: {},
  home: "C:\\Users\\me",
  exists: (path) => path === "D:\\Shared",
};

test.for<[Host, string, Platform]>([
  ["claude-desktop", `/srv/shared/${name}`, linux],
  ["claude-code", "/srv/shared/.claude.json", linux],
  ["goose", "/srv/shared/config.yaml", linux],
  ["cline", "/srv/shared/cline_mcp_settings.json", linux],
  ["claude-desktop", "D:\\Shared\\Claude_Desktop_Config.json", windows],
])("CL-43 accepts %s's own file name in another folder", ([host, file, platform], { expect }) => {
  expect(checkHostFileName(host, file, { platform })).toBe(file);
});

test("CL-43 accepts the usual file before its folder is there", ({ expect }) => {
  const usual = `/home/me/.config/Claude/${name}`;
  expect(checkHostFileName("claude-desktop", usual, { platform: linux })).toBe(usual);
});

test("CL-43 accepts whatever file the host's own variable names", ({ expect }) => {
  const file = "/opt/cline/servers.json";
  const platform = { ...linux, env: { CLINE_MCP_SETTINGS_PATH: file } };
  expect(checkHostFileName("cline", file, { platform })).toBe(file);
});

test.for([
  "../../../etc/cron.d/x",
  "/etc/cron.d/x",
  `/srv/shared/${name}.bak`,
  `/srv/shared/${name}/`.repeat(2),
  "/srv/shared/Claude_Desktop_Config.json",
  "/srv/shared/mcp.json",
])("CL-43 refuses %s for Claude Desktop", (file, { expect }) => {
  expect(() => checkHostFileName("claude-desktop", file, { platform: linux })).toThrow(
    expect.objectContaining({ code: "USAGE", hint: expect.stringMatching(`${name}|folder`) }),
  );
});

test("CL-43 accepts another name when forced to, in a folder that is there", ({ expect }) => {
  const options = { platform: linux, force: true };
  expect(checkHostFileName("claude-desktop", "/etc/cron.d/x", options)).toBe("/etc/cron.d/x");
});

test.for([true, false])("CL-43 makes no folder, also when forced: %s", (force, { expect }) => {
  const options = { platform: linux, force };
  expect(() => checkHostFileName("claude-desktop", `/srv/new/${name}`, options)).toThrow(
    expect.objectContaining({ code: "USAGE", message: expect.stringContaining('"/srv/new"') }),
  );
});

test.for(["", `/srv/shared/\0/${name}`])("CL-43 refuses the path %j", (file, { expect }) => {
  const options = { platform: linux, force: true };
  expect(() => checkHostFileName("claude-desktop", file, options)).toThrow(
    expect.objectContaining({ code: "USAGE" }),
  );
});
