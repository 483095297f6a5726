import { installServer, type Installed } from "../../client/install-server.ts";
import { hostDefinition } from "../../client/hosts/table.ts";
import { stringFlag, type Command } from "../command.ts";
import { hostFlags, hostOptions, oneOperand } from "../host-options.ts";
import { printEntry } from "../print-entry.ts";
import { count } from "../count.ts";
import { printJson, say } from "../report.ts";
import { untilInterrupted } from "../until-interrupted.ts";

/** `mcp-kit install`: writes the entry, and proves it. */
export const installCommand: Command = {
  name: "install",
  summary: "Puts a remote MCP server into a host's configuration file, and proves that it starts.",
  operands: "<url>",
  flags: {
    name: { type: "string", value: "name", help: "what the host calls it (default: from the URL)" },
    ...hostFlags,
    "header-file": {
      type: "string",
      value: "path",
      help: "headers for the server, one a line, in a file that only you can read",
    },
    bridge: { type: "boolean", help: "through mcp-remote, also where the host could do without" },
    force: { type: "boolean", help: "replace an entry of that name that is not the kit's" },
    keep: { type: "boolean", help: "leave the entry in the file when it does not start" },
    "no-verify": { type: "boolean", help: "ask nothing of the network, and start nothing" },
    "dry-run": { type: "boolean", help: "show what would be written, and write nothing" },
  },
  run: (invocation) =>
    untilInterrupted(async (signal) => {
      const { values } = invocation;
      const json = values["json"] === true;
      const url = oneOperand(invocation, "install", "https://my-worker.example.workers.dev/mcp");
      const dryRun = values["dry-run"] === true;
      const installed = await installServer(url, {
        ...hostOptions(invocation),
        name: stringFlag(invocation, "name"),
        headerFile: stringFlag(invocation, "header-file"),
        bridge: values["bridge"] === true,
        force: values["force"] === true,
        keep: values["keep"] === true,
        verify: values["no-verify"] !== true,
        dryRun,
        signal,
        ...(!json && { onProgress: (what) => say(`${what} …`, "dim") }),
      });
      if (json) printJson(documentOf(installed, dryRun));
      for (const warning of installed.warnings) say(`Warning: ${warning}`, "yellow");
      if (json) return 0;
      if (installed.advice !== undefined) say(`Note: ${installed.advice}`, "yellow");
      if (dryRun) await showPlan(installed);
      else tell(installed, { asked: values["no-verify"] !== true });
      return 0;
    }),
};

function documentOf(
  { host, file, name, changed, verified, entry, form, advice }: Installed,
  dryRun: boolean,
) {
  return {
    host,
    file,
    name,
    changed,
    verified,
    form,
    entry,
    ...(advice !== undefined && { advice }),
    ...(dryRun && { dryRun }),
  };
}

function tell(installed: Installed, { asked }: { asked: boolean }): void {
  const { host, file, name, changed, verified, form, next } = installed;
  const { title } = hostDefinition(host);
  say(changed ? `✓ ${name} is in ${file}` : `✓ ${name} was in ${file} already`, "green");
  if (verified) {
    const tools = withNames(verified.tools);
    say(
      `  Started as ${title} starts it, it answered in ${(verified.ms / 1000).toFixed(1)} s with ${tools}.`,
    );
  } else {
    say(
      form === "remote" && asked
        ? `  ${title} calls the server by itself. It answered here; whether it answers there, ${title} shows.`
        : "  Nothing was asked and nothing started, as --no-verify says.",
    );
  }
  for (const step of next) say(`  ${step}`);
}

function withNames(tools: readonly string[]): string {
  const names = tools.length > 8 ? [...tools.slice(0, 8), "…"] : tools;
  return [count(tools.length, "tool"), names.join(", ")].filter(Boolean).join(": ");
}

/** Shows the entry alone: what stands around it, and what it replaces, is somebody's own, and may be secret. */
async function showPlan(installed: Installed): Promise<void> {
  const { host, file, name, changed, replaces, before, entry } = installed;
  if (!changed) return say(`${file} has this entry already: nothing would be written.`);
  const instead = replaces ? `, in place of the entry ${name} that is there` : "";
  say(
    before === undefined
      ? `${file} would be made, with this in it:`
      : `${file} would get this${instead}:`,
  );
  process.stdout.write(await printEntry(host, name, entry));
}
