/**
 * How the REST API lets pages of any origin use it; GitHub's own pages, and the address that issues tokens, do not.
 *
 * @see https://docs.github.com/rest/using-the-rest-api/using-cors-and-jsonp-to-make-cross-origin-requests
 */
const forAll = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Expose-Headers":
    "ETag, Link, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-OAuth-Scopes, X-Accepted-OAuth-Scopes, X-Poll-Interval",
};

const forPreflight = {
  ...forAll,
  "Access-Control-Allow-Headers":
    "Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Unmodified-Since, X-Requested-With",
  "Access-Control-Allow-Methods": "GET, POST, PATCH, PUT, DELETE",
  "Access-Control-Max-Age": "86400",
};

/** Lets a page of any origin read an answer. */
export function withCors(response: Response): Response {
  if (response.type === "error") return response;
  for (const [name, value] of Object.entries(forAll)) response.headers.set(name, value);
  return response;
}

/** Answers a browser that asks whether a page may send what it is about to. */
export function answerPreflight(): Response {
  return new Response(null, { status: 204, headers: forPreflight });
}
