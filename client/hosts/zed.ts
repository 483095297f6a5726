import { command, readShape } from "./entry-shape.ts";
import type { HostDefinition } from "./host.ts";

export const zed: HostDefinition = {
  title: "Zed",
  format: "jsonc",
  container: ["context_servers"],
  files: {
    darwin: [{ variant: "user", from: "home", path: ".config/zed/settings.json" }],
    linux: [
      {
        variant: "user",
        from: "xdgConfig",
        path: "zed/settings.json",
        variables: { FLATPAK_XDG_CONFIG_HOME: "zed/settings.json" },
      },
    ],
    win32: [{ variant: "user", from: "appData", path: "Zed/settings.json" }],
  },
  stdio: command,
  remote: { shape: ({ url }) => ({ url }), oauth: true, secretHeaders: false },
  read: (value) => readShape(value, { off: ["enabled", false] }),
  processes: { darwin: ["Zed.app"], linux: ["zed-editor"], win32: ["Zed"] },
  sources: [
    {
      fact: "context_servers, command and url entries, OAuth without headers",
      url: "https://zed.dev/docs/ai/mcp",
      date: "2026-11-24",
    },
    {
      fact: "settings.json on each platform, FLATPAK_XDG_CONFIG_HOME",
      url: "https://github.com/zed-industries/zed/blob/main/crates/paths/src/paths.rs",
      date: "2026-11-24",
    },
    {
      fact: "headers are sent as they stand, variables unexpanded",
      url: "https://github.com/zed-industries/zed/issues/60459",
      date: "2026-07-06",
    },
  ],
  note: "Versions of the summer of 2025 want source: \"custom\" in an entry; today's documentation has none. add-mcp 2.4.0 looks for the macOS file under Library/Application Support, against Zed's own source. One vendor's guide of March 2026 says that Zed has no OAuth; its documentation has it since.",
};
