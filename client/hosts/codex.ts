import { command, readShape } from "./entry-shape.ts";
import type { FilePlace, HostDefinition, SecretHeader } from "./host.ts";

const userFile: FilePlace = {
  variant: "user",
  from: "home",
  path: ".codex/config.toml",
  variables: { CODEX_HOME: "config.toml" },
};

/** One file for the command line, the editor extension and the desktop app. */
export const codex: HostDefinition = {
  title: "Codex",
  format: "toml",
  container: ["mcp_servers"],
  files: { darwin: [userFile], linux: [userFile], win32: [userFile] },
  stdio: command,
  remote: {
    shape: ({ url, headers = [] }) => {
      const bearer = headers.find(isBearer);
      const others = headers.filter((header) => header !== bearer);
      return {
        url,
        ...(bearer && { bearer_token_env_var: bearer.variable }),
        ...(others.length > 0 && {
          env_http_headers: Object.fromEntries(
            others.map(({ name, variable }) => [name, variable]),
          ),
        }),
      };
    },
    oauth: true,
    secretHeaders: true,
    signIn: (name) => `Run codex mcp login ${name} to sign in.`,
  },
  read: (value) => readShape(value, { off: ["enabled", false] }),
  ownTables: ["tools"],
  processes: { darwin: ["codex"], linux: ["codex"], win32: ["codex"] },
  sources: [
    {
      fact: "mcp_servers, url, bearer_token_env_var, env_http_headers, codex mcp login",
      url: "https://developers.openai.com/codex/mcp",
      date: "2026-11-24",
    },
    {
      fact: "which fields go together; no inline bearer_token",
      url: "https://github.com/openai/codex/blob/main/codex-rs/config/src/mcp_types.rs",
      date: "2026-11-24",
    },
  ],
  note: 'Whoever lets a tool run for good has tools.<name>.approval_mode written into its entry. In env_http_headers the variable holds the whole value of the header, scheme included. add-mcp 2.4.0 writes type = "http" too, which Codex does not ask for.',
};

function isBearer({ name, scheme }: SecretHeader): boolean {
  return scheme === "Bearer" && name.toLowerCase() === "authorization";
}
