import { attribute, has, isHidden, rawText, type Element, type Node } from "./dom.ts";
import {
  choose,
  chooseDecision,
  groupsOf,
  isOfScope,
  lacksChoice,
  type Choice,
  type Group,
} from "./choices.ts";
import { directionEntry } from "./direction.ts";
import { fieldsOf, isDisabled, type Field } from "./field.ts";
import { questionOf } from "./labels.ts";
import { sanitizeValue } from "./sanitize-value.ts";
import { checkText } from "./text-constraints.ts";

const PATTERNS_MS = 1000;

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
  /** Whether a field was the decision. */
  isDecided: boolean;
  /** Names of the fields that a person can fill in. */
  fillable: Set<string>;
}

/** Where somebody does otherwise than the form's defaults say. */
export interface FormAnswers {
  /** What is typed or chosen, by the field's name. What can be chosen is named by its value, or by the words beside it. */
  fill?: Readonly<Record<string, string>> | undefined;
  /** What somebody wants, where a field asks for the decision. */
  wish?: "approve" | "deny" | undefined;
  /** Whether the button decides by itself: of the fields, then, only those of a scope each do. */
  decidesByButton?: boolean | undefined;
  /** Whether a check box is ticked; undefined leaves it as it is. */
  isTicked?: ((box: Element) => boolean | undefined) | undefined;
  /** What is sent in place of a hidden field's value. */
  hidden?: ReadonlyMap<Element, string> | undefined;
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
    isDecided: false,
    fillable: new Set(),
  };
  const fields = fieldsOf(form, document);
  const groups = groupsOf(fields, document);
  const patience = { leftMs: PATTERNS_MS };
  const refused = answer(new Set(groups.values()), answers, filled);
  for (const field of fields) {
    const { element, name } = field;
    if (isDisabled(element)) continue;
    const group = groups.get(element);
    const add = (wants: Want[], isMalformed?: boolean) => {
      // The radio buttons of a group want the same.
      if (wants.some((each) => each.name === name)) return;
      const label = questionOf(element, document);
      wants.push({ name, label, choices: group?.choices, isMalformed });
    };
    if (canBeFilled(field)) filled.fillable.add(name);
    if (group && refused.has(group)) add(filled.refused);
    const values = group ? chosenValues(field, group) : valuesOf(field, submitter, answers);
    if (group && lacksChoice(field, group)) add(filled.wants);
    const isTyped = answers.fill?.[name] !== undefined;
    const text = values[0] ?? "";
    const wrong = group
      ? undefined
      : (checkText(field, text, isTyped, patience) ?? checkPassword(field, text, isTyped));
    if (wrong !== undefined) add(filled.wants, wrong === "malformed");
    for (const value of values) filled.entries.push(...entriesOf(field, value, encoding));
  }
  return filled;
}

/** A browser would send it empty, and nobody does. Without a name it is not sent at all. */
function checkPassword(
  { element, type, name }: Field,
  value: string,
  isTyped: boolean,
): "missing" | undefined {
  const isAsked =
    type === "password" && name !== "" && !isHidden(element) && !has(element, "readonly");
  return isAsked && value === "" && !isTyped ? "missing" : undefined;
}

/** Chooses what is to be chosen. @returns the groups that do not offer it */
function answer(
  groups: ReadonlySet<Group>,
  { fill, wish, decidesByButton, isTicked }: FormAnswers,
  filled: FilledForm,
): Set<Group> {
  const refused = new Set<Group>();
  for (const group of groups) {
    const chosen = group.name === "" ? undefined : fill?.[group.name];
    if (chosen !== undefined) {
      if (!choose(group.choices, chosen)) refused.add(group);
      continue;
    }
    const decision =
      wish === undefined || (decidesByButton && !isOfScope(group))
        ? "none"
        : chooseDecision(group, wish);
    if (decision !== "none") filled.isDecided = true;
    if (decision === "open") refused.add(group);
    if (decision === "none" && group.kind === "checkbox") {
      for (const [element, box] of group.byElement)
        box.isChosen = isTicked?.(element) ?? box.isChosen;
    }
  }
  return refused;
}

/** A field that only shows something is not typed into. */
function canBeFilled({ element, kind, name }: Field): boolean {
  if (name === "" || ["button", "submit", "image", "hidden", "file"].includes(kind)) return false;
  return !has(element, "readonly") || (kind !== "text" && kind !== "textarea");
}

function chosenValues({ element, kind }: Field, { choices, byElement }: Group): string[] {
  const own = kind === "select" ? choices : [byElement.get(element)];
  return own.flatMap((each) => (each?.isChosen && !each.isDisabled ? [each.value] : []));
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

/** Browsers send the words that they put themselves on a button without a value. */
function submittedValue(button: Element, value: string): string {
  const isBare = button.tagName === "input" && !has(button, "value");
  return isBare && attribute(button, "type")?.toLowerCase() === "submit" ? "Submit" : value;
}

/** What a field sends that offers no choice: at most one value. */
function valuesOf(field: Field, submitter: Element, answers: FormAnswers): string[] {
  const { element, kind, type, name } = field;
  const value = attribute(element, "value") ?? "";
  const typed = canBeFilled(field) ? answers.fill?.[name] : undefined;
  switch (kind) {
    case "submit":
    case "image":
      return element === submitter ? [submittedValue(element, value)] : [];
    case "textarea":
      return [typed ?? rawText(element)];
    case "text":
      return [sanitizeValue(typed ?? value, type, element)];
    case "hidden":
      return [answers.hidden?.get(element) ?? value];
    case "file":
      return [""];
    default:
      return [];
  }
}
