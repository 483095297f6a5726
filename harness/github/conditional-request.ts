import { createHash } from "node:crypto";

/** What the REST API has to say. */
export interface RestAnswer {
  readonly body: unknown;
  /** To the other pages, if this is one of many. */
  readonly link?: string | undefined;
  /** When it last changed, in ISO 8601; "many endpoints" say it. */
  readonly modifiedAt?: string;
}

/**
 * Answers a request, or says 304 to one whose sender has the answer already.
 *
 * @see https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate
 */
export function answerUnlessKnown(
  { headers: asked }: Request,
  { body, link, modifiedAt }: RestAnswer,
): Response {
  const text = JSON.stringify(body);
  const etag = `W/"${createHash("sha256").update(text).digest("hex")}"`;
  const headers = {
    ETag: etag,
    ...(link !== undefined && { Link: link }),
    ...(modifiedAt !== undefined && { "Last-Modified": new Date(modifiedAt).toUTCString() }),
  };
  const known = asked.get("If-None-Match");
  const since = Date.parse(asked.get("If-Modified-Since") ?? "");
  // RFC 9110, section 13.1.3: whoever sends both means the first.
  const isKnown =
    known === null ? Date.parse(modifiedAt ?? "") <= since : matchesWeakly(known, etag);
  if (isKnown) return new Response(null, { status: 304, headers });
  return new Response(text, {
    headers: { ...headers, "Content-Type": "application/json; charset=utf-8" },
  });
}

/**
 * Tells whether `If-None-Match` names an entity tag, or any by `*`. Of two tags only what stands in quotes is compared.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2
 */
function matchesWeakly(known: string, etag: string): boolean {
  if (known.trim() === "*") return true;
  const quoted = [...known.matchAll(/"[^"]*"/g)].map(([tag]) => tag);
  return quoted.includes(etag.replace(/^W\//, ""));
}
