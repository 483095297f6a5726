import { attribute, has } from "./dom.ts";
import type { Field } from "./field.ts";

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
): "missing" | "malformed" | undefined {
  const isChecked = kind === "text" || kind === "textarea" || kind === "file";
  if (!isChecked || has(element, "readonly")) return undefined;
  if (value === "") {
    return has(element, "required") && !NEVER_EMPTY.has(type) ? "missing" : undefined;
  }
  const minLength = Number(attribute(element, "minlength") ?? 0);
  if (isTyped && value.length < minLength) return "malformed";
  if (kind !== "text") return undefined;
  const values = type === "email" && has(element, "multiple") ? value.split(",") : [value];
  const isFitting = values.every(
    (each) => fitsType(type, each) && fitsPattern(type, attribute(element, "pattern"), each),
  );
  const isWithin = type !== "number" || fitsLimits(Number(value), element);
  return isFitting && isWithin ? undefined : "malformed";
}

function fitsType(type: string, value: string): boolean {
  if (type === "email") return EMAIL.test(value);
  return type !== "url" || URL.canParse(value);
}

function fitsPattern(type: string, pattern: string | undefined, value: string): boolean {
  if (pattern === undefined || WITHOUT_PATTERN.has(type)) return true;
  try {
    return new RegExp(`^(?:${pattern})$`, "v").test(value);
  } catch {
    return true; // a pattern that is none is not looked at
  }
}

function fitsLimits(value: number, element: Field["element"]): boolean {
  const read = (name: string) => Number(attribute(element, name) || Number.NaN);
  return !(value < read("min")) && !(value > read("max"));
}
