import {
  attribute,
  elementsOf,
  enclosing,
  has,
  isElement,
  rawText,
  type Element,
  type Node,
} from "./dom.ts";
import { formOwner } from "./form-owner.ts";
import { optionsOf } from "./select.ts";

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
    const legend = each.childNodes.filter(isElement).find((child) => child.tagName === "legend");
    return legend === undefined || !around.includes(legend);
  });
}

/** What a form sends: names and values, in the order of the document. */
export type Entry = [name: string, value: string];

export interface FilledForm {
  entries: Entry[];
  /** Names of fields that must be filled in, and have no default: only a person knows what belongs there. */
  missing: string[];
}

/** Where somebody does otherwise than the form's defaults say. */
export interface FormAnswers {
  /** What is typed into text fields, by name. */
  text?: Readonly<Record<string, string>> | undefined;
  /** Whether a check box is ticked; undefined leaves it as it is. */
  isTicked?: ((box: Element) => boolean | undefined) | undefined;
  /** What is sent in place of a hidden field's value. */
  hidden?: ((value: string) => string) | undefined;
}

/**
 * Fills a form as somebody does who only ticks what has to be ticked, and leaves every default as it is.
 *
 * @param submitter the button that was pressed; no other button is sent
 * @see https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#constructing-the-form-data-set
 */
export function fillForm(
  form: Element,
  document: Node,
  submitter: Element,
  answers: FormAnswers = {},
): FilledForm {
  const filled: FilledForm = { entries: [], missing: [] };
  for (const control of elementsOf(document)) {
    const isOurs = !isDisabled(control) && formOwner(control, document) === form;
    if (!isOurs || enclosing(control).some((each) => each.tagName === "datalist")) continue;
    const name = attribute(control, "name") ?? "";
    const values = valuesOf(control, submitter, answers);
    if (values === undefined || (name === "" && attribute(control, "type") !== "image")) continue;
    if (needsText(control) && values.every((value) => value === "")) filled.missing.push(name);
    for (const value of values) filled.entries.push(...entriesOf(control, name, value));
  }
  return filled;
}

function entriesOf(control: Element, name: string, value: string): Entry[] {
  const type = attribute(control, "type")?.toLowerCase();
  if (control.tagName === "input" && type === "image") {
    const prefix = name === "" ? "" : `${name}.`;
    return [
      [`${prefix}x`, "0"],
      [`${prefix}y`, "0"],
    ];
  }
  if (type === "hidden" && name.toLowerCase() === "_charset_") return [[name, "UTF-8"]];
  return [[name, value.replaceAll(/\r\n?|\n/g, "\r\n")]];
}

/** @returns undefined for what is no control, or is not sent */
function valuesOf(
  control: Element,
  submitter: Element,
  answers: FormAnswers,
): string[] | undefined {
  const value = attribute(control, "value");
  const typed = answers.text?.[attribute(control, "name") ?? ""];
  switch (control.tagName) {
    case "button":
      return control === submitter ? [value ?? ""] : undefined;
    case "textarea":
      return [typed ?? rawText(control)];
    case "select":
      return optionsOf(control).flatMap((option) =>
        option.isSelected && !option.isDisabled ? [option.value] : [],
      );
    case "input":
      break;
    default:
      return undefined;
  }
  switch (attribute(control, "type")?.toLowerCase()) {
    case "checkbox": {
      const isOn = has(control, "checked") || has(control, "required");
      return (answers.isTicked?.(control) ?? isOn) ? [value ?? "on"] : undefined;
    }
    case "radio":
      return has(control, "checked") ? [value ?? "on"] : undefined;
    case "submit":
    case "image":
      return control === submitter ? [value ?? ""] : undefined;
    case "reset":
    case "button":
      return undefined;
    case "file":
      return [""];
    case "hidden":
      return [answers.hidden?.(value ?? "") ?? value ?? ""];
    default:
      return [typed ?? value ?? ""];
  }
}

function needsText(control: Element): boolean {
  const type = attribute(control, "type")?.toLowerCase();
  return has(control, "required") && type !== "checkbox" && type !== "hidden";
}
