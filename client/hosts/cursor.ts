import { command, headerTable, readShape } from "./entry-shape.ts";
import type { FilePlace, HostDefinition } from "./host.ts";

const globalFile: FilePlace = { variant: "global", from: "home", path: ".cursor/mcp.json" };

export const cursor: HostDefinition = {
  title: "Cursor",
  format: "json",
  container: ["mcpServers"],
  files: { darwin: [globalFile], linux: [globalFile], win32: [globalFile] },
  stdio: command,
  remote: {
    shape: ({ url, headers }) => ({
      type: "http",
      url,
      ...headerTable(headers, ({ variable }) => `\${env:${variable}}`),
    }),
    oauth: true,
    secretHeaders: true,
  },
  read: readShape,
  processes: { darwin: ["Cursor.app"], linux: ["cursor"], win32: ["Cursor"] },
  sources: [
    {
      fact: "file, stdio and url entries, OAuth, ${env:NAME} in url and headers",
      url: "https://cursor.com/docs/mcp",
      date: "2026-10-22",
    },
    {
      fact: "headers are ignored where the server answers OAuth discovery",
      url: "https://zuplo.com/learn/mcp/compatibility/clients/cursor",
      date: "2026-07-31",
    },
  ],
  note: "A server that answers OAuth discovery is signed in to by OAuth, whatever headers the entry holds. Cursor's documentation gives a URL no type; others write one, and the Inspector reads no URL without it.",
};
