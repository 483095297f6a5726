import { z } from "zod";

/** Has the model add two numbers with the tool, and say what it did. */
export const explainSum = {
  name: "explain_sum",
  title: "Explain a sum",
  description: "Adds two numbers with the tool of this server, and explains the way.",
  // A prompt's arguments are text.
  arguments: z.object({
    a: z
      .string()
      .regex(/^-?\d{1,15}$/, "a whole number")
      .describe("The first number"),
    b: z
      .string()
      .regex(/^-?\d{1,15}$/, "a whole number")
      .describe("The second number"),
  }),
  text: ({ a, b }: { a: string; b: string }) =>
    `Add ${a} and ${b} with the tool \`add\`, and explain the sum in one sentence.`,
};
