// Not the index: this command needs little of the room, and is to start as fast as Node.js does.
import { createEntry } from "../../client/create-entry.ts";
import { hostDocument } from "../../client/entry.ts";
import { KitError } from "../../client/kit-error.ts";
import { serverName } from "../../client/server-name.ts";
import { stringFlag, type Command } from "../command.ts";

/** `mcp-kit config`: prints the entry for a host. Writes nothing, and asks no network. */
export const configCommand: Command = {
  name: "config",
  summary: "Prints the Claude Desktop entry that reaches a remote MCP server through mcp-remote.",
  operands: "<url>",
  flags: {
    name: {
      type: "string",
      value: "name",
      help: "what the host calls the server (default: from the URL)",
    },
  },
  async run(invocation) {
    const [url, ...rest] = invocation.positionals;
    if (url === undefined || rest.length > 0) {
      throw new KitError(
        "USAGE",
        `mcp-kit config takes one URL, and was given ${invocation.positionals.length}.`,
        {
          hint: "For example: mcp-kit config https://my-worker.example.workers.dev/mcp",
        },
      );
    }
    const entry = createEntry(url);
    const name = serverName(url, stringFlag(invocation, "name"));
    const document = hostDocument(name, entry);
    const printed =
      invocation.values["json"] === true
        ? { host: "claude-desktop", name, entry, document }
        : document;
    process.stdout.write(`${JSON.stringify(printed, null, 2)}\n`);
    return 0;
  },
};
