import { attribute, enclosing, type Element } from "./dom.ts";
import type { Field } from "./field.ts";

/** What runs in one direction or the other; empty stands for a text area. */
const DIRECTED = new Set(["", "email", "hidden", "password", "search", "tel", "text", "url"]);

/**
 * Names the entry by which a field tells in which direction its text runs, where it has to.
 *
 * @see https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#attr-fe-dirname
 */
export function directionEntry({ element, kind, type }: Field): { name: string; value: string }[] {
  const name = attribute(element, "dirname");
  if (!name || kind === "submit" || kind === "select" || !DIRECTED.has(type)) return [];
  return [{ name, value: directionOf(element) }];
}

/** `dir="auto"`, by which the text itself decides, counts as left to right. */
function directionOf(element: Element): string {
  const directions = enclosing(element).map((each) => attribute(each, "dir")?.toLowerCase());
  return directions.find((each) => each === "ltr" || each === "rtl") ?? "ltr";
}
