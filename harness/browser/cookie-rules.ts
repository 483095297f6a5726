import { Cookie } from "tough-cookie";

/** What a name that begins so promises, in any spelling. */
const PREFIX = /^__(?<prefix>host-http|host|secure|http)-/i;

/**
 * Tells whether a browser keeps a cookie that the jar would keep: the jar knows the prefixes of names in one spelling, and asks
 * for no `Secure` beside `SameSite=None`.
 *
 * @param setCookie a `Set-Cookie` header, for example `__Host-csrf=1; Path=/; Secure`
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#name-storage-model
 */
export function isKept(setCookie: string): boolean {
  const cookie = Cookie.parse(setCookie);
  if (cookie === undefined) return false;
  const { key, secure, httpOnly, sameSite, path, domain, extensions } = cookie;
  const isPartitioned = extensions?.some((each) => each.toLowerCase() === "partitioned");
  if (!secure && (sameSite === "none" || isPartitioned)) return false;
  const prefix = PREFIX.exec(key)?.groups?.["prefix"]?.toLowerCase();
  if (prefix === undefined) return true;
  if (!secure || (prefix.includes("http") && !httpOnly)) return false;
  return !prefix.startsWith("host") || (path === "/" && domain === null);
}
