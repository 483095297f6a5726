import {
  attribute,
  elementsOf,
  enclosing,
  has,
  isElement,
  isHidden,
  rawText,
  type Element,
  type Node,
} from "./dom.ts";
import { formOwner } from "./form-owner.ts";
import { oncePer } from "./once-per.ts";

/** What a control is, as far as what it sends depends on it. `text` is everything that somebody types on one line. */
export type FieldKind =
  | "button"
  | "checkbox"
  | "file"
  | "hidden"
  | "image"
  | "radio"
  | "select"
  | "submit"
  | "text"
  | "textarea";

export interface Field {
  readonly element: Element;
  readonly kind: FieldKind;
  /** The `type` of an `<input>`; empty for what is none. */
  readonly type: string;
  readonly name: string;
}

const BY_TYPE: Readonly<Record<string, FieldKind>> = {
  button: "button",
  checkbox: "checkbox",
  file: "file",
  hidden: "hidden",
  image: "image",
  radio: "radio",
  reset: "button",
  submit: "submit",
};

/** All fields of a form in the order of the document, those that are disabled among them. */
export function fieldsOf(form: Element, document: Node): Field[] {
  return elementsOf(document).flatMap((element) => {
    const kind = kindOf(element);
    if (kind === undefined || formOwner(element, document) !== form) return [];
    if (enclosing(element).some(({ tagName }) => tagName === "datalist")) return [];
    const type = element.tagName === "input" ? typeOf(element) : "";
    return { element, kind, type, name: attribute(element, "name") ?? "" };
  });
}

/** Tells whether a form has a field in sight that somebody has to type into: nothing stands there. */
export const asksToType: (form: Element) => boolean = oncePer((form: Element) =>
  elementsOf(form).some((each) => {
    const isEmpty = (attribute(each, "value") ?? rawText(each)) === "";
    return isTypedInto(each) && isEmpty && !has(each, "readonly") && !isHidden(each);
  }),
);

/** Tells whether a control is for somebody to type into, whatever stands there. */
export function isTypedInto(element: Element): boolean {
  const kind = kindOf(element);
  return kind === "text" || kind === "textarea";
}

function kindOf(element: Element): FieldKind | undefined {
  switch (element.tagName) {
    case "select":
    case "textarea":
      return element.tagName;
    case "button":
      return "submit";
    case "input":
      return BY_TYPE[typeOf(element)] ?? "text";
    default:
      return undefined;
  }
}

function typeOf(input: Element): string {
  return attribute(input, "type")?.toLowerCase() ?? "text";
}

/**
 * Tells whether a control is disabled, by itself or by a `<fieldset>` around it whose first legend it is not in.
 *
 * @see https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#concept-fe-disabled
 */
export function isDisabled(control: Element): boolean {
  if (has(control, "disabled")) return true;
  const around = enclosing(control);
  return around.some((each) => {
    if (each === control || each.tagName !== "fieldset" || !has(each, "disabled")) return false;
    const legend = legendOf(each);
    return legend === undefined || !around.includes(legend);
  });
}

const legendOf = oncePer((fieldset: Element) =>
  fieldset.childNodes.filter(isElement).find(({ tagName }) => tagName === "legend"),
);
