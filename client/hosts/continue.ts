import { command, readShape } from "./entry-shape.ts";
import type { FilePlace, HostDefinition } from "./host.ts";

const globalFile: FilePlace = {
  variant: "global",
  from: "home",
  path: ".continue/mcpServers/mcp.json",
  variables: { CONTINUE_GLOBAL_DIR: "mcpServers/mcp.json" },
};

/**
 * Its documentation offers two ways: a list in `config.yaml`, and files of their own under `mcpServers/`, also in the JSON that other
 * hosts use. The second leaves the user's own configuration alone.
 */
export const continueDev: HostDefinition = {
  title: "Continue",
  format: "jsonc",
  container: ["mcpServers"],
  files: { darwin: [globalFile], linux: [globalFile], win32: [globalFile] },
  stdio: (entry) => ({ type: "stdio", ...command(entry) }),
  remote: { shape: ({ url }) => ({ type: "http", url }), oauth: false, secretHeaders: false },
  read: readShape,
  // It runs inside VS Code or a JetBrains IDE.
  processes: { darwin: [], linux: [], win32: [] },
  sources: [
    {
      fact: "JSON files of other hosts' kind under .continue/mcpServers",
      url: "https://docs.continue.dev/customize/deep-dives/mcp",
      date: "2026-11-24",
    },
    {
      fact: "the global folder is read too, with comments; headers as they stand",
      url: "https://github.com/continuedev/continue/blob/main/core/context/mcp/json/loadJsonMcpConfigs.ts",
      date: "2026-11-24",
    },
    {
      fact: "type http stands for streamable-http",
      url: "https://github.com/continuedev/continue/blob/main/packages/config-yaml/src/schemas/mcp/convertJson.ts",
      date: "2026-11-24",
    },
  ],
  note: "Its source has an OAuth client (core/context/mcp/MCPOauth.ts), its documentation says nothing of one: a server that asks for sign-in goes through the bridge. The command line cn reads config.yaml only.",
};
