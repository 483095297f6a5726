import type { ToolDescription } from "./tool.ts";

/** What both SDK generations are told about a tool. */
export function configOf({ title, description, input, output, annotations }: ToolDescription) {
  return {
    title,
    description,
    inputSchema: input,
    outputSchema: output,
    annotations: { ...annotations },
  };
}
