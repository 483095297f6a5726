import { attribute, has, rawText, type Element, type Node } from "./dom.ts";
import { choicesOf, choose, lacksChoice, type Choice } from "./choices.ts";
import { directionEntry } from "./direction.ts";
import { fieldsOf, isDisabled, type Field } from "./field.ts";
import { questionOf } from "./labels.ts";
import { sanitizeValue } from "./sanitize-value.ts";
import { checkText } from "./text-constraints.ts";

/** What a form sends, in the order of the document. */
export interface Entry {
  readonly name: string;
  readonly value: string;
  /** For a file that nobody has chosen. */
  readonly isFile?: boolean | undefined;
}

/** A field that keeps a browser from sending its form. */
export interface Want {
  readonly name: string;
  /** What is written beside it. */
  readonly label: string;
  /** Whether something stands there that a browser does not take. */
  readonly isMalformed?: boolean | undefined;
  /** What can be chosen there, where something can. */
  readonly choices?: readonly Choice[] | undefined;
}

export interface FilledForm {
  entries: Entry[];
  /** What only a person knows: fields that must be filled in and have no default, or one that does not fit. */
  wants: Want[];
  /** Fields that were to be filled in with what cannot be chosen there. */
  refused: Want[];
  /** Names of the fields that a person can fill in. */
  fillable: Set<string>;
}

/** Where somebody does otherwise than the form's defaults say. */
export interface FormAnswers {
  /** What is typed or chosen, by the field's name. What can be chosen is named by its value, or by the words beside it. */
  fill?: Readonly<Record<string, string>> | undefined;
  /** Whether a check box is ticked; undefined leaves it as it is. */
  isTicked?: ((box: Element) => boolean | undefined) | undefined;
  /** What is sent in place of a hidden field's value. */
  hidden?: ((value: string) => string) | undefined;
}

/**
 * Fills a form as somebody does who only ticks what has to be ticked, and leaves every default as it is.
 *
 * @param of.submitter the button that was pressed; no other button is sent
 * @param of.encoding what the form is sent in: it may say so itself
 * @see https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#constructing-the-form-data-set
 */
export function fillForm(
  form: Element,
  { document, submitter, encoding }: { document: Node; submitter: Element; encoding: string },
  answers: FormAnswers = {},
): FilledForm {
  const filled: FilledForm = {
    entries: [],
    wants: [],
    refused: [],
    fillable: new Set(),
  };
  const fields = fieldsOf(form, document);
  for (const field of fields) {
    const { element, name } = field;
    if (isDisabled(element)) continue;
    const choices = choicesOf(field, fields, document);
    const add = (wants: Want[], isMalformed?: boolean) => {
      // The radio buttons of a group want the same.
      if (wants.some((each) => each.name === name)) return;
      wants.push({ name, label: questionOf(element, document), choices, isMalformed });
    };
    if (canBeFilled(field)) {
      filled.fillable.add(name);
      if (choices && !answer(field, choices, answers)) add(filled.refused);
    }
    const own = choices?.filter((each) => each.element === undefined || each.element === element);
    const values = own ? chosenValues(own) : valuesOf(field, submitter, answers);
    if (choices && lacksChoice(field, choices, fields)) add(filled.wants);
    const isTyped = answers.fill?.[name] !== undefined;
    const wrong = choices ? undefined : checkText(field, values[0] ?? "", isTyped);
    if (wrong !== undefined) add(filled.wants, wrong === "malformed");
    for (const value of values) filled.entries.push(...entriesOf(field, value, encoding));
  }
  return filled;
}

/** @returns false when what is to be chosen is not there */
function answer({ element, kind, name }: Field, choices: Choice[], answers: FormAnswers): boolean {
  const chosen = answers.fill?.[name];
  if (chosen !== undefined) return choose(choices, chosen);
  const own = kind === "checkbox" ? choices.find((each) => each.element === element) : undefined;
  if (own) own.isChosen = answers.isTicked?.(element) ?? own.isChosen;
  return true;
}

/** A field that only shows something is not typed into. */
function canBeFilled({ element, kind, name }: Field): boolean {
  if (name === "" || ["button", "submit", "image", "hidden", "file"].includes(kind)) return false;
  return !has(element, "readonly") || (kind !== "text" && kind !== "textarea");
}

function chosenValues(choices: readonly Choice[]): string[] {
  const chosen = choices.filter((each) => each.isChosen && !each.isDisabled);
  return chosen.map(({ value }) => value);
}

function entriesOf(field: Field, value: string, encoding: string): Entry[] {
  const { kind, name } = field;
  if (kind === "image") {
    const prefix = name === "" ? "" : `${name}.`;
    return [
      { name: `${prefix}x`, value: "0" },
      { name: `${prefix}y`, value: "0" },
    ];
  }
  if (name === "") return [];
  if (kind === "hidden" && name.toLowerCase() === "_charset_") return [{ name, value: encoding }];
  const [sentName = "", sentValue = ""] = [name, value].map((each) =>
    each.replaceAll(/\r\n?|\n/g, "\r\n"),
  );
  return [{ name: sentName, value: sentValue, isFile: kind === "file" }, ...directionEntry(field)];
}

/** What a field sends that offers no choice: at most one value. */
function valuesOf(field: Field, submitter: Element, answers: FormAnswers): string[] {
  const { element, kind, type, name } = field;
  const value = attribute(element, "value") ?? "";
  const typed = canBeFilled(field) ? answers.fill?.[name] : undefined;
  switch (kind) {
    case "submit":
    case "image":
      return element === submitter ? [value] : [];
    case "textarea":
      return [typed ?? rawText(element)];
    case "text":
      return [sanitizeValue(typed ?? value, type, element)];
    case "hidden":
      return [answers.hidden?.(value) ?? value];
    case "file":
      return [""];
    default:
      return [];
  }
}
