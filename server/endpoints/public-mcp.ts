import { McpServer } from "@modelcontextprotocol/server";
import { createMcpHandler } from "agents/mcp/server";
import { routes } from "../contract.ts";
import { publicOffer } from "../offers.ts";
import { registerOfferV2 } from "../register-v2.ts";
import type { PublicRoute } from "../route.ts";
import { serverInfo, serverOptions } from "../server-info.ts";

/** A new server for every request: nothing of one caller is left for the next. */
function createServer(): McpServer {
  const server = new McpServer(serverInfo, serverOptions);
  registerOfferV2(server, publicOffer, () => ({}));
  return server;
}

const handler = createMcpHandler(createServer, {
  route: routes.publicMcp,
  // Host, Origin and CORS are settled for all endpoints at the Worker's entrance.
  allowedOriginHostnames: "*",
  corsOptions: false,
});

/** Stateless Streamable HTTP without sign-in, on SDK v2: protocol revision 2026-07-28 and earlier. */
export const publicMcp: PublicRoute = {
  kind: "mcp",
  path: routes.publicMcp,
  title: "Stateless, for everybody (createMcpHandler)",
  signIn: false,
  tools: publicOffer.tools,
  methods: ["POST"],
  handler: (request, { env, ctx }) => handler(request, env, ctx),
};
