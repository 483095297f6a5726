import type { Navigation } from "./navigation.ts";
import { isTrustworthy, originFor, refererFor, type ReferrerPolicy } from "./referrer.ts";
import { relationOf, type Relation } from "./site.ts";

/** The addresses of one navigation, from its start through its redirects, and the policy as it stands. */
export interface Trail {
  urls: URL[];
  policy: ReferrerPolicy;
}

const USER_AGENT = "Mozilla/5.0 (compatible; remote-mcp-kit scripted browser)";

/**
 * Computes the headers that a browser sends when it goes to a document, cookies aside.
 *
 * Node's fetch overwrites `Sec-Fetch-Mode` with `cors`; the other three go out as they are here.
 *
 * @see https://www.w3.org/TR/fetch-metadata/
 */
export function headersFor(navigation: Navigation, trail: Trail): Headers {
  const { method, url, from, contentType } = navigation;
  const headers = new Headers({
    Accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en",
    "User-Agent": USER_AGENT,
    "Upgrade-Insecure-Requests": "1",
  });
  if (contentType !== undefined) headers.set("Content-Type", contentType);
  const referer = from && refererFor(trail.policy, from.url, url);
  if (referer !== undefined) headers.set("Referer", referer);
  if (method === "POST") headers.set("Origin", from ? postOrigin(from.url, trail) : "null");
  if (isTrustworthy(url)) {
    headers.set("Sec-Fetch-Site", from ? fetchSite(from.url, trail.urls) : "none");
    headers.set("Sec-Fetch-Mode", "navigate");
    headers.set("Sec-Fetch-Dest", "document");
    headers.set("Sec-Fetch-User", "?1");
  }
  return headers;
}

/**
 * Says which `SameSite` cookies a navigation of the whole window carries: all of them within a site and from the address
 * bar, `Lax` ones when another site leads here by GET, none of them when it posts.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#section-5.2
 */
export function sameSiteContext(
  from: URL | undefined,
  to: URL,
  method: string,
): "strict" | "lax" | "none" {
  if (from === undefined || relationOf(from, to) !== "cross-site") return "strict";
  return method === "GET" ? "lax" : "none";
}

/** Every address on the way counts: what passed another site stays `cross-site`. */
function fetchSite(from: URL, urls: URL[]): Relation {
  const relations = new Set(urls.map((url) => relationOf(from, url)));
  return (
    (["cross-site", "same-site"] as const).find((each) => relations.has(each)) ?? "same-origin"
  );
}

/** A posted form that is redirected from one foreign origin to another has no origin any more. */
function postOrigin(from: URL, { urls, policy }: Trail): string {
  const isTainted = urls.some((url, index) => {
    const before = urls[index - 1];
    return before !== undefined && before.origin !== url.origin && before.origin !== from.origin;
  });
  const target = urls.at(-1);
  return isTainted || target === undefined ? "null" : originFor(policy, from, target);
}
