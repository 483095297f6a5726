import { UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { retryLostRefresh } from "../../client/index.ts";
import { clientInfo } from "../lanes/lane.ts";
import type { CreateClient } from "./client-under-test.ts";
import { MemoryOAuthClient } from "./memory-oauth-client.ts";
import { noteRefusals } from "./note-refusal.ts";

/** The client of `@modelcontextprotocol/sdk`, as its documentation has people write one. */
export const createSdkV1Client: CreateClient = async (surroundings) => {
  const authProvider = new MemoryOAuthClient(surroundings);
  const noting = noteRefusals(retryLostRefresh());
  const openTransport = () =>
    new StreamableHTTPClientTransport(new URL(surroundings.url), {
      authProvider,
      fetch: noting.fetch,
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
      } catch (error) {
        throw noting.explain(error);
      } finally {
        await client.close();
      }
    },
    spoilAccessToken: async () => authProvider.spoilAccessToken(),
    mcpAccessToken: async () => authProvider.tokens()?.access_token,
    lastRefusal: noting.lastRefusal,
    close: async () => {},
  };
};
