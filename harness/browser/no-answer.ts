/**
 * Says why there was no answer, as the end of a sentence, and what to do.
 *
 * @param error what `fetch` threw
 * @param waitedMs how long the answer was waited for, where that is why
 */
export function whyNoAnswer(
  error: unknown,
  { origin }: URL,
  waitedMs: number | undefined,
): { why: string; hint: string } {
  if (waitedMs !== undefined)
    return {
      why: ` within ${waitedMs / 1000} s`,
      hint: `See what ${origin} waits for there, e.g. GitHub: it should give up sooner than its visitor.`,
    };
  const why = reasonOf(error);
  const isThere = /UND_ERR_|HPE_|ECONNRESET/.test(why);
  const hint = isThere
    ? `Look at what answers at ${origin}.`
    : `Check that ${origin} is running, or emulated.`;
  return { why, hint };
}

/** What Node.js says beneath `fetch failed`, e.g. `: Headers Overflow Error (UND_ERR_HEADERS_OVERFLOW)`. */
function reasonOf(error: unknown): string {
  const { cause } = error instanceof Error ? error : {};
  if (!(cause instanceof Error)) return "";
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : "";
  const isTold = code === "" || cause.message.includes(code);
  return `: ${[cause.message, isTold ? "" : `(${code})`].filter(Boolean).join(" ")}`;
}
