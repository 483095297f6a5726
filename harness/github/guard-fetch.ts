/** @returns whether a request may go on its way; one that may not has been taken down */
export type Passes = (method: string, url: URL) => boolean;

/**
 * Takes down the requests that `fetch` itself refuses, before whoever stands in for the network is asked: to ports that it blocks,
 * as 25 and 6666, and to URLs with a user name or a password. Start it after msw, whose `fetch` throws at the latter where
 * it ought to reject.
 *
 * @returns what puts the `fetch` from before back
 * @see https://fetch.spec.whatwg.org/#port-blocking
 * @see https://fetch.spec.whatwg.org/#dom-request `new Request`, of credentials
 */
export function guardFetch(passes: Passes): () => void {
  const before = globalThis.fetch;
  const guarded: typeof fetch = async (input, init) => {
    try {
      return await before(input, init);
    } catch (error) {
      const request = input instanceof Request ? input : undefined;
      const url = URL.parse(request?.url ?? (input as string | URL | null) ?? "");
      const method = init?.method ?? request?.method ?? "GET";
      if (url !== null && (hasCredentials(url) || isBadPort(error))) {
        passes(method.toUpperCase(), url);
      }
      throw error;
    }
  };
  globalThis.fetch = guarded;
  return () => {
    if (globalThis.fetch === guarded) globalThis.fetch = before;
  };
}

function hasCredentials({ username, password }: URL): boolean {
  return username !== "" || password !== "";
}

function isBadPort(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && cause.message === "bad port";
}
