import type { LaneName } from "../scenario/schema.ts";
import type { StepReport } from "../scenario/run.ts";

/** The reason of a lane that a scenario has and `--lane` does not name. */
export const leftOut = "left out by --lane";

/** How a scenario went over one lane. */
export interface LaneReport {
  lane: LaneName;
  status: "passed" | "failed" | "skipped";
  /** Why it was skipped. */
  reason?: string;
  ms: number;
  steps: StepReport[];
}

export interface ScenarioReport {
  file: string;
  name: string;
  lanes: LaneReport[];
}

/** What `mcp-kit test --json` prints. */
export interface RunReport {
  ok: boolean;
  scenarios: ScenarioReport[];
  timings: { startMs: number; signInMs: number; totalMs: number };
  /** Path of the trace, when one was asked for. */
  trace: string | null;
}

/** What a vitest test of a scenario hands from its worker to the reporter. */
export interface LaneMeta {
  file: string;
  name: string;
  report: LaneReport;
  timings: { startMs: number; signInMs: number };
  leftOut: readonly string[];
}

declare module "vitest" {
  interface TaskMeta {
    mcpKit?: LaneMeta;
  }
}
