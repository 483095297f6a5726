import { attribute, collapse, elementsOf, has, type Element, type Node } from "./dom.ts";
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

/** Reads what a field offers, for boxes and radio buttons with all of the same name, and what of that is chosen. @returns undefined for what is no choice */
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
    case "radio": {
      const group = fields.filter((each) => each.kind === kind && each.name === name);
      const checked = group.filter((each) => has(each.element, "checked"));
      return group.map((each) => {
        // A box that must be ticked leaves no choice to a person who wants to go on; of radio buttons one is on.
        const isChosen =
          kind === "radio"
            ? each === checked.at(-1)
            : checked.includes(each) || has(each.element, "required");
        return box(each.element, document, isChosen);
      });
    }
    default:
      return undefined;
  }
}

/** Chooses by value, or else by what a person reads; an empty answer chooses nothing. @returns whether there is such a choice */
export function choose(choices: readonly Choice[], answer: string): boolean {
  const open = choices.filter((each) => !each.isDisabled);
  const wanted =
    open.find(({ value }) => value === answer) ??
    open.find(({ label }) => label !== "" && label === collapse(answer));
  if (wanted === undefined && answer !== "") return false;
  for (const each of choices) each.isChosen = each === wanted;
  return true;
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
  if (kind === "checkbox") return !chosen.some((each) => each.element === element);
  const [first] = choices;
  const option = elementsOf(element).find(({ tagName }) => tagName === "option");
  const isPlaceholder = first?.value === "" && option?.parentNode === element;
  return chosen.every((each) => each === first && isDropDown(element) && isPlaceholder);
}
