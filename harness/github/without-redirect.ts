import { escapeMarkup } from "./html.ts";

/** What a browser is given; several `set-cookie` stand on lines of their own, as Playwright writes them. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer | string;
}

/** As much of Playwright's `Request` as is needed. */
interface Asked {
  url(): string;
  method(): string;
  isNavigationRequest(): boolean;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Makes of a redirect a page from where the browser goes on with a request of its own, which is routed again; any other
 * answer stays as it is.
 *
 * @returns `"blockedbyclient"` where no page can do what the redirect would
 * @see https://fetch.spec.whatwg.org/#http-redirect-fetch
 */
export function withoutRedirect(asked: Asked, answer: Answer): Answer | string {
  const { status, headers } = answer;
  const location = REDIRECTS.has(status) ? headers["location"] : undefined;
  const target = location === undefined ? null : URL.parse(location, asked.url());
  // An application's own scheme is no matter of the network's.
  if (target === null || !/^https?:$/.test(target.protocol)) return answer;
  // A page cannot send on the form that led to it; and a script would take it for the answer.
  const repeats = asked.method() !== "GET" && (status === 307 || status === 308);
  if (repeats || !asked.isNavigationRequest()) return "blockedbyclient";
  const refresh = `<meta http-equiv="refresh" content="0;url=${escapeMarkup(target.href)}">`;
  return {
    status: 200,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      // The next site learns from where, for its `SameSite` cookies, but no code.
      "referrer-policy": "origin",
      ...(headers["set-cookie"] !== undefined && { "set-cookie": headers["set-cookie"] }),
    },
    // A page that a script leaves while it loads has not arrived for Playwright: `goto` ends at the target.
    body: `<!doctype html><noscript>${refresh}</noscript><script>location.replace(${JSON.stringify(target.href)})</script>`,
  };
}
