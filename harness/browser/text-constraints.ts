import { attribute, has } from "./dom.ts";
import type { Field } from "./field.ts";
import { matchWithin } from "../match-within.ts";

/** @see https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address */
const EMAIL =
  /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)*$/i;
/** These have a value of their own, whatever is written. */
const NEVER_EMPTY = new Set(["range", "color"]);
const WITHOUT_PATTERN = new Set([
  "number",
  "date",
  "month",
  "week",
  "time",
  "datetime-local",
  ...NEVER_EMPTY,
]);

/** How long the patterns of a form may be looked for, all together. What is not found out by then is left to the server. */
export interface Patience {
  leftMs: number;
}

/**
 * Tells why a browser would not send what stands in a field. Steps, and the first and last of days, are not checked.
 *
 * @param value as it would be sent
 * @param isTyped whether a person typed it: defaults may be too short
 * @see https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#constraints
 */
export function checkText(
  { element, kind, type }: Field,
  value: string,
  isTyped: boolean,
  patience: Patience,
): "missing" | "malformed" | undefined {
  const isChecked = kind === "text" || kind === "textarea" || kind === "file";
  if (!isChecked || has(element, "readonly")) return undefined;
  if (value === "") {
    return has(element, "required") && !NEVER_EMPTY.has(type) ? "missing" : undefined;
  }
  const minLength = Number(attribute(element, "minlength") ?? 0);
  if (isTyped && value.length < minLength) return "malformed";
  if (kind !== "text") return undefined;
  const pattern = WITHOUT_PATTERN.has(type) ? undefined : attribute(element, "pattern");
  const values = type === "email" && has(element, "multiple") ? value.split(",") : [value];
  const isFitting = values.every(
    (each) => fitsType(type, each) && fitsPattern(pattern, each, patience),
  );
  const isWithin = type !== "number" || fitsLimits(Number(value), element);
  return isFitting && isWithin ? undefined : "malformed";
}

function fitsType(type: string, value: string): boolean {
  if (type === "email") return EMAIL.test(value);
  return type !== "url" || URL.canParse(value);
}

function fitsPattern(pattern: string | undefined, value: string, patience: Patience): boolean {
  if (pattern === undefined || patience.leftMs <= 0) return true;
  const startMs = performance.now();
  try {
    const whole = { source: `^(?:${pattern})$`, flags: "v" };
    return matchWithin(whole, value, Math.ceil(patience.leftMs)) ?? true;
  } catch {
    return true; // a pattern that is none is not looked at
  } finally {
    patience.leftMs -= performance.now() - startMs;
  }
}

function fitsLimits(value: number, element: Field["element"]): boolean {
  const read = (name: string) => Number(attribute(element, name) || Number.NaN);
  return !(value < read("min")) && !(value > read("max"));
}
