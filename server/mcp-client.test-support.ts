import type { Kit, SignedIn } from "../harness/index.ts";

/** A raw MCP request, so that a test can say what a well-behaved client never would. */
export interface RawRequest {
  path?: string;
  method?: string;
  bearer?: SignedIn | undefined;
  sessionId?: string | undefined;
  headers?: Record<string, string>;
  /** Sent as JSON, a string as it is. */
  body?: unknown;
}

export const initialize = {
  jsonrpc: "2.0",
  id: 0,
  method: "initialize",
  params: {
    protocolVersion: "2025-06-18",
    capabilities: {},
    clientInfo: { name: "raw", version: "1" },
  },
};

export function callTool(name: string, args: Record<string, unknown> = {}) {
  return { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: args } };
}

/** Sends a raw request to an MCP endpoint, `POST /mcp` unless said otherwise. No test of this server asks for a 5xx. */
export async function send(kit: Kit, request: RawRequest): Promise<Response> {
  const { path = "/mcp", method = "POST", bearer, sessionId, body } = request;
  const headers = new Headers({
    accept: "application/json, text/event-stream",
    "content-type": "application/json",
    ...request.headers,
  });
  if (bearer) headers.set("authorization", `Bearer ${bearer.mcpAccessToken}`);
  if (sessionId !== undefined) headers.set("mcp-session-id", sessionId);
  const response = await kit.request(path, {
    method,
    headers,
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  if (response.status < 500) return response;
  throw new Error(`${method} ${path} was answered ${response.status}: ${await response.text()}`);
}

/** Opens a session and returns its id. */
export async function openSession(
  kit: Kit,
  bearer: SignedIn | undefined,
  path?: string,
): Promise<string> {
  const response = await send(kit, { bearer, body: initialize, ...(path && { path }) });
  await response.text();
  return response.headers.get("mcp-session-id") ?? "";
}

export interface ListedTool {
  name: string;
  annotations: { readOnlyHint: boolean; destructiveHint: boolean };
  inputSchema: { properties?: object; additionalProperties?: boolean };
}

/** The JSON-RPC message of an answer, whether it came as JSON or as an event stream. */
export async function message(response: Response): Promise<{
  result?: {
    isError?: boolean;
    structuredContent?: Record<string, unknown>;
    content?: { text: string }[];
    tools?: ListedTool[];
  };
  error?: { code: number; message: string };
}> {
  const text = await response.text();
  const data = text.match(/^data: (.+)$/m)?.[1] ?? text;
  return JSON.parse(data) as Awaited<ReturnType<typeof message>>;
}
