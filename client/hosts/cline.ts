import { command, readShape } from "./entry-shape.ts";
import type { FilePlace, HostDefinition } from "./host.ts";

const name = "cline_mcp_settings.json";

/** Shared by the command line and the VS Code extension. */
const shared: FilePlace = {
  variant: "shared",
  from: "home",
  path: `.cline/data/settings/${name}`,
  variables: {
    CLINE_MCP_SETTINGS_PATH: "",
    CLINE_DATA_DIR: `settings/${name}`,
    CLINE_DIR: `data/settings/${name}`,
  },
};

/** Where older versions of the extension kept it. */
const inExtension = `Code/User/globalStorage/saoudrizwan.claude-dev/settings/${name}`;

export const cline: HostDefinition = {
  title: "Cline",
  format: "json",
  container: ["mcpServers"],
  files: {
    darwin: [
      shared,
      { variant: "extension", from: "home", path: `Library/Application Support/${inExtension}` },
    ],
    linux: [shared, { variant: "extension", from: "xdgConfig", path: inExtension }],
    win32: [shared, { variant: "extension", from: "appData", path: inExtension }],
  },
  stdio: (entry) => ({ ...command(entry), disabled: false, autoApprove: [] }),
  remote: {
    // Without a type Cline takes a URL for the older transport, SSE.
    shape: ({ url }) => ({ type: "streamableHttp", url, disabled: false, autoApprove: [] }),
    oauth: true,
    secretHeaders: false,
  },
  read: (value) => readShape(value, { off: ["disabled", true] }),
  // The extension runs inside VS Code; the command line is a Node.js program.
  processes: { darwin: [], linux: [], win32: [] },
  sources: [
    {
      fact: "entries, autoApprove, disabled, OAuth, CLINE_MCP_SETTINGS_PATH",
      url: "https://docs.cline.bot/mcp/mcp-overview",
      date: "2026-11-24",
    },
    {
      fact: "the shared file and its variables",
      url: "https://github.com/cline/cline/blob/main/sdk/packages/shared/src/storage/paths.ts",
      date: "2026-11-24",
    },
    {
      fact: "a url without a type is taken for SSE",
      url: "https://github.com/cline/cline/issues/6767",
      date: "2025-10-20",
    },
    {
      fact: "type streamableHttp, the extension's older file",
      url: "https://www.npmjs.com/package/add-mcp/v/2.4.0",
      date: "2026-11-24",
    },
  ],
  note: "No reference to a variable is documented for headers. The shared file is the newer one, and Cline moves the older one's content there when it starts.",
};
