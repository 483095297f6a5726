import type { Fetch } from "./scripted-browser.ts";

/**
 * Requests an address as a browser does that has a name and a password in it: without them, and again with them when the other
 * side asks for a Basic login.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7617#section-2
 */
export async function fetchWithCredentials(
  fetch: Fetch,
  url: URL,
  init: RequestInit & { headers: Headers },
): Promise<Response> {
  const bare = new URL(url);
  // Neither fragment nor credentials are sent, and fetch refuses the latter.
  [bare.hash, bare.username, bare.password] = ["", "", ""];
  const response = await fetch(bare.href, init);
  const isAsked =
    response.status === 401 && /^basic\b/i.test(response.headers.get("WWW-Authenticate") ?? "");
  if (!isAsked || (url.username === "" && url.password === "")) return response;
  await response.body?.cancel();
  const credentials = `${percentDecode(url.username)}:${percentDecode(url.password)}`;
  const basic = Buffer.from(credentials, "latin1").toString("base64");
  init.headers.set("Authorization", `Basic ${basic}`);
  return fetch(bare.href, init);
}

/** @returns one character a byte */
function percentDecode(text: string): string {
  return text.replaceAll(/%([\da-f]{2})/gi, (_, hex: string) =>
    String.fromCodePoint(Number.parseInt(hex, 16)),
  );
}
