import type { Scenario } from "./schema.ts";

/** `${name}`; `$${name}` stands for the text `${name}` itself. */
const placeholder = /\$?\$\{(\w+)\}/g;

/**
 * Puts captured values where a step says `${name}`. A string that is one `${name}` and nothing else becomes the value with
 * its type; inside a longer string the value is written as text.
 */
export function fillPlaceholders<T>(template: T, captured: ReadonlyMap<string, unknown>): T {
  return walk(template, captured) as T;
}

function walk(value: unknown, captured: ReadonlyMap<string, unknown>): unknown {
  if (typeof value === "string") return fillString(value, captured);
  if (Array.isArray(value)) return value.map((item) => walk(item, captured));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, walk(item, captured)]),
    );
  }
  return value;
}

function fillString(text: string, captured: ReadonlyMap<string, unknown>): unknown {
  const whole = /^\$\{(\w+)\}$/.exec(text);
  if (whole) return captured.get(whole[1]!);
  return text.replaceAll(placeholder, (match, name: string) => {
    if (match.startsWith("$$")) return match.slice(1);
    const value = captured.get(name);
    return typeof value === "string" ? value : JSON.stringify(value);
  });
}

/** Finds the first `${name}` that no earlier step captures, and where it stands. */
export function findUnknownName(
  scenario: Scenario,
): { name: string; path: PropertyKey[] } | undefined {
  const known = new Set<string>();
  for (const [index, step] of scenario.steps.entries()) {
    const { capture, ...uses } = "capture" in step ? step : { ...step, capture: undefined };
    const found = findIn(uses, ["steps", index], known);
    if (found) return found;
    for (const name of Object.keys(capture ?? {})) known.add(name);
  }
  return undefined;
}

function findIn(
  value: unknown,
  path: PropertyKey[],
  known: ReadonlySet<string>,
): { name: string; path: PropertyKey[] } | undefined {
  if (typeof value === "string") {
    const used = [...value.matchAll(placeholder)].filter(([match]) => !match.startsWith("$$"));
    const unknown = used.find(([, name]) => !known.has(name!));
    return unknown && { name: unknown[1]!, path };
  }
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, item] of Object.entries(value)) {
    const found = findIn(item, [...path, Array.isArray(value) ? Number(key) : key], known);
    if (found) return found;
  }
  return undefined;
}
