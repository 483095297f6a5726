import { describe, inject } from "vitest";
import { KitError } from "../../client/kit-error.ts";
import type { Kit } from "../kit.ts";
import { redactText } from "../redact-text.ts";
import { displayPath, loadScenario, type LoadedScenario } from "../scenario/load.ts";
import { place, refusalOf, runScenario, stepTitle, type StepReport } from "../scenario/run.ts";
import type { LaneName } from "../scenario/schema.ts";
import { test } from "../vitest.ts";
import { leftOut, type LaneReport } from "./report.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Lanes that `--lane` leaves in. */
    mcpKitLanes?: LaneName[];
  }
}

/** Makes a vitest suite of a scenario file, with one test for each lane. */
export async function defineScenario(file: string): Promise<void> {
  const loaded = await loadScenario(file);
  const { name, lanes } = loaded.scenario;
  const asked = inject("mcpKitLanes") ?? lanes;
  describe(name, () => {
    for (const lane of new Set([...lanes, ...asked])) {
      const reason = skipReason(lane, lanes, asked);
      test(lane, async ({ kit, task, skip, signal }) => {
        signal.addEventListener("abort", () => void kit.close().catch(() => {})); // the run was cancelled
        const report: LaneReport = {
          lane,
          status: "skipped",
          ms: 0,
          steps: [],
          ...(reason && { reason }),
        };
        task.meta.mcpKit = {
          file: displayPath(file),
          name,
          report,
          timings: kit.timings,
          leftOut: kit.leftOut,
        };
        if (reason) skip(reason);
        await runLane(kit, loaded, report);
        task.meta.mcpKit.timings = { ...kit.timings };
        const failure = report.steps.find((step) => step.status === "failed");
        if (failure) {
          throw new KitError("EXPECTATION_FAILED", failure.message ?? failure.step, {
            hint: `Run it alone: mcp-kit test ${displayPath(file)} --lane ${lane}`,
          });
        }
      });
    }
  });
}

async function runLane(kit: Kit, loaded: LoadedScenario, report: LaneReport): Promise<void> {
  const started = performance.now();
  const { as, approve, fill, endpoint, steps } = loaded.scenario;
  const failed = (step: string, words: string): StepReport => ({
    step,
    status: "failed",
    ms: Math.round(performance.now() - started),
    message: `${place(loaded, ["endpoint"])}  ${step}\n${words}`,
  });
  try {
    await using session = await kit.connect({ as, approve, fill, endpoint, lane: report.lane });
    report.steps = await runScenario(loaded, session, {
      github: kit.github,
      signIn: (login) =>
        kit.signIn({
          as: login,
          approve,
          fill,
          endpoint,
          ...(report.lane === "mcp-remote" && { client: "mcp-remote" }),
        }),
      afterStep: () => kit.assertNoUnexpectedRequests(),
    });
  } catch (error) {
    report.steps = [
      failed("connect", explain(error, kit)),
      ...steps.map((step): StepReport => ({
        step: stepTitle(step),
        status: "skipped",
        ms: 0,
        message: null,
      })),
    ];
  } finally {
    kit.github.clearFaults();
    const refusal = refusalOf(() => kit.assertNoUnexpectedRequests());
    if (refusal) report.steps.push(failed("close", refusal));
    report.ms = Math.round(performance.now() - started);
    report.status = report.steps.some((step) => step.status === "failed") ? "failed" : "passed";
  }
}

function explain(error: unknown, kit: Kit): string {
  const words =
    error instanceof KitError ? `${error.message}\n${error.hint}` : redactText(String(error));
  return [words, refusalOf(() => kit.assertNoUnexpectedRequests())].filter(Boolean).join("\n");
}

function skipReason(lane: LaneName, has: LaneName[], asked: LaneName[]): string | undefined {
  if (!has.includes(lane)) return "the scenario does not name this lane";
  return asked.includes(lane) ? undefined : leftOut;
}
