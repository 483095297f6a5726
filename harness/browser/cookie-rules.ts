import { Cookie, CookieJar } from "tough-cookie";

/** Of name and value together. */
const MAX_COOKIE_BYTES = 4096;

/** What a name that begins so promises, in any spelling. */
const PREFIX = /^__(?<prefix>host-http|host|secure|http)-/i;

/** Makes a jar that takes cookies without a name, too: `Set-Cookie: abc` is sent back as `Cookie: abc`. */
export function createCookieJar(): CookieJar {
  return new CookieJar(undefined, { looseMode: true });
}

/**
 * Tells whether a browser keeps a cookie that the jar would keep: the jar knows the prefixes of names in one spelling, asks for
 * no `Secure` beside `SameSite=None`, and has room for everything.
 *
 * @param setCookie a `Set-Cookie` header, for example `__Host-csrf=1; Path=/; Secure`
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#name-storage-model
 */
export function isKept(setCookie: string): boolean {
  const cookie = Cookie.parse(setCookie, { loose: true });
  if (cookie === undefined) return false;
  const { key, value, secure, httpOnly, sameSite, path, domain, extensions } = cookie;
  // A header is read byte by byte.
  const length = key.length + value.length;
  if (length === 0 || length > MAX_COOKIE_BYTES) return false;
  // Sent back, it would look as if it had a name, or such a one.
  if (/^\s*=[^;]*=/.test(setCookie) || (key === "" && PREFIX.test(value))) return false;
  const isPartitioned = extensions?.some((each) => each.toLowerCase() === "partitioned");
  if (!secure && (sameSite === "none" || isPartitioned)) return false;
  const prefix = PREFIX.exec(key)?.groups?.["prefix"]?.toLowerCase();
  if (prefix === undefined) return true;
  if (!secure || (prefix.includes("http") && !httpOnly)) return false;
  return !prefix.startsWith("host") || (path === "/" && domain === null);
}
