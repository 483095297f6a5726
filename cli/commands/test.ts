import { KitError } from "../../client/kit-error.ts";
import { findScenarios } from "../../harness/scenario/find.ts";
import { clients, type ClientName } from "../../harness/matrix/cell.ts";
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
    matrix: {
      type: "boolean",
      help: "instead of scenarios: which client can sign in how, as a table",
    },
    client: {
      type: "string",
      multiple: true,
      value: clients.join("|"),
      help: "with --matrix: only this client; may be repeated",
    },
    endpoint: {
      type: "string",
      value: "path",
      help: "with --matrix: where the MCP endpoint is (default /mcp)",
    },
    tool: {
      type: "string",
      value: "name",
      help: "with --matrix: a tool without arguments that tells the login (default whoami)",
    },
    port: {
      type: "string",
      value: "number",
      help: "loopback port for the Worker (default: a free one)",
    },
  },
  async run(invocation) {
    const interrupted = new AbortController();
    const interrupt = (signal: NodeJS.Signals) => {
      interrupted.abort(signal);
      // vitest can wait long for a child that has gone already; what is left then, the guard ends.
      setTimeout(() => process.exit(statusOf(signal)), 2500).unref();
    };
    for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, interrupt);
    try {
      const run = invocation.values["matrix"] === true ? tryMatrix : testScenarios;
      return await run(invocation, interrupted.signal);
    } catch (error) {
      if (interrupted.signal.aborted) return statusOf(interrupted.signal.reason);
      throw error;
    }
  },
};

/** 128 and the signal's number, as a shell says it. */
function statusOf(signal: unknown): number {
  return signal === "SIGINT" ? 130 : 143;
}

async function testScenarios(invocation: Invocation, signal: AbortSignal): Promise<number> {
  const json = invocation.values["json"] === true;
  const stray = ["client", "endpoint", "tool"].find((flag) => flag in invocation.values);
  if (stray !== undefined) {
    throw new KitError("USAGE", `--${stray} goes with --matrix only.`, {
      hint: "A scenario names its endpoint and its tools itself.",
    });
  }
  const lanes = namesOf(invocation, "lane", laneNames);
  const paths = invocation.positionals.length > 0 ? invocation.positionals : [defaultFolder];
  const worker = workerOf(invocation);
  const files = await findScenarios(paths);
  const progress = startProgress({ quiet: json });
  try {
    const report = await runScenarios({
      files,
      lanes,
      ...worker,
      onProgress: (at) => signal.aborted || progress.show(at),
      signal,
    });
    progress.stop();
    process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : formatRun(report));
    return report.ok ? 0 : 1;
  } catch (error) {
    progress.stop();
    throw error;
  }
}

async function tryMatrix(invocation: Invocation, signal: AbortSignal): Promise<number> {
  const json = invocation.values["json"] === true;
  if (invocation.positionals.length > 0 || invocation.values["lane"] !== undefined) {
    throw new KitError("USAGE", "--matrix runs no scenario and has no lane.", {
      hint: "Leave files and --lane out: mcp-kit test --matrix",
    });
  }
  const wanted = {
    ...workerOf(invocation),
    clients: namesOf(invocation, "client", clients),
    endpoint: stringFlag(invocation, "endpoint"),
    tool: stringFlag(invocation, "tool"),
  };
  const progress = startProgress({ quiet: json });
  progress.show({ at: "starting", runs: 0 });
  const { runMatrix } = await import("../../harness/matrix/run-matrix.ts");
  const { formatMatrix } = await import("../../harness/matrix/format-matrix.ts");
  const onTried = (done: number, of: number) => signal.aborted || progress.count(done, of);
  const { rows, problem } = await runMatrix({ ...wanted, signal, onTried }).finally(progress.stop);
  signal.throwIfAborted();
  const verdicts = rows.flatMap(({ cells }) => Object.values(cells));
  const ok = problem === undefined && verdicts.every(({ status }) => status !== "failed");
  process.stdout.write(
    json ? `${JSON.stringify({ ok, rows }, null, 2)}\n` : `\n${formatMatrix(rows)}\n`,
  );
  if (problem !== undefined) throw problem;
  return ok ? 0 : 1;
}

function workerOf(invocation: Invocation): { wrangler: string; port: number | undefined } {
  return {
    wrangler: stringFlag(invocation, "wrangler") ?? "wrangler.jsonc",
    port: parsePort(stringFlag(invocation, "port")),
  };
}

/** The values of a flag that may be repeated, each one of those there are. */
function namesOf<Name extends LaneName | ClientName>(
  invocation: Invocation,
  flag: "lane" | "client",
  known: readonly Name[],
): Name[] | undefined {
  const asked = invocation.values[flag];
  if (!Array.isArray(asked)) return undefined;
  return asked.map((name) => {
    const found = known.find((each) => each === name);
    if (found) return found;
    throw new KitError("USAGE", `There is no ${flag} "${String(name)}".`, {
      hint: `The ${flag}s are ${known.join(", ")}.`,
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
