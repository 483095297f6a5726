import type { SerializedError } from "vitest";
import type { Reporter, TestCase, TestModule } from "vitest/node";
import { KitError, type KitErrorCode } from "../../client/kit-error.ts";
import type { LaneMeta, LaneReport, RunReport, ScenarioReport } from "./report.ts";

/** What the run is at, for a person who waits. */
export type Progress =
  | { at: "starting"; runs: number }
  | { at: "started"; leftOut: readonly string[] }
  | { at: "running"; scenario: string; lane: string }
  | { at: "done"; scenario: string; lane: LaneReport };

const fatalCodes: ReadonlySet<string> = new Set<KitErrorCode>([
  "PORT_TAKEN",
  "TEMPORARY_FOLDER_UNUSABLE",
  "WORKER_START_FAILED",
  "FIXTURE_INVALID",
  "UNEXPECTED_REQUEST",
]);

/** Gathers what vitest reports into the kit's own report, and passes progress on. */
export class ScenarioReporter implements Reporter {
  readonly #onProgress: (progress: Progress) => void;
  readonly #lanes: LaneMeta[] = [];
  #fatal: Error | undefined;

  constructor(onProgress: (progress: Progress) => void) {
    this.#onProgress = onProgress;
  }

  onTestCaseReady(test: TestCase): void {
    this.#onProgress({
      at: "running",
      scenario: test.parent.type === "suite" ? test.parent.name : "",
      lane: test.name,
    });
  }

  onTestCaseResult(test: TestCase): void {
    const meta = test.meta().mcpKit;
    const errors = test.result().errors ?? [];
    if (meta) {
      if (this.#lanes.length === 0) this.#onProgress({ at: "started", leftOut: meta.leftOut });
      this.#lanes.push(meta);
      this.#onProgress({ at: "done", scenario: meta.name, lane: meta.report });
      // A test that failed outside its steps, e.g. a hook: the report must not call it passed.
      if (errors.length > 0 && meta.report.status !== "failed") this.#fail(errors);
    } else {
      this.#fail(errors);
    }
  }

  onTestRunEnd(
    modules: ReadonlyArray<TestModule>,
    unhandled: ReadonlyArray<SerializedError>,
  ): void {
    this.#fail([...modules.flatMap((module) => module.errors()), ...unhandled]);
  }

  /** Takes what went wrong while the worker ended, after {@link onTestRunEnd}: also the kit's own last words. */
  onClosed(errors: readonly unknown[]): void {
    this.#fail(errors as SerializedError[]);
  }

  /** @throws {KitError} what kept the run from its tests, as the worker reported it */
  report(totalMs: number): RunReport {
    if (this.#fatal) throw this.#fatal;
    const scenarios = new Map<string, ScenarioReport>();
    for (const { file, name, report } of this.#lanes) {
      const scenario = scenarios.get(file) ?? { file, name, lanes: [] };
      scenario.lanes.push(report);
      scenarios.set(file, scenario);
    }
    const lanes = this.#lanes.map((meta) => meta.report);
    return {
      ok:
        lanes.some((lane) => lane.status === "passed") &&
        lanes.every((lane) => lane.status !== "failed"),
      scenarios: [...scenarios.values()],
      timings: {
        startMs: Math.max(0, ...this.#lanes.map((meta) => meta.timings.startMs)),
        signInMs: Math.max(0, ...this.#lanes.map((meta) => meta.timings.signInMs)),
        totalMs,
      },
      trace: null,
    };
  }

  #fail(errors: ReadonlyArray<SerializedError>): void {
    const [first] = errors;
    if (!first || this.#fatal) return;
    // Errors come over from the worker as plain objects.
    const { code, hint, message } = first as { code?: string; hint?: string; message: string };
    this.#fatal =
      code !== undefined && fatalCodes.has(code)
        ? new KitError(code as KitErrorCode, message, { hint: hint ?? "", cause: first })
        : new Error(message, { cause: first });
  }
}
