import { subscribe, unsubscribe } from "node:diagnostics_channel";

/** @returns whether a request may go on its way; one that may not has been taken down */
export type Passes = (method: string, url: URL) => boolean;

/**
 * Takes down the requests that `fetch` itself refuses, before whoever stands in for the network is asked: to ports that it blocks,
 * as 25 and 6666, and to URLs with a user name or a password. Start it after msw, whose `fetch` throws at the latter where
 * it ought to reject. A redirect may lead there, too.
 *
 * @returns what puts the `fetch` from before back
 * @see https://fetch.spec.whatwg.org/#port-blocking
 * @see https://fetch.spec.whatwg.org/#dom-request `new Request`, of credentials
 */
export function guardFetch(passes: Passes): () => void {
  const before = globalThis.fetch;
  const redirects = new Map<string, URL>();
  const noteRedirect = (message: unknown) => {
    const { request, response } = message as Answered;
    const at = response.headers.findIndex((each) => /^location$/i.test(each.toString()));
    const from = URL.parse(request.path, request.origin);
    const to = at === -1 ? null : URL.parse(response.headers[at + 1]?.toString() ?? "", from?.href);
    if (from && to) redirects.set(from.href, to);
  };
  const guarded: typeof fetch = async (input, init) => {
    try {
      return await before(input, init);
    } catch (error) {
      const request = input instanceof Request ? input : undefined;
      const url = URL.parse(request?.url ?? (input as string | URL | null) ?? "");
      const method = init?.method ?? request?.method ?? "GET";
      if (url !== null && (hasCredentials(url) || isBadPort(error))) {
        passes(method.toUpperCase(), endOf(url, redirects));
      }
      throw error;
    }
  };
  globalThis.fetch = guarded;
  subscribe(ANSWERED, noteRedirect);
  return () => {
    unsubscribe(ANSWERED, noteRedirect);
    if (globalThis.fetch === guarded) globalThis.fetch = before;
  };
}

/** Node.js publishes there what each `fetch` is answered, as names and values in turn. */
const ANSWERED = "undici:request:headers";

interface Answered {
  request: { origin: string; path: string };
  response: { headers: Buffer[] };
}

/** Where redirects lead in the end; not further than `fetch` would go. */
function endOf(start: URL, redirects: ReadonlyMap<string, URL>): URL {
  let end = start;
  for (let left = 20; left > 0; left--) end = redirects.get(end.href.replace(/#.*/, "")) ?? end;
  return end;
}

function hasCredentials({ username, password }: URL): boolean {
  return username !== "" || password !== "";
}

function isBadPort(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && cause.message === "bad port";
}
