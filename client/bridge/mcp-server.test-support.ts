import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { createInterface } from "node:readline";
import type { Entry } from "../entry.ts";

/** A small MCP server on loopback that asks for no sign-in, and keeps what it was asked. */
export async function startMcpServer() {
  const requests: { url: string | undefined; headers: IncomingHttpHeaders }[] = [];
  const server = createServer((request, response) => {
    requests.push({ url: request.url, headers: request.headers });
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      if (request.method !== "POST")
        return response.writeHead(request.method === "GET" ? 405 : 404).end();
      const { id, method, params } = JSON.parse(body) as {
        id?: number;
        method: string;
        params?: { protocolVersion?: string };
      };
      if (id === undefined) return response.writeHead(202).end();
      const results: Record<string, unknown> = {
        initialize: {
          protocolVersion: params?.protocolVersion,
          capabilities: { tools: {} },
          serverInfo: { name: "local", version: "1.0.0" },
        },
        "tools/list": { tools: [{ name: "add", inputSchema: { type: "object" } }] },
      };
      return response
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify({ jsonrpc: "2.0", id, result: results[method] ?? {} }));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    requests,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/**
 * Starts an entry as a host does, without a shell and in an environment that holds a home only, and asks for the tools.
 *
 * @returns the names of the tools, and what it printed on stderr
 */
export async function listToolsOf(
  { command, args, env }: Entry,
  home: string,
): Promise<{ tools: string[]; stderr: string }> {
  const child = spawn(command, args, {
    env: { HOME: home, USERPROFILE: home, ...env },
    cwd: home,
    stdio: ["pipe", "pipe", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  try {
    const send = (message: object) =>
      child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
    const clientInfo = { name: "test", version: "1.0.0" };
    const params = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo };
    send({ id: 1, method: "initialize", params });
    for await (const line of createInterface({ input: child.stdout })) {
      const { id, result } = JSON.parse(line) as {
        id?: number;
        result?: { tools?: { name: string }[] };
      };
      if (id === 1) {
        send({ method: "notifications/initialized" });
        send({ id: 2, method: "tools/list" });
      }
      if (id === 2) return { tools: (result?.tools ?? []).map(({ name }) => name), stderr };
    }
    throw new Error(`It ended without an answer: ${stderr}`);
  } finally {
    await end(child);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, "close");
  child.kill("SIGKILL");
  await closed;
}
