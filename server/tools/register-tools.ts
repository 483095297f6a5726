import type { McpServer as McpServerV1 } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { McpServer as McpServerV2, ServerContext } from "@modelcontextprotocol/server";
import { describeError, logLine, reportIncident } from "../incident.ts";
import { ToolFailure, type Tool } from "./tool.ts";

/** What SDK v1 hands to a tool besides its arguments, as far as a tool's context is made of it. */
export interface ToolCallV1 {
  signal: AbortSignal;
  requestInfo?: { headers: Record<string, string | string[] | undefined> };
}

/** Registers tools on a server of SDK v1, which `McpAgent` runs. */
export function registerToolsV1<Context>(
  server: McpServerV1,
  tools: readonly Tool<Context>[],
  contextOf: (call: ToolCallV1) => Context,
): void {
  for (const tool of tools) {
    server.registerTool(tool.name, configOf(tool), (input, call) =>
      callTool(tool, input, () => contextOf(call)),
    );
  }
}

/** Registers tools on a server of SDK v2, which `createMcpHandler` runs. */
export function registerToolsV2<Context>(
  server: McpServerV2,
  tools: readonly Tool<Context>[],
  contextOf: (call: ServerContext) => Context,
): void {
  for (const tool of tools) {
    server.registerTool(tool.name, configOf(tool), (input, call) =>
      callTool(tool, input, () => contextOf(call)),
    );
  }
}

function configOf<Context>(tool: Tool<Context>) {
  const { title, description, input, output, annotations } = tool;
  return {
    title,
    description,
    inputSchema: input,
    outputSchema: output,
    annotations: { ...annotations },
  };
}

/**
 * Runs a tool so that nothing it throws reaches the client verbatim: both SDKs would pass the
 * message on, with whatever secret or address is in it.
 */
async function callTool<Context>(tool: Tool<Context>, input: unknown, context: () => Context) {
  try {
    const { text, structured } = await tool.run(input, context());
    return { content: [{ type: "text" as const, text }], structuredContent: structured };
  } catch (error) {
    return { content: [{ type: "text" as const, text: explain(tool.name, error) }], isError: true };
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
