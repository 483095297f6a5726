import { sendJson, type Answer } from "./local-server.test-support.ts";

interface RpcRequest {
  id?: number | string;
  method: string;
  params?: { protocolVersion?: string; name?: string; arguments?: Record<string, unknown> };
}

export interface McpEndpointOptions {
  name?: string;
  tools?: readonly string[];
  /** Default: tools. */
  capabilities?: object;
  /** A method that is answered with an error. */
  refuses?: string;
  /** Called for each tool call before it is answered. */
  onCall?: (name: string) => Promise<void> | void;
}

/** Answers as a small MCP server of the 2025 revisions does: one session after the other, plain JSON, no stream of its own. */
export function mcpEndpoint(options: McpEndpointOptions = {}): Answer {
  const { name = "little", tools = ["add", "echo"], capabilities = { tools: {} } } = options;
  return async ({ method, body }, response) => {
    if (method === "DELETE") return response.writeHead(200).end();
    if (method !== "POST") return response.writeHead(405, { allow: "POST, DELETE" }).end();
    const request = JSON.parse(body) as RpcRequest;
    if (request.id === undefined) return response.writeHead(202).end();
    const headers = { "mcp-session-id": "a-session" };
    const answer = (rest: object) =>
      sendJson(response, 200, { jsonrpc: "2.0", id: request.id, ...rest }, headers);
    if (request.method === options.refuses)
      return answer({ error: { code: -32603, message: "out of order" } });
    switch (request.method) {
      case "initialize":
        return answer({
          result: {
            protocolVersion: request.params?.protocolVersion,
            capabilities,
            serverInfo: { name, version: "1.2.3" },
          },
        });
      case "tools/list":
        return answer({
          result: { tools: tools.map((tool) => ({ name: tool, inputSchema: { type: "object" } })) },
        });
      case "tools/call":
        await options.onCall?.(request.params?.name ?? "");
        return answer({
          result: { content: [{ type: "text", text: `called ${request.params?.name}` }] },
        });
      default:
        return answer({ error: { code: -32601, message: "Method not found" } });
    }
  };
}
