const GUIDE =
  "https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required";

/**
 * Refuses a caller that does not say who it is.
 *
 * Node adds `user-agent: node` to what a Worker sends in the harness, which Cloudflare does not: there the request would
 * go out without one and be refused. `CF-Worker` tells that it is a Worker's request.
 *
 * @see https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#user-agent-required
 */
export function refuseUserAgent(request: Request): Response | undefined {
  const userAgent = request.headers.get("User-Agent");
  if (userAgent && !(userAgent === "node" && request.headers.has("CF-Worker"))) return undefined;
  return new Response(
    `\r\nRequest forbidden by administrative rules. Please make sure your request has a User-Agent header (${GUIDE}). Check https://developer.github.com for other possible causes.\r\n`,
    { status: 403, headers: { "Content-Type": "text/html" } },
  );
}
