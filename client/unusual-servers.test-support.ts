import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { McpServer as FirstMcpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { SSEServerTransport } from "@modelcontextprotocol/sdk/server/sse.js";
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { serveLocally, type LocalServer } from "./local-server.test-support.ts";

/** An MCP server at `/mcp` that knows no revision before 2026-07-28. */
export function serveNewest(): Promise<LocalServer> {
  const handler = createMcpHandler(
    () => {
      const server = new McpServer({ name: "newest", version: "2.0.0" });
      server.registerTool("add", {}, () => ({ content: [] }));
      return server;
    },
    { legacy: "reject" },
  );
  return serveLocally(async ({ method, headers, body }, response) => {
    const request = new Request("http://127.0.0.1/mcp", {
      method,
      headers: Object.entries(headers) as [string, string][],
      ...(method === "POST" && { body }),
    });
    const answer = await handler.fetch(request);
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
  });
}

/** An MCP server of 2024: its stream at `/sse`, its messages at `/message`. */
export async function serveEventStream(): Promise<{ origin: string } & AsyncDisposable> {
  const transports = new Map<string, SSEServerTransport>();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
    const known = transports.get(searchParams.get("sessionId") ?? "");
    if (pathname === "/message" && known) return void known.handlePostMessage(request, response);
    if (pathname !== "/sse" || request.method !== "GET") return response.writeHead(405).end();
    const transport = new SSEServerTransport("/message", response);
    transports.set(transport.sessionId, transport);
    const mcp = new FirstMcpServer({ name: "oldest", version: "1.0.0" });
    mcp.registerTool("add", {}, () => ({ content: [] }));
    return void mcp.connect(transport);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
