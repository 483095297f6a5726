import { isLoopback } from "./resource.ts";

/** The part of a Worker's answers that a policy is chosen for. */
export type CorsKind =
  /** MCP endpoints: programs, and pages of this machine or of our own origin. */
  | "mcp"
  /** OAuth metadata, token, registration: public by design, useless without what the caller holds. */
  | "oauth"
  /** Pages for people: never read by another page. */
  | "page";

const preflightHeaders = {
  "Access-Control-Allow-Methods": "GET, POST, DELETE, OPTIONS",
  "Access-Control-Allow-Headers":
    "authorization, content-type, accept, last-event-id, mcp-session-id, mcp-protocol-version, mcp-method, mcp-name",
  "Access-Control-Max-Age": "86400",
};
const exposedHeaders = "mcp-session-id, mcp-protocol-version, www-authenticate, retry-after";

/**
 * Says whether a browser page may talk to an MCP endpoint: any page of this machine, and our own.
 *
 * Programs send no `Origin` and are let through. `null`, `file://`, extensions and every other site are not.
 *
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#security-warning
 */
export function isAllowedOrigin(origin: string | null, resource: string): boolean {
  if (origin === null) return true;
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  if (url.origin !== origin) return false;
  return isLoopback(url) || origin === new URL(resource).origin;
}

/**
 * Replaces whatever CORS headers a library set by ours: an allow-list, and never credentials.
 *
 * The OAuth provider reflects any `Origin` and `McpAgent` answers `*`, on refusals too.
 */
export function withCors(response: Response, request: Request, kind: CorsKind): Response {
  const headers = new Headers(response.headers);
  const theirs = [...headers.keys()].filter((name) => name.startsWith("access-control-"));
  for (const name of theirs) headers.delete(name);
  const origin = request.headers.get("origin");
  if (origin !== null && kind !== "page") {
    headers.set("Access-Control-Allow-Origin", kind === "oauth" ? "*" : origin);
    headers.set("Access-Control-Expose-Headers", exposedHeaders);
    if (kind === "mcp") headers.append("Vary", "Origin");
    if (request.method === "OPTIONS") {
      for (const [name, value] of Object.entries(preflightHeaders)) headers.set(name, value);
    }
  }
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}
