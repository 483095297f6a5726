import type { DefaultTreeAdapterTypes } from "parse5";
import { oncePer } from "./once-per.ts";

export type Node = DefaultTreeAdapterTypes.Node;
export type Element = DefaultTreeAdapterTypes.Element;

/** Elements whose text nobody reads. */
const UNREAD = new Set(["script", "style", "template", "head"]);

export function isElement(node: Node): node is Element {
  return "tagName" in node;
}

/** All elements below a node, in the order of the document. */
export function elementsOf(node: Node): Element[] {
  return nodesOf(node).filter(isElement);
}

/** What comes first with that id. */
export function elementById(document: Node, id: string): Element | undefined {
  return elementsById(document).get(id);
}

const elementsById = oncePer((document: Node) => {
  const found = new Map<string, Element>();
  for (const each of elementsOf(document)) {
    const id = attribute(each, "id");
    if (id && !found.has(id)) found.set(id, each);
  }
  return found;
});

/** The element itself and what it is in, from the inside out. */
export function enclosing(element: Element): Element[] {
  const found: Element[] = [];
  let node: Node | null = element;
  while (node !== null && isElement(node)) {
    found.push(node);
    node = node.parentNode;
  }
  return found;
}

export function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((each) => each.name === name)?.value;
}

export function has(element: Element, name: string): boolean {
  return attribute(element, name) !== undefined;
}

/** The text as it is, without markup. */
export function rawText(node: Node): string {
  return nodesOf(node).map(textOf).join("");
}

/** The text as a person reads it: no scripts, white space collapsed. @param without names of further elements to leave out */
export function visibleText(node: Node, without?: ReadonlySet<string>): string {
  const skips = (each: Element) => isOutOfSight(each) || without?.has(each.tagName) === true;
  // Words of neighbouring blocks must not run together.
  return collapse(nodesOf(node, skips).map(textOf).join(" "));
}

export function collapse(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

/**
 * Tells whether an element is kept from sight by its own markup or by what it is in; style sheets are not read.
 *
 * @param layers `"open"` as if somebody, or a script, had opened every dialog, popover and `<details>`
 */
export function isHidden(
  element: Element,
  layers: "as-they-are" | "open" = "as-they-are",
): boolean {
  const around = enclosing(element);
  return around.some(
    (each, index) =>
      has(each, "hidden") ||
      has(each, "inert") ||
      (layers !== "open" && isClosed(each, around[index - 1])) ||
      hasHidingStyle(each),
  );
}

/** @param child what of it the element in question is in */
function isClosed(layer: Element, child: Element | undefined): boolean {
  if (has(layer, "popover")) return true;
  if (layer.tagName !== "details" && layer.tagName !== "dialog") return false;
  const isSummary =
    child?.tagName === "summary" && layer.childNodes.find(isSummaryElement) === child;
  return !has(layer, "open") && (layer.tagName === "dialog" || !isSummary);
}

function isSummaryElement(node: Node): boolean {
  return isElement(node) && node.tagName === "summary";
}

/** Tells whether an element is kept from sight by its own markup, whatever it is in. */
export function isOutOfSight(element: Element): boolean {
  return isUnread(element) || hasHidingStyle(element);
}

function hasHidingStyle(element: Element): boolean {
  const style = attribute(element, "style") ?? "";
  return /(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(style);
}

function isUnread(element: Element): boolean {
  return UNREAD.has(element.tagName) || has(element, "hidden");
}

/** Walks without recursion: a page of nothing but opening tags is deeper than the stack. */
export function nodesOf(root: Node, skips: (element: Element) => boolean = () => false): Node[] {
  const found: Node[] = [];
  const waiting = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node !== root) found.push(node);
    if ("childNodes" in node && !(isElement(node) && skips(node))) {
      for (const child of node.childNodes.toReversed()) waiting.push(child);
    }
  }
  return found;
}

export function textOf(node: Node): string {
  return node.nodeName === "#text" && "value" in node ? node.value : "";
}
