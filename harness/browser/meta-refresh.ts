import { attribute, elementsOf, enclosing } from "./dom.ts";
import type { Navigation } from "./navigation.ts";
import { baseUrl, submitButtons, type Page } from "./page.ts";

/** Where a page sends its reader on by itself. */
export interface Refresh {
  readonly navigation: Navigation;
  /** Whether the page can be acted upon before. */
  readonly waits: boolean;
}

/** A page that sends on after more than this is meant to be read, and acted upon. */
const MAX_WAIT_SECONDS = 10;
/** `5; url=/next`, with every liberty that browsers take. */
const REFRESH = /^\s*(?<seconds>\d*)(?:\.[\d.]*)?\s*[;,\s]\s*(?:url\s*=\s*)?(?<address>.*)$/is;
/** Where no browser goes because a page says so. */
const NEVER_FOLLOWED = new Set(["javascript:", "data:", "blob:", "file:"]);

/**
 * Says where a page sends its reader on by itself, by `<meta http-equiv="refresh">` or the `Refresh` header. The time until
 * then is not waited for.
 *
 * A page that says what went wrong stays, wherever it leads later, and so does one that only loads itself again.
 *
 * @see https://html.spec.whatwg.org/multipage/semantics.html#attr-meta-http-equiv-refresh
 */
export function refreshOf(page: Page): Refresh | undefined {
  if (page.status >= 400) return undefined;
  const { seconds, address } = REFRESH.exec(page.refresh ?? metaRefresh(page) ?? "")?.groups ?? {};
  if (address === undefined || Number(seconds) > MAX_WAIT_SECONDS) return undefined;
  const url = URL.parse(unquote(address.trim()), baseUrl(page).href);
  if (url === null || url.href === page.url.href || NEVER_FOLLOWED.has(url.protocol))
    return undefined;
  return { navigation: { method: "GET", url, from: page }, waits: Number(seconds) > 0 };
}

/** Whoever runs no scripts is sent away only from where there is nothing to do without. */
function metaRefresh(page: Page): string | undefined {
  const isBare = submitButtons(page).length === 0;
  const meta = elementsOf(page.document).find(
    (each) =>
      each.tagName === "meta" &&
      attribute(each, "http-equiv")?.toLowerCase() === "refresh" &&
      (isBare || !enclosing(each).some(({ tagName }) => tagName === "noscript")),
  );
  return meta && attribute(meta, "content");
}

function unquote(address: string): string {
  const quote = address[0];
  if (quote !== '"' && quote !== "'") return address;
  return address.slice(1).split(quote)[0] ?? "";
}
