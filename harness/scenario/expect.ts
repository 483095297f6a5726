import { matchWithin } from "../match-within.ts";

/** What a step's call came to, whatever its kind. */
export interface Outcome {
  /** The result as it came over the wire, or `null` when the call was refused. */
  result: Record<string, unknown> | null;
  /** All text content, joined by new lines. */
  text: string;
  /** Set when the call was refused: `isError` in the result, or a JSON-RPC error. Its words. */
  error: string | null;
  /** Names (URIs for resources) of a list step. */
  names: string[];
  ms: number;
}

/** The expectations of a step, whatever its kind. */
export interface Expectations {
  text?: string | undefined;
  matches?: string | undefined;
  structured?: Record<string, unknown> | undefined;
  error?: string | undefined;
  includes?: string[] | undefined;
  withinMs?: number | undefined;
}

/** An expectation that did not hold. */
export interface Mismatch {
  /** Path from the step to the expectation, e.g. `["expect", "text"]`; empty for the step itself. */
  path: PropertyKey[];
  /** Values as JSON, anything else in words. */
  expected: string;
  received: string;
}

/**
 * Compares an outcome with the expectations of its step.
 *
 * A refusal that nobody expects is a mismatch of its own, also in a step without expectations.
 */
export function checkExpectations(expected: Expectations, outcome: Outcome): Mismatch[] {
  const refused = outcome.error === null ? null : `refused: ${outcome.error}`;
  if (refused !== null && expected.error === undefined) {
    return [{ path: [], expected: "an answer", received: refused }];
  }
  const mismatches: Mismatch[] = [];
  const check = (key: keyof Expectations, holds: boolean, wanted: string, received: string) => {
    if (!holds) mismatches.push({ path: ["expect", key], expected: wanted, received });
  };
  const { structured, includes, withinMs } = expected;
  // Where text is expected, a value that was captured with another type is meant as text.
  const [error, text, matches] = [expected.error, expected.text, expected.matches].map(asText);
  const answered = showValue(outcome.text);
  if (error !== undefined) {
    const holds = outcome.error?.includes(error) ?? false;
    check("error", holds, `refused: …${error}…`, refused ?? answered);
  }
  if (text !== undefined) check("text", outcome.text === text, showValue(text), answered);
  if (matches !== undefined) {
    const holds = matchesWithin(matches, outcome.text);
    const received =
      holds === undefined ? `no match in ${patienceMs} ms, in\n${answered}` : answered;
    check("matches", holds ?? false, `/${matches}/`, received);
  }
  if (structured !== undefined) {
    const received = outcome.result?.["structuredContent"];
    check("structured", contains(received, structured), showValue(structured), showValue(received));
  }
  if (includes !== undefined) {
    const holds = includes.every((name) => outcome.names.includes(name));
    check("includes", holds, showValue(includes), showValue(outcome.names));
  }
  if (withinMs !== undefined) {
    const holds = outcome.ms <= withinMs;
    check("withinMs", holds, `within ${withinMs} ms`, `${outcome.ms.toFixed(1)} ms`);
  }
  return mismatches;
}

function asText(value: unknown): string | undefined {
  return value === undefined || typeof value === "string" ? value : JSON.stringify(value);
}

const patienceMs = 1000;

/** @returns nothing when time runs out */
function matchesWithin(source: string, text: string): boolean | undefined {
  try {
    return matchWithin({ source }, text, patienceMs);
  } catch {
    return false; // a captured value has made it no regular expression
  }
}

/** A value as it is shown to a person. */
export function showValue(value: unknown): string {
  return value === undefined ? "(nothing)" : JSON.stringify(value, null, 2);
}

/** Objects may hold more than is expected of them; lists and plain values are equal. */
function contains(received: unknown, expected: unknown): boolean {
  if (Array.isArray(expected)) {
    return (
      Array.isArray(received) &&
      received.length === expected.length &&
      expected.every((item, index) => contains(received[index], item))
    );
  }
  if (typeof expected === "object" && expected !== null) {
    if (typeof received !== "object" || received === null || Array.isArray(received)) return false;
    return Object.entries(expected).every(
      ([key, item]) =>
        Object.hasOwn(received, key) && contains((received as Record<string, unknown>)[key], item),
    );
  }
  return Object.is(received, expected);
}
