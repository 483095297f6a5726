import { attribute, has, type Element } from "./dom.ts";

const ONE_LINE = (value: string) => value.replaceAll(/[\r\n]/g, "");
const TRIMMED = (value: string) => ONE_LINE(value).replaceAll(/^[\t\f ]+|[\t\f ]+$/g, "");
const onlyIf = (pattern: RegExp) => (value: string) => (pattern.test(value) ? value : "");

const NUMBER = /^-?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?$/i;

/** What a browser makes of the value of an `<input>`, by its type; every other one is a line of text. */
const BY_TYPE: Readonly<Record<string, (value: string, input: Element) => string>> = {
  hidden: (value) => value,
  url: TRIMMED,
  email: (value, input) =>
    has(input, "multiple") ? value.split(",").map(TRIMMED).join(",") : TRIMMED(value),
  number: onlyIf(NUMBER),
  range: (value, input) => String(inRange(value, input)),
  color: (value) => (/^#[\da-f]{6}$/i.test(value) ? value.toLowerCase() : "#000000"),
  date: onlyIf(/^\d{4,}-\d\d-\d\d$/),
  month: onlyIf(/^\d{4,}-\d\d$/),
  week: onlyIf(/^\d{4,}-W\d\d$/),
  time: onlyIf(/^\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?$/),
  "datetime-local": onlyIf(/^\d{4,}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?$/),
};

/**
 * Sanitizes a value as a browser does before anybody sees it: no line ends in a line of text, no blanks around an address.
 *
 * Steps of a range, and days that a month does not have, are left as they are.
 *
 * @see https://html.spec.whatwg.org/multipage/input.html#value-sanitization-algorithm
 */
export function sanitizeValue(value: string, type: string, input: Element): string {
  return (BY_TYPE[type] ?? ONE_LINE)(value, input);
}

function inRange(value: string, input: Element): number {
  const read = (name: string, usual: number) => {
    const text = attribute(input, name) ?? "";
    return NUMBER.test(text) ? Number(text) : usual;
  };
  const min = read("min", 0);
  const max = Math.max(min, read("max", 100));
  return NUMBER.test(value) ? Math.min(max, Math.max(min, Number(value))) : (min + max) / 2;
}
