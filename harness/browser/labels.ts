import { attribute, elementsOf, enclosing, visibleText, type Element, type Node } from "./dom.ts";
import { oncePer } from "./once-per.ts";

/** What stands in a label, and is not its text. */
const CONTROLS = new Set(["button", "option", "select", "textarea"]);

/** Reads what is written beside a control: by that a person knows what belongs there. Empty where nothing is. */
export function labelOf(control: Element, document: Node): string {
  const id = attribute(control, "id");
  const label =
    enclosing(control).find((each) => isLabel(each) && attribute(each, "for") === undefined) ??
    (id === undefined ? undefined : labelsFor(document).get(id));
  const written = label ? textOfLabel(label) : "";
  return attribute(control, "aria-label") || written || attribute(control, "placeholder") || "";
}

/** Reads what a person is asked for in a field: for a radio button that is what is written over all of its group. */
export function questionOf(control: Element, document: Node): string {
  if (attribute(control, "type")?.toLowerCase() !== "radio") return labelOf(control, document);
  const fieldset = enclosing(control).find((each) => each.tagName === "fieldset");
  return fieldset ? textOfLegend(fieldset) : "";
}

/** Of the labels for the same control, the first. */
const labelsFor = oncePer((document: Node) => {
  const labels = elementsOf(document).filter(isLabel).toReversed();
  return new Map(labels.map((each) => [attribute(each, "for"), each]));
});

const textOfLabel = oncePer((label: Element) => visibleText(label, CONTROLS));

const textOfLegend = oncePer((fieldset: Element) => {
  const legend = elementsOf(fieldset).find((each) => each.tagName === "legend");
  return legend ? visibleText(legend, CONTROLS) : "";
});

function isLabel(element: Element): boolean {
  return element.tagName === "label";
}
