import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { McpAgent } from "agents/mcp";

/** `McpAgent` as a tutorial mounts it, with nothing of ours around it. For tests of what the library does. */
export class UnguardedAgent extends McpAgent<Env, unknown, { userId: string }> {
  override server = new McpServer({ name: "unguarded", version: "1" });

  override async init(): Promise<void> {
    this.server.registerTool("whoami", {}, () => ({
      content: [{ type: "text", text: `user ${this.props?.userId}` }],
    }));
    this.server.registerTool("stored", {}, async () => {
      const stored = await this.ctx.storage.get<{ userId: string }>("props");
      return { content: [{ type: "text", text: String(stored?.userId) }] };
    });
    this.server.registerTool("fail", {}, () => {
      throw new Error("a secret of the server");
    });
  }
}

const agent = UnguardedAgent.serve("/mcp", { binding: "AGENT" });

export default {
  fetch(request, env, ctx) {
    // In place of OAuth: whoever calls says who they are.
    const props = { userId: request.headers.get("x-user") ?? "nobody" };
    return agent.fetch(request, env, Object.assign(ctx, { props }));
  },
} satisfies ExportedHandler<Env>;
