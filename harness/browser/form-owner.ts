import { defaultTreeAdapter, parse, type DefaultTreeAdapterTypes } from "parse5";
import { appendAtLimitedDepth } from "./limited-depth.ts";
import { attribute, elementById, enclosing, type Element, type Node } from "./dom.ts";

/** The elements that have a form without being in it; an image that has one sends nothing. */
const LISTED = new Set(["button", "fieldset", "input", "object", "output", "select", "textarea"]);

/** Which form the parser had open when it came to a control, where the tree does not tell any more. */
const parsedInto = new WeakMap<Element, Element>();

/**
 * Parses a page as a browser that runs no script, and keeps in mind which form each control was written into: in
 * `<table><form><tr>` and `<div><form></div>` the form ends in the tree before its controls come.
 *
 * @see https://html.spec.whatwg.org/multipage/parsing.html#create-an-element-for-the-token
 */
export function parseHtml(html: string): DefaultTreeAdapterTypes.Document {
  return parse(html, {
    // What stands in <noscript> counts.
    scriptingEnabled: false,
    treeAdapter: {
      ...defaultTreeAdapter,
      appendChild: appendAtLimitedDepth(),
      onElementCreated(element, { formElement, isInTemplate }) {
        if (formElement === null || isInTemplate || !LISTED.has(element.tagName)) return;
        if (attribute(element, "form") === undefined) parsedInto.set(element, formElement);
      },
    },
  });
}

/**
 * Finds the form that a control belongs to: the one its `form` attribute names, else the one it was written into, else the one
 * around it.
 *
 * @see https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#form-owner
 */
export function formOwner(control: Element, document: Node): Element | undefined {
  const id = attribute(control, "form");
  if (id === undefined) {
    return parsedInto.get(control) ?? enclosing(control).find((each) => each.tagName === "form");
  }
  // Whatever comes first with that id: when it is no form, the control has none.
  const named = elementById(document, id);
  return named?.tagName === "form" ? named : undefined;
}
