import { startKit } from "../kit.ts";
import type { MatrixRow } from "./cell.ts";
import { runSignInMatrix } from "./sign-in-matrix.ts";

export interface RunMatrixOptions {
  wrangler: string;
  port?: number | undefined;
  /** Ends the Worker, and with it the run. */
  signal: AbortSignal;
}

/**
 * Starts the Worker and tries who can sign in how.
 *
 * @throws {KitError} PORT_TAKEN, WORKER_START_FAILED
 */
export async function runMatrix({
  wrangler,
  port,
  signal,
}: RunMatrixOptions): Promise<MatrixRow[]> {
  await using kit = await startKit({ wrangler, port });
  const end = () => void kit.close();
  signal.addEventListener("abort", end);
  if (signal.aborted) end();
  return await runSignInMatrix(kit, {
    publish: kit.publish,
    setCallbackUrl: kit.github.setCallbackUrl,
  });
}
