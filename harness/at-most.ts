import { setTimeout as sleep } from "node:timers/promises";

/**
 * Waits for work that ends something, but no longer than a time: what hangs must not keep the rest from ending.
 *
 * @returns whether it came to its end, well or not, in time
 */
export async function atMost(ms: number, work: Promise<unknown>): Promise<boolean> {
  const timer = new AbortController();
  const ended = work.then(
    () => true,
    () => true, // a client whose Worker is gone, a folder that is gone already: there is nothing left to end
  );
  const late = sleep(ms, false, { signal: timer.signal }).catch(() => false);
  try {
    return await Promise.race([ended, late]);
  } finally {
    timer.abort();
  }
}
