import { z } from "zod";
import { tools } from "../contract.ts";
import { defineTool, ToolFailure, type ToolContext } from "./tool.ts";

const stepMs = 100;
const input = z.strictObject({
  from: z.int().min(1).max(100).describe("Where to start; each step takes a tenth of a second"),
});
const output = z.strictObject({ steps: z.int().describe("How many steps it took") });

/** Counts down to zero: a long call that tells how far it is, and stops when it is cancelled. */
export const countDown = defineTool({
  name: tools.countDown,
  title: "Count down",
  description: "Counts down to zero, a tenth of a second a step, and reports progress.",
  input,
  output,
  annotations: {
    readOnlyHint: true,
    destructiveHint: false,
    idempotentHint: true,
    openWorldHint: false,
  },
  run: async ({ from }, { signal, progress }: ToolContext) => {
    for (let step = 1; step <= from; step++) {
      await new Promise((resolve) => setTimeout(resolve, stepMs));
      if (signal.aborted) throw new ToolFailure("Cancelled.");
      await progress({ progress: step, total: from, message: `${from - step} to go` });
    }
    return { text: `Counted down from ${from}.`, structured: { steps: from } };
  },
});
