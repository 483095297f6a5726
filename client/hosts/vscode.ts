import { command, headerTable, readShape } from "./entry-shape.ts";
import type { HostDefinition, SecretHeader } from "./host.ts";

const file = "Code/User/mcp.json";

export const vscode: HostDefinition = {
  title: "VS Code",
  format: "jsonc",
  container: ["servers"],
  files: {
    darwin: [{ variant: "user", from: "home", path: `Library/Application Support/${file}` }],
    linux: [{ variant: "user", from: "xdgConfig", path: file }],
    win32: [{ variant: "user", from: "appData", path: file }],
  },
  stdio: (entry) => ({ type: "stdio", ...command(entry) }),
  remote: {
    shape: ({ name, url, headers }) => ({
      type: "http",
      url,
      ...headerTable(headers, (header) => `\${input:${inputId(name, header)}}`),
    }),
    oauth: true,
    secretHeaders: true,
    inputs: ({ name, headers = [] }) =>
      headers.map((header) => ({
        type: "promptString",
        id: inputId(name, header),
        description: `${header.name} for ${name}`,
        password: true,
      })),
  },
  read: readShape,
  // The executable in the macOS bundle is called Electron, as many are: the bundle tells it.
  processes: { darwin: ["Visual Studio Code.app"], linux: ["code"], win32: ["Code"] },
  sources: [
    {
      fact: "servers, inputs, stdio and http entries",
      url: "https://code.visualstudio.com/docs/agents/reference/mcp-configuration",
      date: "2026-11-24",
    },
    {
      fact: "the user profile's file on each platform",
      url: "https://www.npmjs.com/package/add-mcp/v/2.4.0",
      date: "2026-11-24",
    },
  ],
  note: "The default profile of the stable build; Insiders (Code - Insiders) and other profiles want --file. Sessions of the Copilot harness are not given servers with ${input:…}.",
};

function inputId(name: string, { variable }: SecretHeader): string {
  return `${name}-${variable}`.toLowerCase().replaceAll("_", "-");
}
