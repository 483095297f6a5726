import { routes } from "../contract.ts";
import { signedInOffer } from "../offers.ts";
import type { SignedInRoute } from "../route.ts";
import { guardSseSession } from "../session-guard.ts";
import { KitMcpAgent, type SessionProps } from "./mcp-agent.ts";

const agent = KitMcpAgent.serveSSE(routes.legacySse, { binding: "MCP_AGENT" });

/**
 * The HTTP+SSE transport of protocol revision 2024-11-05, for clients that have nothing newer.
 *
 * Closed unless `ENABLE_LEGACY_SSE` is set: its session ids stand in addresses, which logs and histories keep. They are sealed as
 * those of `/mcp` are, and so they are nothing to anybody else.
 */
export const legacySse: SignedInRoute = {
  kind: "mcp",
  path: routes.legacySse,
  title: "HTTP+SSE of 2024 (McpAgent)",
  signIn: true,
  onlyWith: "ENABLE_LEGACY_SSE",
  tools: signedInOffer.tools,
  durableObjects: { KitMcpAgent },
  methods: ["GET", "POST"],
  handler: (request, { env, ctx, resource, owner, settings }) =>
    guardSseSession(request, owner, settings.cookieEncryptionKey, (admitted) => {
      const props: SessionProps = { userId: owner.userId, login: ctx.props.login, resource };
      return agent.fetch(admitted, env, Object.assign(ctx, { props }));
    }),
};
