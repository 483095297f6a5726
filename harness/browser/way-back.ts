import type { AttemptOptions } from "./attempt.ts";
import { baseUrl, links, type Page, type Pressable } from "./page.ts";

type Start = Pick<AttemptOptions, "url" | "stopBefore">;

/** A link to the client, with an answer for it. */
export function linkBack(page: Page, options: Start, answer: RegExp): Pressable | undefined {
  const redirectUri = redirectUriOf(options);
  return links(page).find(({ target }) => {
    const url = URL.parse(target, baseUrl(page).href);
    return url && redirectUri && isSameAddress(url, redirectUri) && answer.test(url.search);
  });
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
