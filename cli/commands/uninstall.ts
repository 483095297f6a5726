import { hostDefinition } from "../../client/hosts/table.ts";
import { KitError } from "../../client/kit-error.ts";
import { uninstallServer, type Uninstalled } from "../../client/uninstall-server.ts";
import type { Command } from "../command.ts";
import { hostFlags, hostOptions, oneOperand } from "../host-options.ts";
import { printJson, say } from "../report.ts";

/** `mcp-kit uninstall`: takes out what `install` put in. */
export const uninstallCommand: Command = {
  name: "uninstall",
  summary:
    "Takes a server out of a host's configuration file again, to the byte where nobody else has written.",
  operands: "<name>",
  flags: {
    ...hostFlags,
    "dry-run": { type: "boolean", help: "say what would happen, and write nothing" },
  },
  async run(invocation) {
    const name = oneOperand(invocation, "uninstall", "my-worker");
    const dryRun = invocation.values["dry-run"] === true;
    const removed = await uninstallServer(name, { ...hostOptions(invocation), dryRun });
    const { host, file, how, changed, warnings } = removed;
    if (how === "foreign")
      throw new KitError("USAGE", `${name} in ${file} is not the kit's: it was left as it is.`, {
        hint: `Remove it in ${hostDefinition(host).title} or in an editor, if it is yours.`,
      });
    if (invocation.values["json"] === true)
      printJson({ host, file, name, how, changed, ...(dryRun && { dryRun }) });
    for (const warning of warnings) say(`Warning: ${warning}`, "yellow");
    if (invocation.values["json"] !== true) tell(removed, dryRun);
    const { signInStays } = removed;
    if (signInStays !== undefined)
      say(`The sign-in stays. To forget it too: mcp-kit logout ${signInStays}`, "dim");
    return 0;
  },
};

function tell(removed: Uninstalled, dryRun: boolean): void {
  const { name, how } = removed;
  const words = wordsOf(removed);
  if (dryRun) say(`Nothing was written. Without --dry-run: ${words}.`);
  else say(how === "absent" ? words : `✓ ${name} is uninstalled: ${words}.`, "green");
}

function wordsOf({ name, file, how, before, text, replaced }: Uninstalled): string {
  if (how === "absent" && before === undefined) return `${file} is not there: nothing was changed`;
  if (how === "absent") return `there was no ${name} in ${file}: nothing was changed`;
  if (text === undefined) return `${file} is gone again: it was made for it`;
  if (how === "restored") return `${file} is as if it had never been there`;
  return replaced
    ? `the entry that was there before is back in ${file}, and nothing else was changed there`
    : `only the entry was taken out of ${file}, and nothing else was changed there`;
}
