import { getPublicSuffix } from "tough-cookie";

/** How far apart two addresses are, in the words of `Sec-Fetch-Site`. */
export type Relation = "same-origin" | "same-site" | "cross-site";

/** Compares two addresses. Ports part origins, not sites: two programs on `localhost` are one site. */
export function relationOf(left: URL, right: URL): Relation {
  if (left.origin === right.origin) return "same-origin";
  return siteOf(left) === siteOf(right) ? "same-site" : "cross-site";
}

/** @see https://html.spec.whatwg.org/multipage/browsers.html#obtain-a-site */
function siteOf({ protocol, hostname }: URL): string {
  const isAddress = hostname.startsWith("[") || /^[\d.]+$/.test(hostname);
  const domain = isAddress
    ? hostname
    : getPublicSuffix(hostname, { allowSpecialUseDomain: true, ignoreError: true });
  return `${protocol}//${domain ?? hostname}`;
}
