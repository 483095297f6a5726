import { command, headerTable, readShape } from "./entry-shape.ts";
import type { FilePlace, HostDefinition } from "./host.ts";

const userFile: FilePlace = {
  variant: "user",
  from: "home",
  path: ".codeium/windsurf/mcp_config.json",
};

export const windsurf: HostDefinition = {
  title: "Windsurf",
  format: "json",
  container: ["mcpServers"],
  files: { darwin: [userFile], linux: [userFile], win32: [userFile] },
  stdio: command,
  remote: {
    shape: ({ url, headers }) => ({
      serverUrl: url,
      ...headerTable(headers, ({ variable }) => `\${env:${variable}}`),
    }),
    oauth: true,
    secretHeaders: true,
  },
  read: (value) => readShape(value, { url: ["serverUrl", "url"], off: ["disabled", true] }),
  processes: { darwin: ["Windsurf.app"], linux: ["windsurf"], win32: ["Windsurf"] },
  sources: [
    {
      fact: "file, serverUrl, OAuth on every transport, ${env:NAME} in serverUrl and headers",
      url: "https://docs.windsurf.com/windsurf/cascade/mcp",
      date: "2026-11-24",
    },
    {
      fact: "a url in place of serverUrl does not connect; the file on Windows",
      url: "https://raw.githubusercontent.com/newtalaria/docs/main/agents/mcp/windsurf.md",
      date: "2026-10-29",
    },
  ],
  note: "The vendor's own page also shows url; users report that only serverUrl connects, so that is what is written, and both are read.",
};
