import { KitError } from "../../client/kit-error.ts";
import { startKit } from "../kit.ts";
import type { ClientName, MatrixRow } from "./cell.ts";
import { runSignInMatrix, type MatrixOptions } from "./sign-in-matrix.ts";

export interface RunMatrixOptions extends Pick<MatrixOptions, "endpoint" | "tool" | "onTried"> {
  wrangler: string;
  port?: number | undefined;
  /** All by default. */
  clients?: readonly ClientName[] | undefined;
  /** Ends the Worker, and with it the run. */
  signal: AbortSignal;
}

export interface MatrixRun {
  rows: MatrixRow[];
  /** The Worker or a client called a host that is not emulated: whatever the rows say, the run has failed. */
  problem: KitError | undefined;
}

/**
 * Starts the Worker and tries who can sign in how.
 *
 * @throws {KitError} PORT_TAKEN, WORKER_START_FAILED, USAGE for an endpoint that is not the Worker's
 */
export async function runMatrix(options: RunMatrixOptions): Promise<MatrixRun> {
  const { wrangler, port, clients, signal, endpoint, tool, onTried } = options;
  const kit = await startKit({ wrangler, port });
  const close = () => kit.close().then(() => undefined, problemOf);
  const end = () => void close();
  const unhush = hushSdk();
  signal.addEventListener("abort", end);
  if (signal.aborted) end();
  try {
    const rows = await runSignInMatrix(kit, {
      endpoint,
      tool,
      onTried,
      only: clients && (({ client }) => clients.includes(client)),
      publish: kit.publish,
    });
    return { rows, problem: await close() };
  } finally {
    unhush();
    await close();
  }
}

/** What the SDK says on the terminal the table says by cell, and in a run that is all green it looks like a failure. */
function hushSdk(): () => void {
  const { warn } = console;
  console.warn = (...words: unknown[]) => {
    if (!String(words[0]).startsWith("[mcp-sdk]")) warn(...words);
  };
  return () => void (console.warn = warn);
}

/** What the kit finds when it ends does not take the rows away. */
function problemOf(error: unknown): KitError {
  if (error instanceof KitError) return error;
  throw error;
}
