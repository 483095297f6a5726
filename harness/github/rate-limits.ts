import type { GitHubUser } from "./user-schema.ts";

export interface RateLimit {
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
  /** In seconds since 1970. */
  readonly reset: number;
}

/** Requests an hour for one user. @see https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
const HOURLY_REQUESTS = 5000;
/** "The primary rate limit for unauthenticated requests is 60 requests per hour." */
const HOURLY_ANONYMOUS_REQUESTS = 60;
const HOUR_MS = 60 * 60_000;

/** How many REST requests each user has left, and all together who are nobody; the count begins anew every hour. */
export class RateLimits {
  readonly #counts = new Map<number | undefined, { used: number; resetAtMs: number }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Counts one request, or none, of a user or of nobody. */
  count(user: GitHubUser | undefined, requests = 1): RateLimit {
    const limit = user === undefined ? HOURLY_ANONYMOUS_REQUESTS : HOURLY_REQUESTS;
    let count = this.#counts.get(user?.id);
    if (count === undefined || count.resetAtMs <= this.#now()) {
      count = { used: 0, resetAtMs: this.#now() + HOUR_MS };
      this.#counts.set(user?.id, count);
    }
    count.used += requests;
    return {
      limit,
      used: count.used,
      remaining: Math.max(0, limit - count.used),
      reset: Math.ceil(count.resetAtMs / 1000),
    };
  }

  /** Tells whether a user, or nobody, has no request left in this hour. */
  isSpent(user: GitHubUser | undefined): boolean {
    return this.count(user, 0).remaining === 0;
  }

  clear(): void {
    this.#counts.clear();
  }
}
