import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { McpAgent } from "agents/mcp";
import { routes } from "../contract.ts";
import type { KeptNotes } from "../notes.ts";
import { publicSessionOffer } from "../offers.ts";
import { registerOfferV1 } from "../register-v1.ts";
import type { PublicRoute } from "../route.ts";
import { serverInfo } from "../server-info.ts";
import { setupResponse } from "../pages/setup-page.ts";
import { guardSession } from "../session-guard.ts";
import { sessionNotes } from "../session-notes.ts";
import { readKey } from "../settings.ts";

/** One session of anybody, in a Durable Object of its own. */
export class PublicMcpAgent extends McpAgent<Env, KeptNotes> {
  override server = new McpServer(serverInfo);
  override initialState = { notes: [] };

  override async init(): Promise<void> {
    const notes = sessionNotes(this);
    registerOfferV1(this.server, publicSessionOffer, () => ({ notes }));
  }

  /** Without a store no tool result is written to disk, and no stream can be resumed. */
  override getEventStore(): undefined {
    return undefined;
  }
}

const agent = PublicMcpAgent.serve(routes.publicAgent, { binding: "PUBLIC_MCP_AGENT" });

/** Nobody signs in here: a session belongs to whoever knows its id. */
const anybody = { userId: "", clientId: "", isOperator: false };

/** `McpAgent` without sign-in. Its ids are sealed all the same: one that was not issued here wakes no object. */
export const publicAgent: PublicRoute = {
  kind: "mcp",
  path: routes.publicAgent,
  title: "A Durable Object per session, for everybody (McpAgent)",
  signIn: false,
  tools: publicSessionOffer.tools,
  durableObjects: { PublicMcpAgent },
  methods: ["GET", "POST", "DELETE"],
  async handler(request, { env, ctx }) {
    // All that this route needs of the settings: where nobody signs in, no OAuth app has to be set up.
    const key = readKey(env);
    if (typeof key !== "string") return setupResponse(request, [key]);
    return guardSession(request, anybody, key, (admitted) => agent.fetch(admitted, env, ctx));
  },
};
