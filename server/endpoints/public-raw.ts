import { McpServer, WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/server";
import { routes } from "../contract.ts";
import { publicOffer } from "../offers.ts";
import { registerOfferV2 } from "../register-v2.ts";
import type { PublicRoute } from "../route.ts";
import { serverInfo, serverOptions } from "../server-info.ts";

/** The SDK's own transport by hand, without sign-in and without a session: protocol revisions up to 2025-11-25. */
export const publicRaw: PublicRoute = {
  kind: "mcp",
  path: routes.publicRaw,
  title: "The transport by hand, for everybody (WebStandardStreamableHTTPServerTransport)",
  signIn: false,
  tools: publicOffer.tools,
  methods: ["POST"],
  async handler(request) {
    // Both are made for one request, and go with it.
    const server = new McpServer(serverInfo, serverOptions);
    registerOfferV2(server, publicOffer, () => ({}));
    const transport = new WebStandardStreamableHTTPServerTransport({});
    await server.connect(transport);
    return transport.handleRequest(request);
  },
};
