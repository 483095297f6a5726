import { McpServer } from "@modelcontextprotocol/server";
import { createMcpHandler } from "agents/mcp/server";
import { routes } from "../contract.ts";
import { admitMcpRequest } from "../mcp-request.ts";
import type { PublicContext } from "../route.ts";
import { serverInfo } from "../server-info.ts";
import { add } from "../tools/add.ts";
import { registerToolsV2 } from "../tools/register-tools.ts";
import type { ToolContext } from "../tools/tool.ts";

export const mcpPublicTools = [add] as const;

/** A new server for every request: nothing of one caller is left for the next. */
function createServer(): McpServer {
  const server = new McpServer(serverInfo);
  registerToolsV2<ToolContext>(server, mcpPublicTools, ({ mcpReq }) => ({ signal: mcpReq.signal }));
  return server;
}

const handler = createMcpHandler(createServer, {
  route: routes.publicMcp,
  // Host, Origin and CORS are settled for all endpoints at the Worker's entrance.
  allowedOriginHostnames: "*",
  corsOptions: false,
});

/** Stateless Streamable HTTP on SDK v2 without sign-in: protocol revision 2026-07-28 and earlier. */
export async function mcpPublic(request: Request, { env, ctx }: PublicContext): Promise<Response> {
  const admitted = await admitMcpRequest(request, ["POST"]);
  return "refusal" in admitted ? admitted.refusal : handler(admitted.request, env, ctx);
}
