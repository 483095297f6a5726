import { z } from "zod";
import { tools } from "../contract.ts";
import { defineTool, ToolFailure, type ToolContext } from "./tool.ts";

const input = z.strictObject({
  a: z.number().describe("The first number"),
  b: z.number().describe("The second number"),
});
const output = z.strictObject({ sum: z.number().describe("a + b") });

/** Adds two numbers. The text is the sum alone: `{ a: 23, b: 19 }` gives `"42"`. */
export const add = defineTool({
  name: tools.add,
  title: "Add two numbers",
  description: "Adds two numbers and returns their sum.",
  input,
  output,
  annotations: {
    readOnlyHint: true,
    destructiveHint: false,
    idempotentHint: true,
    openWorldHint: false,
  },
  run: async ({ a, b }, _context: ToolContext) => {
    const sum = a + b;
    if (!Number.isFinite(sum)) throw new ToolFailure("The sum is too large for a number.");
    return { text: String(sum), structured: { sum } };
  },
});
