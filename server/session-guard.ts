import { jsonRpcErrorResponse } from "./response.ts";
import { signSessionId, verifySessionId, type SessionOwner } from "./session-id.ts";

const sessionHeader = "mcp-session-id";

/**
 * Stands before `McpAgent`, which serves whoever knows a session id, under the name of whoever came first.
 *
 * A session belongs to the user and client that opened it: the id that leaves carries a MAC over both,
 * and an id that was not issued to the caller is answered as one that does not exist, before any
 * Durable Object is woken for it.
 *
 * @param owner who the access token says is calling
 * @param secret input of HKDF: `COOKIE_ENCRYPTION_KEY`
 * @param serve the session's server, which sees bare session ids only
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/security_best_practices#session-hijacking
 */
export async function guardSession(
  incoming: Request,
  owner: SessionOwner,
  secret: string,
  serve: (request: Request) => Promise<Response>,
): Promise<Response> {
  const request = new Request(incoming);
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
