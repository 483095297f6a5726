const oneYearSeconds = 31_536_000;

/**
 * Adds what holds for every answer: its type is what it says, and this host is to be reached over https only, where it was.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6797
 */
export function withSecurityHeaders(response: Response, request: Request): Response {
  const { status, statusText } = response;
  const headers = new Headers(response.headers);
  headers.set("X-Content-Type-Options", "nosniff");
  if (request.url.startsWith("https:")) {
    headers.set("Strict-Transport-Security", `max-age=${oneYearSeconds}`);
  }
  return new Response(response.body, { status, statusText, headers });
}
