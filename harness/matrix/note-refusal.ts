import { KitError } from "../../client/index.ts";

/** Calls `fetch`, and remembers the last request that was refused. */
export interface NotingFetch {
  readonly fetch: typeof globalThis.fetch;
  /** Adds to what a client's own error says which request was refused: a client seldom tells. The kit's own errors do. */
  explain(error: unknown): unknown;
  /** The last request that was refused, e.g. `POST /token → 400`. */
  readonly lastRefusal: () => string | undefined;
}

/** @param ask what is called in place of `fetch` */
export function noteRefusals(ask: typeof globalThis.fetch): NotingFetch {
  let refused: string | undefined;
  return {
    async fetch(input, init) {
      const response = await ask(input, init);
      const { pathname } = new URL(input instanceof Request ? input.url : input);
      // Every sign-in begins with a 401, and metadata is looked for in several places.
      const isUsual = response.status === 401 || pathname.includes("/.well-known/");
      if (response.status >= 400 && !isUsual)
        refused = `${init?.method ?? "GET"} ${pathname} → ${response.status}`;
      return response;
    },
    lastRefusal: () => refused,
    explain: (error) =>
      refused !== undefined && error instanceof Error && !(error instanceof KitError)
        ? new Error(`${error.message} (${refused})`, { cause: error })
        : error,
  };
}
