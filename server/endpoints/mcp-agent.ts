import { insufficientScope } from "@cloudflare/workers-oauth-provider";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { McpAgent } from "agents/mcp";
import { routes, scopes } from "../contract.ts";
import { createGitHub } from "../github/github-client.ts";
import { readGrant } from "../oauth/grant.ts";
import type { SignedInRouteContext } from "../route.ts";
import { serverInfo } from "../server-info.ts";
import { guardSession } from "../session-guard.ts";
import { readSettings } from "../settings.ts";
import { add } from "../tools/add.ts";
import { registerToolsV1, type ToolCallV1 } from "../tools/register-tools.ts";
import type { SignedInContext } from "../tools/tool.ts";
import { whoami } from "../tools/whoami.ts";

export const mcpAgentTools = [add, whoami] as const;

/**
 * What a session knows of its user. `McpAgent` writes it to the Durable Object's storage in clear and
 * reads it once a lifetime, so no token belongs here.
 */
export interface SessionProps extends Record<string, unknown> {
  userId: string;
  resource: string;
}

/** One MCP session in a Durable Object of its own, on SDK v1: protocol revisions up to 2025-11-25. */
export class KitMcpAgent extends McpAgent<Env, unknown, SessionProps> {
  override server = new McpServer(serverInfo);

  override async init(): Promise<void> {
    registerToolsV1<SignedInContext>(this.server, mcpAgentTools, (call) => this.contextOf(call));
  }

  /** Without a store no tool result is written to disk, and no stream can be resumed. */
  override getEventStore(): undefined {
    return undefined;
  }

  private contextOf({ signal, requestInfo }: ToolCallV1): SignedInContext {
    const { env, props } = this;
    // SDK v1 types a header as one value or several.
    const [authorization] = [requestInfo?.headers["authorization"]].flat();
    const settings = readSettings(env);
    if (!props || Array.isArray(settings)) {
      throw new Error("The session has no user or no settings");
    }
    return {
      signal,
      github: createGitHub(settings),
      githubAccessToken: async () => {
        const { githubAccessToken } = await readGrant(env, { ...props, authorization });
        return githubAccessToken;
      },
    };
  }
}

const agent = KitMcpAgent.serve(routes.mcp, { binding: "MCP_AGENT" });

/** `McpAgent` behind OAuth: the session guard first, then the Durable Object. */
export async function mcpAgent(request: Request, context: SignedInRouteContext): Promise<Response> {
  const { env, ctx, resource } = context;
  if (!scopes.every((scope) => ctx.auth.scope.includes(scope))) {
    return insufficientScope(ctx.auth, [...scopes]);
  }
  const { userId, clientId } = ctx.auth;
  if (!userId || !clientId) throw new Error("The access token names no user or no client");
  return guardSession(request, {
    owner: { userId, clientId },
    resource,
    secret: env.COOKIE_ENCRYPTION_KEY,
    serve: (admitted) => {
      // The decrypted grant stays on this side: it holds the GitHub token.
      const props: SessionProps = { userId, resource };
      return agent.fetch(admitted, env, Object.assign(ctx, { props }));
    },
  });
}
