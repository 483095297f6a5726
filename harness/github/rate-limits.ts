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
const HOUR_MS = 60 * 60_000;

/** How many REST requests each user has left; the count begins anew every hour. */
export class RateLimits {
  readonly #counts = new Map<number, { used: number; resetAtMs: number }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Counts one request of a user, or none. */
  count(user: GitHubUser, requests = 1): RateLimit {
    let count = this.#counts.get(user.id);
    if (count === undefined || count.resetAtMs <= this.#now()) {
      count = { used: 0, resetAtMs: this.#now() + HOUR_MS };
      this.#counts.set(user.id, count);
    }
    count.used += requests;
    return {
      limit: HOURLY_REQUESTS,
      used: count.used,
      remaining: Math.max(0, HOURLY_REQUESTS - count.used),
      reset: Math.ceil(count.resetAtMs / 1000),
    };
  }

  /** Tells whether a user has no request left in this hour. */
  isSpent(user: GitHubUser): boolean {
    return this.count(user, 0).remaining === 0;
  }

  clear(): void {
    this.#counts.clear();
  }
}
