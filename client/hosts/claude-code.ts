import { command, readShape } from "./entry-shape.ts";
import type { FilePlace, HostDefinition } from "./host.ts";

const userFile: FilePlace = {
  variant: "user",
  from: "home",
  path: ".claude.json",
  variables: { CLAUDE_CONFIG_DIR: ".claude.json" },
};

/** The user's scope: the top level of the file, not what it holds for single projects. */
export const claudeCode: HostDefinition = {
  title: "Claude Code",
  format: "json",
  container: ["mcpServers"],
  files: { darwin: [userFile], linux: [userFile], win32: [userFile] },
  stdio: (entry) => ({ type: "stdio", ...command(entry) }),
  remote: {
    shape: ({ url }) => ({ type: "http", url }),
    oauth: true,
    secretHeaders: false,
    signIn: (name) => `Start claude, and choose ${name} under /mcp to sign in.`,
  },
  read: readShape,
  processes: { darwin: ["claude"], linux: ["claude"], win32: ["claude"] },
  rewritesFile: true,
  sources: [
    {
      fact: "scopes, stdio and http entries, OAuth under /mcp",
      url: "https://code.claude.com/docs/en/mcp",
      date: "2026-11-24",
    },
    {
      fact: "user scope is the top level of ~/.claude.json",
      url: "https://github.com/trailofbits/claude-code-config/issues/55",
      date: "2026-08-21",
    },
    {
      fact: "$CLAUDE_CONFIG_DIR/.claude.json",
      url: "https://github.com/anthropics/claude-code/issues/48448",
      date: "2026-04-15",
    },
    {
      fact: "running sessions rewrite the file",
      url: "https://github.com/anthropics/claude-code/issues/65463",
      date: "2026-06-04",
    },
  ],
  note: "${VARIABLE} in headers is documented for a project's .mcp.json only, and issues report it unexpanded (anthropics/claude-code#51581), so a header goes through the bridge. Issue #42217 reports that a custom CLAUDE_CONFIG_DIR stopped user servers from loading.",
};
