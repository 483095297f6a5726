import {
  attribute,
  collapse,
  elementById,
  isElement,
  isOutOfSight,
  nodesOf,
  textOf,
  visibleText,
  type Element,
  type Node,
} from "./dom.ts";

/**
 * Computes by which words a person knows a button or a link: those of the elements that it names, its label, what is written
 * or shown on it, its title. An HTML `<label>` counts for fields alone: it does not stand on the button.
 *
 * @see https://www.w3.org/TR/accname-1.2/#computation-steps
 */
export function accessibleName(element: Element, document: Node): string {
  const named = words(element, "aria-labelledby")
    .split(" ")
    .map((id) => elementById(document, id))
    .map((each) => (each ? ownName(each) : ""));
  return collapse(named.join(" ")) || ownName(element);
}

function ownName(element: Element): string {
  const written = element.tagName === "input" ? inputName(element) : contentName(element);
  // The letters that an icon font makes icons of are hidden from those who listen. Where nothing else is, they are the words.
  const shown = () => visibleText(element);
  return labelOf(element) || written || words(element, "title") || shown();
}

/** @see https://html.spec.whatwg.org/multipage/input.html#submit-button-state-(type=submit) */
function inputName(input: Element): string {
  const isImage = attribute(input, "type")?.toLowerCase() === "image";
  if (isImage) return words(input, "alt") || words(input, "title") || words(input, "value");
  // Browsers write this on it themselves.
  return attribute(input, "value") === undefined ? "Submit" : words(input, "value");
}

function contentName(element: Element): string {
  const isLeaf = (each: Element) => each !== element && (isLeftOut(each) || labelOf(each) !== "");
  const parts = nodesOf(element, isLeaf).map((node) => {
    if (!isElement(node)) return textOf(node);
    if (isLeftOut(node)) return "";
    const alt = node.tagName === "img" ? words(node, "alt") || words(node, "title") : "";
    return labelOf(node) || alt;
  });
  return collapse(parts.join(" "));
}

function isLeftOut(element: Element): boolean {
  return isOutOfSight(element) || attribute(element, "aria-hidden") === "true";
}

function labelOf(element: Element): string {
  return words(element, "aria-label");
}

function words(element: Element, name: string): string {
  return collapse(attribute(element, name) ?? "");
}
