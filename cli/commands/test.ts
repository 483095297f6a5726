import { KitError } from "../../client/kit-error.ts";
import { findScenarios } from "../../harness/scenario/find.ts";
import { laneNames, type LaneName } from "../../harness/scenario/schema.ts";
import { runScenarios } from "../../harness/run/run-scenarios.ts";
import { stringFlag, type Command, type Invocation } from "../command.ts";
import { formatRun } from "../format-run.ts";
import { startProgress } from "../progress.ts";

const defaultFolder = "fixtures/scenarios";

/** `mcp-kit test`: runs scenarios over every lane they name. */
export const testCommand: Command = {
  name: "test",
  summary:
    "Runs scenarios against the Worker in workerd, with GitHub emulated and nobody to sign in.",
  operands: `[files or folders…]   (default ${defaultFolder})`,
  flags: {
    lane: {
      type: "string",
      multiple: true,
      value: laneNames.join("|"),
      help: "only this way of connecting; may be repeated",
    },
    wrangler: {
      type: "string",
      value: "path",
      help: "Wrangler configuration of the Worker (default wrangler.jsonc)",
    },
    port: {
      type: "string",
      value: "number",
      help: "loopback port for the Worker (default: a free one)",
    },
  },
  async run(invocation) {
    const json = invocation.values["json"] === true;
    const lanes = parseLanes(invocation);
    const port = parsePort(stringFlag(invocation, "port"));
    const paths = invocation.positionals.length > 0 ? invocation.positionals : [defaultFolder];
    const files = await findScenarios(paths);

    const interrupted = new AbortController();
    const interrupt = (signal: NodeJS.Signals) => interrupted.abort(signal);
    for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, interrupt);
    const progress = startProgress({ quiet: json });
    try {
      const report = await runScenarios({
        files,
        lanes,
        port,
        wrangler: stringFlag(invocation, "wrangler") ?? "wrangler.jsonc",
        onProgress: progress.show,
        signal: interrupted.signal,
      });
      progress.stop();
      process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : formatRun(report));
      return report.ok ? 0 : 1;
    } catch (error) {
      progress.stop();
      if (interrupted.signal.aborted) return interrupted.signal.reason === "SIGINT" ? 130 : 143;
      throw error;
    }
  },
};

function parseLanes(invocation: Invocation): LaneName[] | undefined {
  const asked = invocation.values["lane"];
  if (!Array.isArray(asked)) return undefined;
  return asked.map((name) => {
    const lane = laneNames.find((known) => known === name);
    if (lane) return lane;
    throw new KitError("USAGE", `There is no lane "${String(name)}".`, {
      hint: `The lanes are ${laneNames.join(", ")}.`,
    });
  });
}

function parsePort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65535) return port;
  throw new KitError("USAGE", `--port "${text}" is no port number.`, {
    hint: "Give a number from 1 to 65535, e.g. --port 8788.",
  });
}
