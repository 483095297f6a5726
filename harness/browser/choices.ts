import { attribute, elementsOf, has, type Element, type Node } from "./dom.ts";
import { isDisabled, type Field } from "./field.ts";
import { labelOf } from "./labels.ts";
import { isDropDown, optionsOf } from "./select.ts";

/** Something that can be chosen in a field. */
export interface Choice {
  readonly value: string;
  /** What a person reads. */
  readonly label: string;
  readonly isDisabled: boolean;
  isChosen: boolean;
  /** Where it is a control by itself. */
  readonly element?: Element;
}

/** Reads what a field offers, and what of that is chosen. @returns undefined for what is no choice */
export function choicesOf(
  field: Field,
  fields: readonly Field[],
  document: Node,
): Choice[] | undefined {
  const { element, kind, name } = field;
  switch (kind) {
    case "select":
      return optionsOf(element);
    case "checkbox":
      // A box that must be ticked leaves no choice to a person who wants to go on.
      return [box(element, document, has(element, "checked") || has(element, "required"))];
    case "radio": {
      const group = fields.filter((each) => each.kind === "radio" && each.name === name);
      const chosen = group.findLast((each) => has(each.element, "checked"));
      return group.map((each) => box(each.element, document, each === chosen));
    }
    default:
      return undefined;
  }
}

function box(element: Element, document: Node, isChosen: boolean): Choice {
  const label = labelOf(element, document);
  const value = attribute(element, "value") ?? "on";
  return { element, value, label, isDisabled: isDisabled(element), isChosen };
}

/**
 * Tells whether nothing is chosen where something must be. The first option of a drop-down, without a value, only says that
 * one is to be chosen.
 *
 * @see https://html.spec.whatwg.org/multipage/form-elements.html#placeholder-label-option
 */
export function lacksChoice(
  { element, kind, name }: Field,
  choices: readonly Choice[],
  fields: readonly Field[],
): boolean {
  const chosen = choices.filter(({ isChosen }) => isChosen);
  if (kind === "radio") {
    const group = fields.filter((each) => each.kind === "radio" && each.name === name);
    return chosen.length === 0 && group.some((each) => has(each.element, "required"));
  }
  if (!has(element, "required")) return false;
  if (kind === "checkbox") return chosen.length === 0;
  const [first] = choices;
  const option = elementsOf(element).find(({ tagName }) => tagName === "option");
  const isPlaceholder = first?.value === "" && option?.parentNode === element;
  return chosen.every((each) => each === first && isDropDown(element) && isPlaceholder);
}
