import { isLoopback } from "../github/loopback.ts";

const POLICIES = [
  "no-referrer",
  "no-referrer-when-downgrade",
  "same-origin",
  "origin",
  "strict-origin",
  "origin-when-cross-origin",
  "strict-origin-when-cross-origin",
  "unsafe-url",
] as const;

/** @see https://www.w3.org/TR/referrer-policy/#referrer-policies */
export type ReferrerPolicy = (typeof POLICIES)[number];

export const DEFAULT_REFERRER_POLICY: ReferrerPolicy = "strict-origin-when-cross-origin";

/** Reads a `Referrer-Policy`: the last policy in the list that a browser knows. */
export function parseReferrerPolicy(value: string | null | undefined): ReferrerPolicy | undefined {
  const tokens = (value ?? "").toLowerCase().split(",");
  return tokens
    .map((token) => POLICIES.find((policy) => policy === token.trim()))
    .findLast(Boolean);
}

/**
 * Computes `Referer` for a request that starts on a page.
 *
 * @see https://www.w3.org/TR/referrer-policy/#determine-requests-referrer
 */
export function refererFor(policy: ReferrerPolicy, page: URL, target: URL): string | undefined {
  const origin = `${page.origin}/`;
  const whole = origin + page.pathname.slice(1) + page.search;
  const isSameOrigin = page.origin === target.origin;
  switch (policy) {
    case "unsafe-url":
      return whole;
    case "origin":
      return origin;
    case "same-origin":
      return isSameOrigin ? whole : undefined;
    case "origin-when-cross-origin":
      return isSameOrigin ? whole : origin;
    case "strict-origin":
      return isDowngrade(page, target) ? undefined : origin;
    case "no-referrer-when-downgrade":
      return isDowngrade(page, target) ? undefined : whole;
    case "strict-origin-when-cross-origin":
      if (isSameOrigin) return whole;
      return isDowngrade(page, target) ? undefined : origin;
    default:
      return undefined;
  }
}

/**
 * Computes `Origin` for a form that is posted from a page. It is `null` under `no-referrer`, even to the page's own
 * origin: a consent page with that policy and a check of `Origin` locks every browser out.
 *
 * @see https://fetch.spec.whatwg.org/#append-a-request-origin-header
 */
export function originFor(policy: ReferrerPolicy, page: URL, target: URL): string {
  switch (policy) {
    case "no-referrer":
      return "null";
    case "same-origin":
      return page.origin === target.origin ? page.origin : "null";
    case "strict-origin":
    case "no-referrer-when-downgrade":
    case "strict-origin-when-cross-origin":
      return page.protocol === "https:" && target.protocol !== "https:" ? "null" : page.origin;
    default:
      return page.origin;
  }
}

function isDowngrade(page: URL, target: URL): boolean {
  return isTrustworthy(page) && !isTrustworthy(target);
}

/** @see https://www.w3.org/TR/secure-contexts/#is-url-trustworthy */
export function isTrustworthy(url: URL): boolean {
  return url.protocol === "https:" || isLoopback(url);
}
