import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { McpAgent } from "agents/mcp";
import { routes } from "../contract.ts";
import { signedInOffer } from "../offers.ts";
import { registerOfferV1 } from "../register-v1.ts";
import type { SignedInRoute } from "../route.ts";
import { serverInfo } from "../server-info.ts";
import { guardSession } from "../session-guard.ts";
import { offeredTo, signedInExtra } from "../signed-in.ts";

/**
 * What a session knows of its user. `McpAgent` writes it to the Durable Object's storage in clear and
 * reads it once a lifetime, so no token belongs here.
 */
export interface SessionProps extends Record<string, unknown> {
  userId: string;
  login: string;
  resource: string;
}

/** One MCP session in a Durable Object of its own, on SDK v1: protocol revisions up to 2025-11-25. */
export class KitMcpAgent extends McpAgent<Env, { notes: string[] }, SessionProps> {
  override server = new McpServer(serverInfo);
  override initialState = { notes: [] };

  override async init(): Promise<void> {
    const { env, props } = this;
    if (!props) throw new Error("The session has no user");
    registerOfferV1(this.server, offeredTo(props.login, env), ({ requestInfo }) =>
      signedInExtra(env, {
        ...props,
        authorization: [requestInfo?.headers["authorization"]].flat()[0],
        notes: this.notes,
      }),
    );
  }

  /** Without a store no tool result is written to disk, and no stream can be resumed. */
  override getEventStore(): undefined {
    return undefined;
  }

  /** The session's state: it is on disk, and so survives the eviction of this object. */
  private readonly notes = {
    list: async () => this.state.notes,
    add: async (text: string) => {
      this.setState({ notes: [...this.state.notes, text] });
      return this.state.notes;
    },
    clear: async () => this.setState({ notes: [] }),
  };
}

const agent = KitMcpAgent.serve(routes.mcp, { binding: "MCP_AGENT" });

/** `McpAgent` behind OAuth: the session guard first, then the Durable Object. */
export const mcpAgent: SignedInRoute = {
  kind: "mcp",
  path: routes.mcp,
  title: "A Durable Object per session (McpAgent)",
  signIn: true,
  tools: signedInOffer.tools,
  methods: ["GET", "POST", "DELETE"],
  handler: (request, { env, ctx, resource, owner, settings }) =>
    guardSession(request, owner, settings.cookieEncryptionKey, (admitted) => {
      // The decrypted grant stays on this side: it holds the GitHub token.
      const props: SessionProps = { userId: owner.userId, login: ctx.props.login, resource };
      return agent.fetch(admitted, env, Object.assign(ctx, { props }));
    }),
};
