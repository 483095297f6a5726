// One by one: the index would load the whole room, and this command has to start at once.
import { installedBridge } from "../../client/bridge/packaged-bridge.ts";
import { createEntry, type EntryOptions } from "../../client/create-entry.ts";
import { hostDocument } from "../../client/entry.ts";
import { KitError } from "../../client/kit-error.ts";
import { currentPlatform } from "../../client/platform.ts";
import { serverName } from "../../client/server-name.ts";
import { userFolder } from "../../client/user-folder.ts";
import { stringFlag, type Command, type Invocation } from "../command.ts";

const inProject = /[\\/]node_modules[\\/]/;
const systems = ["darwin", "linux", "win32"] as const;

/** `mcp-kit config`: prints the entry for a host. Writes nothing, and asks no network. */
export const configCommand: Command = {
  name: "config",
  summary: "Prints the entry with which a host reaches a remote MCP server. Writes nothing.",
  operands: "<url>",
  flags: {
    name: {
      type: "string",
      value: "name",
      help: "what the host calls the server (default: from the URL)",
    },
    host: { type: "string", value: "host", help: "for whom (default: claude-desktop)" },
    portable: { type: "boolean", help: "with npx, for another machine than this" },
    os: { type: "string", value: "os", help: "darwin, linux or win32 (default: this machine's)" },
    "header-file": { type: "string", value: "path", help: "absolute path of a file with headers" },
    bridge: { type: "boolean", help: "through mcp-remote, also where the host could do without" },
    link: { type: "boolean", help: "a link that adds the server, for a host that takes links" },
    mcpb: { type: "boolean", help: "an .mcpb bundle for Claude Desktop: add > my-worker.mcpb" },
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
    const { values } = invocation;
    refuseTogether(invocation);
    const name = serverName(url, stringFlag(invocation, "name"));
    const host = stringFlag(invocation, "host") ?? "claude-desktop";
    const entry = createEntry(url, entryOptions(invocation));
    if (host !== "claude-desktop" || values["link"] === true || values["mcpb"] === true) {
      // Loaded late: the table of hosts is more than all the rest.
      const { printForHost } = await import("./config-for-host.ts");
      return printForHost({ host, name, url, entry }, values);
    }
    const document = hostDocument(name, entry);
    const printed = values["json"] === true ? { host, name, entry, document } : document;
    process.stdout.write(`${JSON.stringify(printed, null, 2)}\n`);
    const temporary = [entry.command, ...entry.args].find((path) => inProject.test(path));
    if (temporary !== undefined && values["json"] !== true)
      process.stderr.write(
        `It names ${temporary}, which goes with this project: mcp-kit install puts both where they stay.\n`,
      );
    return 0;
  },
};

/** What one flag asks for, another cannot change; in silence it would be left out. */
const apart: Record<string, readonly string[]> = {
  link: ["mcpb", "portable", "os", "header-file", "bridge"],
  mcpb: ["json", "portable", "os", "bridge"],
};

function refuseTogether({ values }: Invocation): void {
  for (const [flag, others] of Object.entries(apart)) {
    const other = others.find((name) => name in values);
    if (flag in values && other !== undefined)
      throw new KitError("USAGE", `--${flag} does not go with --${other}.`, {
        hint: "Leave one of them out.",
      });
  }
  if (!("os" in values) || "portable" in values) return;
  throw new KitError("USAGE", "--os goes with --portable only.", {
    hint: "Any other entry names files of this machine.",
  });
}

function entryOptions(invocation: Invocation): EntryOptions {
  const headerFile = stringFlag(invocation, "header-file");
  const asked = stringFlag(invocation, "os");
  const os = systems.find((each) => each === asked);
  if (asked !== undefined && os === undefined)
    throw new KitError("USAGE", `There is no system "${asked}".`, {
      hint: `The systems are ${systems.join(", ")}.`,
    });
  const bridge = installedBridge(userFolder(currentPlatform()));
  return {
    ...(bridge !== undefined && { bridge }),
    portable: invocation.values["portable"] === true,
    ...(headerFile !== undefined && { headerFile }),
    ...(os !== undefined && { platform: { os } }),
  };
}
