import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { McpAgent } from "agents/mcp";
import { routes } from "../contract.ts";
import type { KeptNotes } from "../notes.ts";
import { signedInOffer } from "../offers.ts";
import { registerOfferV1 } from "../register-v1.ts";
import type { SignedInRoute } from "../route.ts";
import { serverInfo } from "../server-info.ts";
import { guardSession } from "../session-guard.ts";
import { sessionNotes } from "../session-notes.ts";
import { offeredTo, signedInExtra } from "../signed-in.ts";

/** What a session knows of its user. It is written to disk in clear, so no token belongs here. */
export interface SessionProps extends Record<string, unknown> {
  userId: string;
  login: string;
  resource: string;
}

/** One MCP session in a Durable Object of its own, on SDK v1: protocol revisions up to 2025-11-25. */
export class KitMcpAgent extends McpAgent<Env, KeptNotes, SessionProps> {
  override server = new McpServer(serverInfo);
  override initialState = { notes: [] };

  override async init(): Promise<void> {
    const { env, props } = this;
    if (!props) throw new Error("The session has no user");
    registerOfferV1(this.server, offeredTo(props.login, env, props.userId), ({ requestInfo }) =>
      signedInExtra(env, {
        ...props,
        authorization: [requestInfo?.headers["authorization"]].flat()[0],
        notes: sessionNotes(this),
      }),
    );
  }

  /** Without a store no tool result is written to disk, and no stream can be resumed. */
  override getEventStore(): undefined {
    return undefined;
  }
}

const agent = KitMcpAgent.serve(routes.mcp, { binding: "MCP_AGENT" });

/** `McpAgent` behind OAuth: the session guard, then the Durable Object. The decrypted grant stays outside: it holds the GitHub token. */
export const mcpAgent: SignedInRoute = {
  kind: "mcp",
  path: routes.mcp,
  title: "A Durable Object per session (McpAgent)",
  signIn: true,
  tools: signedInOffer.tools,
  durableObjects: { KitMcpAgent },
  methods: ["GET", "POST", "DELETE"],
  handler: (request, { env, ctx, resource, owner, settings }) =>
    guardSession(request, owner, settings.cookieEncryptionKey, (admitted) => {
      const props: SessionProps = { userId: owner.userId, login: ctx.props.login, resource };
      return agent.fetch(admitted, env, Object.assign(ctx, { props }));
    }),
};
