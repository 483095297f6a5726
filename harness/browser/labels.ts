import { attribute, elementsOf, enclosing, visibleText, type Element, type Node } from "./dom.ts";

/** What stands in a label, and is not its text. */
const CONTROLS = new Set(["button", "option", "select", "textarea"]);

/** Reads what is written beside a control: by that a person knows what belongs there. Empty where nothing is. */
export function labelOf(control: Element, document: Node): string {
  const id = attribute(control, "id");
  const label =
    enclosing(control).find((each) => isLabel(each) && attribute(each, "for") === undefined) ??
    (id && elementsOf(document).find((each) => isLabel(each) && attribute(each, "for") === id));
  const written = label ? visibleText(label, CONTROLS) : "";
  return attribute(control, "aria-label") || written || attribute(control, "placeholder") || "";
}

/** Reads what a person is asked for in a field: for a radio button that is what is written over all of its group. */
export function questionOf(control: Element, document: Node): string {
  if (attribute(control, "type")?.toLowerCase() !== "radio") return labelOf(control, document);
  const fieldset = enclosing(control).find((each) => each.tagName === "fieldset");
  const legend = fieldset && elementsOf(fieldset).find((each) => each.tagName === "legend");
  return legend ? visibleText(legend, CONTROLS) : "";
}

function isLabel(element: Element): boolean {
  return element.tagName === "label";
}
