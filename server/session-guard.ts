import { isAllowedOrigin } from "./cors.ts";
import { admitMcpRequest } from "./mcp-request.ts";
import { jsonRpcErrorResponse } from "./response.ts";
import { signSessionId, verifySessionId, type SessionOwner } from "./session-id.ts";

export interface SessionGuardOptions {
  /** Who the access token says is calling. */
  owner: SessionOwner;
  /** The protected resource; pages of its own origin may call. */
  resource: string;
  /** Input of HKDF: `COOKIE_ENCRYPTION_KEY`. */
  secret: string;
  /** The session's server, which sees bare session ids only. */
  serve: (request: Request) => Promise<Response>;
}

const sessionHeader = "mcp-session-id";

/**
 * Stands before `McpAgent`, which serves whoever knows a session id, under the name of whoever came first.
 *
 * A session belongs to the user and client that opened it: the id that leaves carries a MAC over both,
 * and an id that was not issued to the caller is answered as one that does not exist, before any
 * Durable Object is woken for it.
 *
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/security_best_practices#session-hijacking
 */
export async function guardSession(
  incoming: Request,
  options: SessionGuardOptions,
): Promise<Response> {
  const { owner, resource, secret, serve } = options;
  if (!isAllowedOrigin(incoming.headers.get("origin"), resource)) {
    return jsonRpcErrorResponse(403, -32000, "This Origin may not call.");
  }
  const admitted = await admitMcpRequest(incoming, ["GET", "POST", "DELETE"]);
  if ("refusal" in admitted) return admitted.refusal;
  const { request } = admitted;

  const claimed = request.headers.get(sessionHeader);
  if (claimed !== null) {
    const id = await verifySessionId(claimed, owner, secret);
    if (!id) return jsonRpcErrorResponse(404, -32001, "Session not found");
    request.headers.set(sessionHeader, id);
  }

  const response = await serve(request);
  if (!response.ok) return asJson(response);
  const opened = response.headers.get(sessionHeader);
  if (!opened) return response;
  const headers = new Headers(response.headers);
  headers.set(sessionHeader, await signSessionId(opened, owner, secret));
  return new Response(response.body, { status: response.status, headers });
}

/** `McpAgent` labels its JSON errors as text, and has one that is no JSON at all. */
async function asJson(response: Response): Promise<Response> {
  const headers = new Headers(response.headers);
  headers.delete(sessionHeader);
  headers.set("content-type", "application/json");
  const text = await response.text();
  try {
    JSON.parse(text);
    return new Response(text, { status: response.status, headers });
  } catch {
    return jsonRpcErrorResponse(response.status, -32603, "Internal error");
  }
}
