import { attribute, has, rawText, type Element, type Node } from "./dom.ts";
import { choicesOf, lacksChoice, type Choice } from "./choices.ts";
import { fieldsOf, isDisabled, type Field } from "./field.ts";
import { questionOf } from "./labels.ts";

/** What a form sends, in the order of the document. */
export interface Entry {
  readonly name: string;
  readonly value: string;
}

/** A field that keeps a browser from sending its form. */
export interface Want {
  readonly name: string;
  /** What is written beside it. */
  readonly label: string;
  /** What can be chosen there, where something can. */
  readonly choices?: readonly Choice[] | undefined;
}

export interface FilledForm {
  entries: Entry[];
  /** What only a person knows: fields that must be filled in, and have no default. */
  wants: Want[];
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
  const filled: FilledForm = { entries: [], wants: [] };
  const fields = fieldsOf(form, document);
  for (const field of fields) {
    const { element, kind, name } = field;
    if (isDisabled(element)) continue;
    const choices = choicesOf(field, fields, document);
    const [own] = choices?.filter((each) => each.element === element) ?? [];
    const ticked = kind === "checkbox" ? answers.isTicked?.(element) : undefined;
    if (own && ticked !== undefined) own.isChosen = ticked;
    const values = choices
      ? chosenValues(own ? [own] : choices)
      : valuesOf(field, submitter, answers);
    const isWanting = choices ? lacksChoice(field, choices, fields) : lacksText(field, values);
    // The fields of a group want the same.
    if (isWanting && !filled.wants.some((each) => each.name === name)) {
      filled.wants.push({ name, label: questionOf(element, document), choices });
    }
    for (const value of values) filled.entries.push(...entriesOf(field, value));
  }
  return filled;
}

function chosenValues(choices: readonly Choice[]): string[] {
  const chosen = choices.filter((each) => each.isChosen && !each.isDisabled);
  return chosen.map(({ value }) => value);
}

function entriesOf({ kind, name }: Field, value: string): Entry[] {
  if (kind === "image") {
    const prefix = name === "" ? "" : `${name}.`;
    return [
      { name: `${prefix}x`, value: "0" },
      { name: `${prefix}y`, value: "0" },
    ];
  }
  if (name === "") return [];
  if (kind === "hidden" && name.toLowerCase() === "_charset_") return [{ name, value: "UTF-8" }];
  return [{ name, value: value.replaceAll(/\r\n?|\n/g, "\r\n") }];
}

/** What a field sends that offers no choice: at most one value. */
function valuesOf(
  { element, kind, name }: Field,
  submitter: Element,
  answers: FormAnswers,
): string[] {
  const value = attribute(element, "value") ?? "";
  const typed = has(element, "readonly") ? undefined : answers.text?.[name];
  switch (kind) {
    case "submit":
    case "image":
      return element === submitter ? [value] : [];
    case "textarea":
      return [typed ?? rawText(element)];
    case "text":
      return [typed ?? value];
    case "hidden":
      return [answers.hidden?.(value) ?? value];
    case "file":
      return [""];
    default:
      return [];
  }
}

/** @see https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#the-constraint-validation-api */
function lacksText({ element, kind, type }: Field, values: readonly string[]): boolean {
  if (!has(element, "required") || has(element, "readonly")) return false;
  const canLack = kind === "text" || kind === "textarea" || kind === "file";
  return canLack && type !== "range" && type !== "color" && values.every((value) => value === "");
}
