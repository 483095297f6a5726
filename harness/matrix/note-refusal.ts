import { KitError } from "../../client/index.ts";
import type { Hop } from "../browser/hop.ts";
import { recordHops } from "../lanes/record-hops.ts";

/** Calls `fetch`, and remembers the last request that was refused. */
export interface NotingFetch {
  readonly fetch: typeof globalThis.fetch;
  /**
   * Adds to what a client's own error says which request was refused: a client seldom tells, but for what came with it. The kit's
   * own errors tell both.
   */
  readonly explain: (error: unknown) => unknown;
  /** The last request that was refused, and with which words, e.g. `POST /token → 400: {"error":"invalid_grant"}`. */
  readonly lastRefusal: () => string | undefined;
}

/** @param ask what is called in place of `fetch` */
export function noteRefusals(ask: typeof globalThis.fetch): NotingFetch {
  const hops: Hop[] = [];
  const lastRefused = () => hops.findLast(isRefused);
  return {
    fetch: recordHops(ask, hops),
    lastRefusal() {
      const hop = lastRefused();
      return hop && (hop.text ? `${nameOf(hop)}: ${hop.text}` : nameOf(hop));
    },
    explain(error) {
      const hop = lastRefused();
      return hop !== undefined && error instanceof Error && !(error instanceof KitError)
        ? new Error(`${error.message} (${nameOf(hop)})`, { cause: error })
        : error;
    },
  };
}

/** Every sign-in begins with a 401, and metadata is looked for in several places. */
function isRefused({ status, url }: Hop): boolean {
  return status !== null && status >= 400 && status !== 401 && !url.includes("/.well-known/");
}

function nameOf({ method, url, status }: Hop): string {
  return `${method} ${new URL(url).pathname} → ${status}`;
}
