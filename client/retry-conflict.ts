import { setTimeout as sleep } from "node:timers/promises";
import { ChangedMeanwhile } from "./replace-host-file.ts";

/** A host that writes its file over and over is one to be quit first. */
const tries = 20;

/**
 * Does something to a file again, from the reading on, whenever another program has changed it meanwhile.
 *
 * @throws {ChangedMeanwhile} when that was so each time
 */
export async function retryConflict<Result>(run: () => Promise<Result>): Promise<Result> {
  for (let left = tries - 1; ; left -= 1) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof ChangedMeanwhile) || left === 0) throw error;
    }
    await sleep(2 + Math.random() * 40); // never in step with a program that writes at regular times
  }
}
