import { hexadecimal } from "./hexadecimal.ts";
import { jsonRpcErrorResponse } from "./response.ts";
import { signSessionId, verifySessionId, type SessionOwner } from "./session-id.ts";

const sessionHeader = "mcp-session-id";
/** As `McpAgent` names it. */
const sseParameter = "sessionId";

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
  const url = new URL(incoming.url);
  url.search = ""; // `McpAgent` takes parameters of its own from there, and the transport has none
  const request = new Request(url, incoming);
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

/**
 * The same for HTTP+SSE of 2024, where the session id stands in the address that the stream names.
 *
 * The id that `McpAgent` is given is the sealed one, so nothing has to be changed in the stream. Every stream opens a session of its
 * own: an id that a client brings along is not taken.
 */
export async function guardSseSession(
  incoming: Request,
  owner: SessionOwner,
  secret: string,
  serve: (request: Request) => Promise<Response>,
): Promise<Response> {
  const url = new URL(incoming.url);
  const claimed = url.searchParams.get(sseParameter) ?? "";
  url.search = "";
  if (incoming.method === "POST") {
    if (!(await verifySessionId(claimed, owner, secret))) {
      return jsonRpcErrorResponse(404, -32001, "Session not found");
    }
    url.searchParams.set(sseParameter, claimed);
  } else {
    url.searchParams.set(sseParameter, await signSessionId(createId(), owner, secret));
  }
  const response = await serve(new Request(url, incoming)).catch(refuseUncloneable);
  if (response.ok) return response;
  await response.body?.cancel();
  return jsonRpcErrorResponse(response.status, -32000, "The message was not taken.");
}

/** A message that breaks the SDK's schema: `McpAgent` hands the error over between objects, and it cannot be copied. */
function refuseUncloneable(error: unknown): Response {
  if (error instanceof Error && error.name === "DataCloneError")
    return new Response(null, { status: 400 });
  throw error;
}

/** 32 random bytes in hexadecimal, as the ids of Durable Objects are. */
function createId(): string {
  return hexadecimal(crypto.getRandomValues(new Uint8Array(32)));
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
