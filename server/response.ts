/**
 * Answers with an OAuth error document (RFC 6749 section 5.2), which every refusal outside of MCP uses.
 */
export function oauthErrorResponse(
  status: number,
  error: string,
  description: string,
  extra: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Response {
  return Response.json(
    { error, error_description: description, ...extra },
    { status, headers: { "Cache-Control": "no-store", ...headers } },
  );
}

/**
 * Answers with a JSON-RPC 2.0 error that belongs to no request, as the MCP transport does.
 *
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#streamable-http
 */
export function jsonRpcErrorResponse(
  status: number,
  code: number,
  message: string,
  headers: Record<string, string> = {},
): Response {
  return Response.json({ jsonrpc: "2.0", error: { code, message }, id: null }, { status, headers });
}

/**
 * Says whether the request comes from a person's browser that wants a page.
 *
 * A request with a token is a program's, whatever it accepts.
 */
export function wantsPage(request: Request): boolean {
  return (
    !request.headers.has("authorization") &&
    (request.headers.get("accept") ?? "").toLowerCase().includes("text/html")
  );
}

/** Sends the browser on. Neither the address nor the answer may be kept: both carry codes. */
export function redirectResponse(location: string, headers = new Headers()): Response {
  headers.set("Location", location);
  headers.set("Cache-Control", "no-store");
  headers.set("Referrer-Policy", "no-referrer");
  return new Response(null, { status: 302, headers });
}
