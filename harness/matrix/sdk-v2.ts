import { retryLostRefresh } from "../../client/index.ts";
import { clientInfo } from "../lanes/lane.ts";
import type { CreateClient } from "./client-under-test.ts";
import { MemoryOAuthClient } from "./memory-oauth-client.ts";

/** The client of `@modelcontextprotocol/client`, as its documentation has people write one. */
export const createSdkV2Client: CreateClient = async (surroundings) => {
  const { Client, StreamableHTTPClientTransport, UnauthorizedError } =
    await import("@modelcontextprotocol/client");
  const authProvider = new MemoryOAuthClient(surroundings);
  const openTransport = () =>
    new StreamableHTTPClientTransport(new URL(surroundings.url), {
      authProvider,
      fetch: retryLostRefresh(),
    });

  async function connect(client: InstanceType<typeof Client>): Promise<void> {
    const transport = openTransport();
    try {
      await client.connect(transport);
    } catch (error) {
      if (!(error instanceof UnauthorizedError)) throw error;
      // It checks the issuer (RFC 9207) before it reads the code.
      await transport.finishAuth(authProvider.takeResponse());
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
