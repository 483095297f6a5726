import { redact } from "./redact.ts";

/**
 * Writes one log line about something that went wrong, and returns the reference number in it.
 *
 * The number is all that may leave the Worker: whoever saw it can be matched with the line, and
 * neither message nor stack tells a stranger anything.
 *
 * @param where the part that failed, e.g. `"tool whoami"`
 * @returns for example `"7f3a90c1"`
 */
export function reportIncident(where: string, error: unknown): string {
  const reference = crypto.randomUUID().slice(0, 8);
  const cause = error instanceof Error && error.cause ? describeError(error.cause) : undefined;
  const stack = error instanceof Error ? error.stack : undefined;
  logLine("error", {
    event: "incident",
    reference,
    where,
    error: describeError(error),
    cause,
    stack,
  });
  return reference;
}

/** How lines are written once the libraries are held. */
const own: Partial<Pick<Console, "error" | "warn">> = {};

const maxWordsLength = 1000;

/**
 * Holds to the same what the libraries write by themselves, a stranger's words and line ends among it: it becomes one line of JSON, without
 * secrets and of a length. For the whole isolate, once.
 */
export function holdLibraries(): void {
  for (const level of ["error", "warn"] as const) {
    own[level] = console[level].bind(console);
    console[level] = (...words: unknown[]) => {
      const text = words.map((word) => (typeof word === "string" ? word : describeError(word)));
      logLine(level, { event: "library", words: text.join(" ").slice(0, maxWordsLength) });
    };
  }
}

/**
 * Writes one structured line for the operator, without the secrets that may have strayed into it.
 *
 * @param ownWords what holds nothing but this server's own words, and is written as it stands: a remedy reads `NAME=value` itself
 */
export function logLine(
  level: "error" | "warn",
  fields: Record<string, unknown>,
  ownWords: Record<string, unknown> = {},
): void {
  const redacted: unknown = JSON.parse(JSON.stringify(fields, redactText));
  (own[level] ?? console[level])(JSON.stringify(Object.assign({}, redacted, ownWords)));
}

function redactText(_key: string, value: unknown): unknown {
  return typeof value === "string" ? redact(value) : value;
}

/** Puts whatever was thrown into one line for the log. */
export function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : `a thrown ${typeof error}`;
}
