import { command, headerTable, readShape } from "./entry-shape.ts";
import type { FilePlace, HostDefinition } from "./host.ts";

const userFile: FilePlace = {
  variant: "user",
  from: "home",
  path: ".gemini/settings.json",
  variables: { GEMINI_CLI_HOME: ".gemini/settings.json" },
};

export const geminiCli: HostDefinition = {
  title: "Gemini CLI",
  format: "jsonc",
  container: ["mcpServers"],
  files: { darwin: [userFile], linux: [userFile], win32: [userFile] },
  stdio: command,
  remote: {
    // Here url is the older transport, SSE.
    shape: ({ url, headers }) => ({
      httpUrl: url,
      ...headerTable(headers, ({ variable }) => `$${variable}`),
    }),
    oauth: true,
    secretHeaders: true,
    signIn: (name) => `Start gemini, and run /mcp auth ${name} to sign in.`,
  },
  read: (value) => readShape(value, { url: ["httpUrl", "url"] }),
  // A Node.js program: its name is node.
  processes: { darwin: [], linux: [], win32: [] },
  sources: [
    {
      fact: "file, httpUrl, headers, OAuth discovery, $NAME",
      url: "https://geminicli.com/docs/tools/mcp-server",
      date: "2026-11-24",
    },
    {
      fact: "GEMINI_CLI_HOME",
      url: "https://github.com/google-gemini/gemini-cli/blob/main/packages/core/src/utils/paths.ts",
      date: "2026-11-24",
    },
    {
      fact: "which accounts it still serves",
      url: "https://www.mcpbundles.com/guides/gemini-cli",
      date: "2026-11-24",
    },
  ],
  note: "It strips comments from its file, but a trailing comma stays an error. Since 18 June 2026 it serves API keys and paid licences only. It expands $NAME in every value of the file.",
};
