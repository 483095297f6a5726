import type { AttemptOptions } from "./attempt.ts";
import { only, toWords } from "./button-words.ts";
import { elementsOf, rawText } from "./dom.ts";
import { baseUrl, links, submitButtons, type Page, type Pressable } from "./page.ts";

type Start = Pick<AttemptOptions, "url" | "stopBefore">;

/** A link to the client, with an answer for it. */
export function linkBack(
  page: Page,
  options: Start,
  isMeant: (url: URL) => boolean,
): Pressable | undefined {
  return links(page).find(({ target }) => {
    const url = URL.parse(target, baseUrl(page).href);
    return url && isClients(url, options) && isMeant(url);
  });
}

/** Words by which a page leads back to whoever has sent its reader: `Return to application`. */
const RETURNS = /^(?:return|(?:go )?back) to (?!log ?in|sign ?in|home|start)/;

/** The one button, or link, that leads back to whoever has sent a page's reader. */
export function findReturn(page: Page): Pressable | undefined {
  const all = [...submitButtons(page), ...links(page)];
  return only(all.filter((each) => RETURNS.test(toWords(each.words))));
}

/**
 * Finds where a script of the page itself sends its reader on to the client with an answer, as Cloudflare's own demo does: no script is
 * run, but an address that stands there as it is can be followed.
 */
export function scriptedBack({ document, isHtml }: Page, options: Start): URL | undefined {
  const redirectUri = redirectUriOf(options);
  if (redirectUri === null) return undefined;
  // What is no page is an answer to a script.
  const scripts = isHtml
    ? elementsOf(document).filter(({ tagName }) => tagName === "script")
    : [document];
  const literals = scripts.flatMap((script) =>
    [...rawText(script).matchAll(/(["'`])(.*?)\1/gs)].flatMap(
      ([, , literal = ""]) => URL.parse(unescaped(literal)) ?? [],
    ),
  );
  return literals.find((url) => isSameAddress(url, redirectUri) && isAnswer(url));
}

/** Tells whether an address is where the client waits. */
export function isClients(url: URL, options: Start): boolean {
  const redirectUri = redirectUriOf(options);
  return redirectUri !== null && isSameAddress(url, redirectUri);
}

/** Tells whether an address of the client has an answer for it, a code or an error. */
export function isAnswer({ searchParams }: URL): boolean {
  return searchParams.has("code") || searchParams.has("error");
}

/** As JavaScript reads it. */
function unescaped(literal: string): string {
  return literal
    .replaceAll(/\\(?:u([\da-f]{4})|x([\da-f]{2}))/gi, (_, long?: string, short?: string) =>
      String.fromCodePoint(Number.parseInt(long ?? short ?? "", 16)),
    )
    .replaceAll(/\\(.)/g, "$1");
}

/** Where the client waits. @returns null where nobody has said */
export function redirectUriOf({ url, stopBefore }: Start): string | null {
  return stopBefore ?? new URL(url).searchParams.get("redirect_uri");
}

/** Compares without query and fragment; works for the URLs of native apps, too, whose origin is opaque. */
export function isSameAddress(url: URL, address: string): boolean {
  const other = URL.parse(address);
  if (other === null) return false;
  return (
    url.protocol === other.protocol && url.host === other.host && url.pathname === other.pathname
  );
}
