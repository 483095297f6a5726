import { command, readShape } from "./entry-shape.ts";
import type { FilePlace, HostDefinition } from "./host.ts";

const places: FilePlace[] = [
  {
    variant: "cache",
    from: "home",
    path: ".cache/lm-studio/mcp.json",
    installed: ".cache/lm-studio",
  },
  { variant: "user", from: "home", path: ".lmstudio/mcp.json" },
];

/** Its file follows Cursor's. */
export const lmStudio: HostDefinition = {
  title: "LM Studio",
  format: "json",
  container: ["mcpServers"],
  files: { darwin: places, linux: places, win32: places },
  stdio: command,
  remote: { shape: ({ url }) => ({ url }), oauth: true, secretHeaders: false },
  read: readShape,
  processes: { darwin: ["LM Studio.app"], linux: ["lm-studio"], win32: ["LM Studio"] },
  sources: [
    {
      fact: "mcp.json in Cursor's notation, url entries",
      url: "https://lmstudio.ai/docs/app/mcp",
      date: "2026-11-24",
    },
    {
      fact: "OAuth in the browser, from version 0.4.10 on",
      url: "https://docs.browserless.io/mcp/clients/lm-studio",
      date: "2026-11-24",
    },
    {
      fact: "the older folder, where it is still there",
      url: "https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/1371",
      date: "2026-11-24",
    },
  ],
  note: "A file ~/.lmstudio-home-pointer can name yet another folder: then --file is needed. Before 0.4.10 there was no OAuth (lmstudio-bug-tracker#1059). No reference to a variable is documented for headers.",
};
