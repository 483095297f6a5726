import { createContext, runInContext } from "node:vm";

/** Made once: a context of its own for each expression takes a millisecond. */
const context = createContext({ source: "", flags: "", text: "" });

/**
 * Looks for a regular expression in a text, but not for ever: one that backtracks without end must not hold the process.
 *
 * @returns nothing when time runs out
 * @throws {SyntaxError} when it is no regular expression
 */
export function matchWithin(
  { source, flags = "" }: { source: string; flags?: string },
  text: string,
  patienceMs: number,
): boolean | undefined {
  Object.assign(context, { source, flags, text });
  try {
    const script = "new RegExp(source, flags).test(text)";
    return runInContext(script, context, { timeout: patienceMs }) as boolean;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return undefined;
    throw error;
  }
}
