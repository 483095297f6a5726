import { UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { retryLostRefresh } from "../../client/index.ts";
import { clientInfo } from "../lanes/lane.ts";
import type { CreateClient } from "./client-under-test.ts";
import { MemoryOAuthClient } from "./memory-oauth-client.ts";

/** The client of `@modelcontextprotocol/sdk`, as its documentation has people write one. */
export const createSdkV1Client: CreateClient = async (surroundings) => {
  const authProvider = new MemoryOAuthClient(surroundings);
  const openTransport = () =>
    new StreamableHTTPClientTransport(new URL(surroundings.url), {
      authProvider,
      fetch: retryLostRefresh(),
    });

  async function connect(client: Client): Promise<void> {
    const transport = openTransport();
    try {
      await client.connect(transport);
    } catch (error) {
      if (!(error instanceof UnauthorizedError)) throw error;
      await transport.finishAuth(authProvider.takeResponse().get("code") ?? "");
      await client.connect(openTransport());
    }
  }

  return {
    async use(tool) {
      const client = new Client(clientInfo);
      try {
        await connect(client);
        return await (tool === undefined ? client.listTools() : client.callTool({ name: tool }));
      } finally {
        await client.close();
      }
    },
    spoilAccessToken: async () => authProvider.spoilAccessToken(),
    mcpAccessToken: async () => authProvider.tokens()?.access_token,
    close: async () => {},
  };
};
