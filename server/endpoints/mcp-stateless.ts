import { McpServer } from "@modelcontextprotocol/server";
import { createMcpHandler } from "agents/mcp/server";
import { routes } from "../contract.ts";
import { signedInOffer } from "../offers.ts";
import { questionsOf } from "../questions.ts";
import { registerOfferV2 } from "../register-v2.ts";
import type { SignedInRoute } from "../route.ts";
import { serverInfo, serverOptions } from "../server-info.ts";
import { offeredTo, signedInExtra } from "../signed-in.ts";

/** Stateless Streamable HTTP behind OAuth, on SDK v2: revision 2026-07-28, and earlier ones without a session. */
export const mcpStateless: SignedInRoute = {
  kind: "mcp",
  path: routes.mcpStateless,
  title: "Stateless (createMcpHandler)",
  signIn: true,
  tools: signedInOffer.tools,
  methods: ["POST"],
  async handler(request, { env, ctx, resource, settings, owner: { userId } }) {
    const questions = await questionsOf(userId, settings.cookieEncryptionKey);
    const authorization = request.headers.get("authorization") ?? undefined;
    // A new server for every request: nothing of one caller is left for the next.
    const createServer = () => {
      const server = new McpServer(serverInfo, serverOptions);
      const notes = env.USER_NOTES.getByName(`${ctx.props.issuer} ${userId}`);
      const extra = () => signedInExtra(env, { userId, resource, authorization, notes });
      registerOfferV2(server, offeredTo(ctx.props.login, env, userId), extra, questions);
      return server;
    };
    const handler = createMcpHandler(createServer, {
      route: routes.mcpStateless,
      // Host, Origin and CORS are settled for all endpoints at the Worker's entrance.
      allowedOriginHostnames: "*",
      corsOptions: false,
      authContext: { props: {} }, // the grant holds the GitHub token: tools fetch it when they need it
    });
    return handler(request, env, ctx);
  },
};
