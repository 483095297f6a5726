import { command, readShape } from "./entry-shape.ts";
import type { HostDefinition } from "./host.ts";

const file = "Claude/claude_desktop_config.json";

/** Its file starts programs only. A remote server is added under Settings → Connectors, which call from Anthropic's cloud. */
export const claudeDesktop: HostDefinition = {
  title: "Claude Desktop",
  format: "json",
  container: ["mcpServers"],
  files: {
    darwin: [{ variant: "classic", from: "home", path: `Library/Application Support/${file}` }],
    linux: [{ variant: "classic", from: "xdgConfig", path: file }],
    win32: [
      {
        variant: "msix",
        from: "localAppData",
        path: `Packages/Claude_*/LocalCache/Roaming/${file}`,
        known: "Claude_pzs8sxrjxfjjc",
        installed: "Packages/Claude_*",
      },
      { variant: "classic", from: "appData", path: file },
    ],
  },
  stdio: command,
  read: readShape,
  processes: {
    darwin: ["Claude.app"],
    // The Debian, Arch and Nix builds alike; Electron's helpers carry the same name.
    linux: ["claude-desktop"],
    win32: ["Claude"],
  },
  rewritesFile: true,
  sources: [
    {
      fact: "macOS and Windows file, strict JSON, restart to load",
      url: "https://modelcontextprotocol.io/docs/develop/connect-local-servers",
      date: "2026-11-24",
    },
    {
      fact: "no url entries: remote servers are Connectors",
      url: "https://support.claude.com/en/articles/11175166-getting-started-with-custom-connectors-using-remote-mcp",
      date: "2026-11-24",
    },
    {
      fact: "MSIX file on Windows, and which of the two is read",
      url: "https://github.com/anthropics/claude-code/issues/26073",
      date: "2026-11-24",
    },
    {
      fact: "Linux file and process name",
      url: "https://github.com/aaddrick/claude-desktop-debian/issues/27",
      date: "2025-03-08",
    },
    {
      fact: "it rewrites the file from memory",
      url: "https://github.com/anthropics/claude-code/issues/90101",
      date: "2026-08-27",
    },
  ],
  note: "The Windows build of Claude Code runs as claude.exe too, so on Windows either counts as Claude Desktop running.",
};
