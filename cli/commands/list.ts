import { listServers, type ListedServer } from "../../client/list-servers.ts";
import { quote } from "../../client/quote.ts";
import { mask } from "../../client/server-url.ts";
import type { Command } from "../command.ts";
import { exitStatus } from "../exit-status.ts";
import { hostFlags, hostOptions } from "../host-options.ts";
import { plainText } from "../plain-text.ts";
import { alignRows, printJson, say } from "../report.ts";

/** `mcp-kit list`: the servers in every host's file. */
export const listCommand: Command = {
  name: "list",
  summary: "Lists the MCP servers in the configuration files of every host that has one here.",
  operands: "",
  flags: {
    ...hostFlags,
    host: {
      ...hostFlags.host,
      help: "only this host's (default: every host; with --file claude-desktop)",
    },
  },
  async run(invocation) {
    const { servers, unreadable, refused, warnings } = await listServers(hostOptions(invocation));
    const passedOver = unreadable.map(
      ({ file, name, fault }) =>
        `The entry ${quote(name)} in ${file} ${fault}: its host passes over it.`,
    );
    for (const warning of [...warnings, ...passedOver]) say(`Warning: ${warning}`, "yellow");
    const status = refused[0] ? exitStatus[refused[0].code] : 0;
    if (invocation.values["json"] === true) {
      // What can be read is told all the same, and stderr has no second document.
      printJson({
        servers: servers.map(documentOf),
        refused: refused.map(({ code, message, hint }) => ({ code, message, hint })),
      });
      return status;
    }
    if (servers.length > 0) {
      const rows = servers.map(({ host, name, kind, url, ours, disabled }) => [
        name,
        host,
        disabled ? `${kind}, disabled` : kind,
        ours ? "mcp-kit" : "",
        url === undefined ? "" : mask(url),
      ]);
      const table = alignRows([["name", "host", "kind", "written by", "url"], ...rows]);
      process.stdout.write(plainText(`${table.join("\n")}\n`));
    } else if (refused.length === 0) {
      say("No host on this machine has an MCP server in its file.");
    }
    for (const { message, hint } of refused) say(`${message}\n${hint}`, "red");
    return status;
  },
};

/** Without arguments and variables, which may hold secrets of other people's making, as URLs may. */
function documentOf({ host, file, name, kind, url, ours, disabled }: ListedServer) {
  return { host, file, name, kind, url: url === undefined ? null : mask(url), ours, disabled };
}
