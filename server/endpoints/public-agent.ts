import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { McpAgent } from "agents/mcp";
import { routes } from "../contract.ts";
import { publicOffer } from "../offers.ts";
import { registerOfferV1 } from "../register-v1.ts";
import type { PublicRoute } from "../route.ts";
import { serverInfo } from "../server-info.ts";
import { setupResponse } from "../pages/setup-page.ts";
import { guardSession } from "../session-guard.ts";
import { readSettings } from "../settings.ts";

/** One session of anybody, in a Durable Object of its own. */
export class PublicMcpAgent extends McpAgent<Env> {
  override server = new McpServer(serverInfo);

  override async init(): Promise<void> {
    registerOfferV1(this.server, publicOffer, () => ({}));
  }

  /** Without a store no tool result is written to disk, and no stream can be resumed. */
  override getEventStore(): undefined {
    return undefined;
  }
}

const agent = PublicMcpAgent.serve(routes.publicAgent, { binding: "PUBLIC_MCP_AGENT" });

/** Nobody signs in here: a session belongs to whoever knows its id. */
const anybody = { userId: "", clientId: "" };

/** `McpAgent` without sign-in. Its ids are sealed all the same: one that was not issued here wakes no object. */
export const publicAgent: PublicRoute = {
  kind: "mcp",
  path: routes.publicAgent,
  title: "A Durable Object per session, for everybody (McpAgent)",
  signIn: false,
  tools: publicOffer.tools,
  methods: ["GET", "POST", "DELETE"],
  async handler(request, { env, ctx }) {
    const settings = readSettings(env);
    if (Array.isArray(settings)) return setupResponse(request, settings);
    const { cookieEncryptionKey } = settings;
    return guardSession(request, anybody, cookieEncryptionKey, (admitted) =>
      agent.fetch(admitted, env, ctx),
    );
  },
};
