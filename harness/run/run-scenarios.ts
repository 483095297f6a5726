import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import type { TestSpecification, Vitest } from "vitest/node";
import { KitError } from "../../client/kit-error.ts";
import { gitHubFolder, loadGitHubFixtures } from "../github/project-fixtures.ts";
import { displayPath, loadScenario, type LoadedScenario } from "../scenario/load.ts";
import { planFault } from "../scenario/run.ts";
import type { LaneName } from "../scenario/schema.ts";
import { ScenarioReporter, type Progress } from "./scenario-reporter.ts";
import type { RunReport } from "./report.ts";

export interface RunOptions {
  /** Absolute paths, as {@link findScenarios} gives them. */
  files: string[];
  /** Default: the lanes that each scenario names. */
  lanes?: LaneName[] | undefined;
  wrangler: string;
  /** Default: a free one. */
  port?: number | undefined;
  onProgress: (progress: Progress) => unknown;
  /** Ends the run: clients, workerd and all. */
  signal: AbortSignal;
}

/**
 * Runs scenario files in vitest, one after the other in one child process with one Worker.
 *
 * All files are read and checked before anything is started.
 *
 * @throws {KitError} SCENARIO_INVALID, LOGIN_UNKNOWN, SCENARIO_NOT_FOUND before the start; PORT_TAKEN, WORKER_START_FAILED at it
 */
export async function runScenarios(options: RunOptions): Promise<RunReport> {
  const started = performance.now();
  const loaded = await loadAll(options.files);
  const fixtures = loadGitHubFixtures(gitHubFolder(options.wrangler));
  refuseUnknownLogins(loaded, fixtures.users);
  await refuseUnknownFaults(loaded, fixtures);
  refuseEmptySelection(loaded, options.lanes);

  const runs = loaded
    .flatMap(({ scenario }) => scenario.lanes)
    .filter((lane) => options.lanes?.includes(lane) ?? true).length;
  options.onProgress({ at: "starting", runs });
  const { createVitest, BaseSequencer } = await import("vitest/node"); // most of a second: only for a run that can start
  class AsGiven extends BaseSequencer {
    override sort = async (specifications: TestSpecification[]) => specifications;
  }
  const leaveSignalsToUs = keepSignalListeners();
  const reporter = new ScenarioReporter(options.onProgress);
  const vitest = await createVitest(
    {
      config: false,
      root: process.cwd(),
      watch: false,
      pool: "forks",
      isolate: false,
      fileParallelism: false,
      maxWorkers: 1,
      include: [],
      sequence: { sequencer: AsGiven },
      testTimeout: 0, // every wait in it has a limit of its own
      teardownTimeout: 5_000,
      reporters: [reporter],
      provide: {
        mcpKit: { wrangler: options.wrangler, port: options.port },
        ...(options.lanes && { mcpKitLanes: options.lanes }),
      },
    },
    { plugins: [scenarioPlugin(new Set(options.files))], logLevel: "error" },
  );
  leaveSignalsToUs();
  try {
    await runToEnd(vitest, options);
  } finally {
    await vitest.close();
  }
  reporter.onClosed(vitest.state.getUnhandledErrors());
  return reporter.report(Math.round(performance.now() - started));
}

async function runToEnd(vitest: Vitest, { files, signal }: RunOptions): Promise<void> {
  const stop = () => void vitest.cancelCurrentRun("keyboard-input");
  signal.addEventListener("abort", stop);
  try {
    signal.throwIfAborted();
    const project = vitest.getRootProject();
    await vitest.runTestSpecifications(
      files.map((file) => project.createSpecification(file)),
      true,
    );
    signal.throwIfAborted();
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** vitest would end this process at a signal, before its child has closed the Worker and its clients. */
function keepSignalListeners(): () => void {
  const signals = ["SIGINT", "SIGTERM"] as const;
  const before = new Set(signals.flatMap((signal) => process.listeners(signal)));
  return () => {
    for (const signal of signals) {
      const added = process.listeners(signal).filter((listener) => !before.has(listener));
      for (const listener of added) process.off(signal, listener);
    }
  };
}

/** Turns a scenario file into a test module; the file itself is read again where it runs. */
function scenarioPlugin(files: ReadonlySet<string>): Plugin {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const definer = fileURLToPath(new URL(`./define-scenario.${extension}`, import.meta.url));
  return {
    name: "mcp-kit-scenarios",
    enforce: "pre",
    load(id) {
      if (!files.has(id)) return undefined;
      return `import { defineScenario } from ${JSON.stringify(definer)};\nawait defineScenario(${JSON.stringify(id)});\n`;
    },
  };
}

/** Every file is checked before any is refused, so that all mistakes are told at once. */
async function loadAll(files: string[]): Promise<LoadedScenario[]> {
  const results = await Promise.allSettled(files.map((file) => loadScenario(file)));
  const refusals = results.flatMap((result) =>
    result.status === "rejected" ? [result.reason as unknown] : [],
  );
  refuseAll(refusals);
  return results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
}

/** Throws one error that tells of all. */
function refuseAll(refusals: readonly unknown[]): void {
  const [first, ...others] = refusals;
  if (
    others.length > 0 &&
    first instanceof KitError &&
    refusals.every((refusal) => refusal instanceof KitError)
  ) {
    throw new KitError(first.code, refusals.map((refusal) => refusal.message).join("\n"), {
      hint: first.hint,
      cause: first,
    });
  }
  if (first !== undefined) throw first;
}

function refuseUnknownLogins(loaded: LoadedScenario[], users: readonly { login: string }[]): void {
  const logins = users.map((user) => user.login);
  const lines = loaded.flatMap(({ file, scenario, positionOf }) => {
    const { as, steps } = scenario;
    const asked: [login: string, path: PropertyKey[]][] = steps.flatMap((step, index) =>
      "signIn" in step ? [[step.signIn, ["steps", index, "signIn"]]] : [],
    );
    if (as !== undefined) asked.unshift([as, ["as"]]);
    return asked
      .filter(([login]) => !logins.includes(login))
      .map(([login, path]) => {
        const { line, column } = positionOf(path);
        return `${displayPath(file)}:${line}:${column}  "${login}" is not an emulated GitHub user`;
      });
  });
  if (lines.length > 0) {
    throw new KitError("LOGIN_UNKNOWN", lines.join("\n"), {
      hint: `The logins are ${logins.join(", ")}.`,
    });
  }
}

/** Only who names a fault pays for loading the emulator here. */
async function refuseUnknownFaults(
  loaded: LoadedScenario[],
  fixtures: ReturnType<typeof loadGitHubFixtures>,
): Promise<void> {
  const planned = loaded.flatMap(({ file, scenario, positionOf }) =>
    scenario.steps.flatMap((step, index) =>
      "github" in step ? [{ file, step, position: positionOf(["steps", index]) }] : [],
    ),
  );
  if (planned.length === 0) return;
  const { createGitHubEmulator } = await import("../github/emulator.ts");
  const github = createGitHubEmulator(fixtures);
  const refusals = planned.flatMap(({ file, step, position }) => {
    try {
      planFault(step, github);
      return [];
    } catch (cause) {
      if (!(cause instanceof KitError)) throw cause;
      const place = `${displayPath(file)}:${position.line}:${position.column}`;
      return new KitError(cause.code, `${place}  ${cause.message}`, { hint: cause.hint, cause });
    }
  });
  refuseAll(refusals);
}

function refuseEmptySelection(loaded: LoadedScenario[], lanes: LaneName[] | undefined): void {
  if (!lanes || loaded.some(({ scenario }) => scenario.lanes.some((lane) => lanes.includes(lane))))
    return;
  throw new KitError("SCENARIO_NOT_FOUND", `No scenario has the lane ${lanes.join(" or ")}.`, {
    hint: "Leave --lane out, or add the lane to the scenario's `lanes`.",
  });
}
