import { describeError, logLine, reportIncident } from "../incident.ts";
import { ToolFailure, type Tool } from "./tool.ts";

/** A tool's answer as both SDK generations take it. */
export interface CallResult {
  [key: string]: unknown;
  content: { type: "text"; text: string }[];
  structuredContent?: Record<string, unknown>;
  isError?: true;
}

/**
 * Runs a tool so that nothing it throws reaches the client verbatim: both SDKs would pass the
 * message on, with whatever secret or address is in it.
 */
export async function callTool<Context>(
  tool: Tool<Context>,
  input: unknown,
  context: () => Context,
): Promise<CallResult> {
  try {
    const { text, structured } = await tool.run(input, context());
    return { content: [{ type: "text", text }], structuredContent: structured };
  } catch (error) {
    if (error instanceof Unfinished) throw error;
    return { content: [{ type: "text", text: explain(tool.name, error) }], isError: true };
  }
}

/** Ends a call that cannot go on before the client has done something, which the result asks for. */
export class Unfinished<Result> extends Error {
  readonly result: Result;

  constructor(result: Result) {
    super("The call waits for its client");
    this.result = result;
  }
}

function explain(toolName: string, error: unknown): string {
  if (!(error instanceof ToolFailure)) {
    const reference = reportIncident(`tool ${toolName}`, error);
    return `The tool failed. The server's log has the details under reference ${reference}.`;
  }
  if (error.cause) {
    logLine("warn", { event: "tool-failure", tool: toolName, cause: describeError(error.cause) });
  }
  return error.message;
}

/** What a person is told whose client cannot ask them anything. */
export const cannotAsk =
  "This asks you first, and your client cannot be asked here: it has no elicitation, or has it in sessions only. Nothing was done.";

/** What a person is told whose client said that it could ask, and then did not. */
export const notConfirmed =
  "This was not confirmed: your client did not answer the question. Nothing was done.";

/** What a person is told whose client answers what was not asked, or not lately. */
export const outdated =
  "This was not confirmed: the answer belongs to no question that still stands. Nothing was done.";
