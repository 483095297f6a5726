import { existsSync } from "node:fs";
import { diagnose } from "../../client/diagnose.ts";
import { KitError } from "../../client/kit-error.ts";
import { stringFlag, type Command, type Invocation } from "../command.ts";
import { formatDiagnosis } from "../format-diagnosis.ts";
import { hostFlags, hostOptions } from "../host-options.ts";
import { printJson, say } from "../report.ts";
import { untilInterrupted } from "../until-interrupted.ts";

/** `mcp-kit doctor`: what is wrong, why it matters, and what mends it. */
export const doctorCommand: Command = {
  name: "doctor",
  summary:
    "Finds what is wrong with the servers in the hosts' files, and says which command mends it.",
  operands: "[name]",
  flags: {
    fix: {
      type: "boolean",
      help: "mend what the kit wrote, a byte order mark, and what is plain in .dev.vars; with a name also an entry of somebody else's",
    },
    offline: { type: "boolean", help: "ask no server" },
    ...hostFlags,
    host: { ...hostFlags.host, help: "only this host's files (default: every host)" },
    wrangler: {
      type: "string",
      value: "path",
      help: "a Worker whose .dev.vars is looked at too (default: the one in this folder)",
    },
  },
  run: (invocation) =>
    untilInterrupted(async (signal) => {
      const { values } = invocation;
      const json = values["json"] === true;
      const options = hostOptions(invocation);
      const name = nameOf(invocation);
      const isWhole = name === undefined && Object.keys(options).length === 0;
      const diagnosis = await diagnose({
        ...options,
        name,
        fix: values["fix"] === true,
        offline: values["offline"] === true,
        wrangler: stringFlag(invocation, "wrangler") ?? (isWhole ? workerHere() : undefined),
        // Nobody who reads JSON, or no terminal at all, can be waited for.
        quitWithinMs: !json && process.stdin.isTTY && process.stderr.isTTY ? 120_000 : 0,
        signal,
        onProgress: (what) => say(`${what} …`, "dim"),
      });
      const { ok, refused, findings, fixed } = diagnosis;
      if (json) printJson({ ok, findings, fixed });
      else process.stdout.write(formatDiagnosis(diagnosis));
      if (refused) return 5;
      return ok ? 0 : 1;
    }),
};

function nameOf({ positionals }: Invocation): string | undefined {
  if (positionals.length < 2) return positionals[0];
  throw new KitError(
    "USAGE",
    `mcp-kit doctor takes one name at most, and was given ${positionals.length}.`,
    { hint: "For example: mcp-kit doctor my-worker" },
  );
}

function workerHere(): string | undefined {
  return ["wrangler.jsonc", "wrangler.json", "wrangler.toml"].find((file) => existsSync(file));
}
