import { APPROVES, REFUSES, says, words } from "./button-words.ts";
import { attribute, collapse, elementsOf, has, type Element, type Node } from "./dom.ts";
import { isDisabled, type Field, type FieldKind } from "./field.ts";
import { labelOf } from "./labels.ts";
import { oncePer } from "./once-per.ts";
import { isDropDown, optionsOf } from "./select.ts";

/** Something that can be chosen in a field. */
export interface Choice {
  readonly value: string;
  /** What a person reads. */
  readonly label: string;
  readonly isDisabled: boolean;
  isChosen: boolean;
}

/** A field that offers choices: a select, or all boxes or radio buttons of one name. */
export interface Group {
  readonly kind: FieldKind;
  readonly name: string;
  readonly choices: readonly Choice[];
  readonly isRequired: boolean;
  /** Of what is offered, what a box or a radio button stands for. */
  readonly byElement: ReadonlyMap<Element, Choice>;
}

/** Reads what the fields of a form offer, and what of that is chosen. What is no choice has no group. */
export function groupsOf(fields: readonly Field[], document: Node): Map<Element, Group> {
  const groups = new Map<Element, Group>();
  const boxes = fields.filter(({ kind }) => kind === "checkbox" || kind === "radio");
  for (const members of Map.groupBy(boxes, ({ kind, name }) => `${kind} ${name}`).values()) {
    const group = groupOfBoxes(members, document);
    for (const { element } of members) groups.set(element, group);
  }
  for (const { element, kind, name } of fields) {
    if (kind !== "select") continue;
    const isRequired = has(element, "required");
    const choices = optionsOf(element);
    groups.set(element, { kind, name, choices, isRequired, byElement: new Map() });
  }
  return groups;
}

function groupOfBoxes(members: readonly Field[], document: Node): Group {
  const { kind = "checkbox", name = "" } = members[0] ?? {};
  const lastChecked = members.findLast(({ element }) => has(element, "checked"));
  const byElement = new Map(
    members.map((each) => {
      const { element } = each;
      // A box that must be ticked leaves no choice to a person who wants to go on; of radio buttons one is on.
      const isChosen =
        kind === "radio"
          ? each === lastChecked
          : has(element, "checked") || has(element, "required");
      return [element, box(element, document, isChosen)];
    }),
  );
  const isRequired = members.some(({ element }) => has(element, "required"));
  return { kind, name, choices: [...byElement.values()], isRequired, byElement };
}

/** The name of a field that is the decision: Authlib's box, GitLab's choice, Spring's for each scope. */
const DECISION =
  /^(?:(?:user_?)?(?:oauth_?)?(?:decision|consent(?:ed)?|confirm(?:ed)?|approv(?:ed?|al)|allow(?:ed)?|authori[sz](?:ed?|ation)|grant|accept|answer)|scope\..*)$/i;
/** What is written beside a box that is the decision, where anything is. */
const AGREES = words("consent|confirm|agree|allow|approve|authori[sz]e|grant|accept|access|yes");
/** What may be agreed to besides. */
const BESIDES = words("marketing|news|newsletter|offers|e ?mails?|updates|terms|cookies|remember");

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

/**
 * Chooses what does as somebody wishes, where a field asks for the decision itself: one of its choices says yes, another no, or it
 * is a box of that name. What is chosen already stays where it does, and where the field is not named for a decision.
 *
 * @returns whether the decision is made, left `open` between several, or `none`
 */
export function chooseDecision(
  { kind, name, choices }: Group,
  wish: "approve" | "deny",
): "made" | "open" | "none" {
  const [only, ...more] = choices;
  if (kind === "checkbox" && only && more.length === 0 && DECISION.test(name)) {
    const isAsked = only.label === "" || says(only.label, AGREES);
    if (!isAsked || says(only.label, BESIDES)) return "none";
    only.isChosen = wish === "approve";
    return "made";
  }
  if (kind !== "radio" && kind !== "select") return "none";
  if (!DECISION.test(name) && choices.some(({ isChosen }) => isChosen)) return "none";
  const open = choices.filter((each) => !each.isDisabled);
  const against = open.filter((each) => sayEither(each, REFUSES));
  const inFavour = open.filter((each) => !against.includes(each) && sayEither(each, APPROVES));
  if (against.length === 0 || inFavour.length === 0) return "none";
  const fitting = wish === "approve" ? inFavour : against;
  const [first, ...others] = fitting;
  if (fitting.some(({ isChosen }) => isChosen)) return "made";
  for (const each of choices) each.isChosen = each === first;
  return others.length === 0 ? "made" : "open";
}

/** Old Spring asks so, beside a button that authorizes. */
export function isOfScope({ name }: Group): boolean {
  return /^scope\./i.test(name);
}

function sayEither({ value, label }: Choice, pattern: RegExp): boolean {
  return says(value, pattern) || says(label, pattern);
}

function box(element: Element, document: Node, isChosen: boolean): Choice {
  const label = labelOf(element, document);
  const value = attribute(element, "value") ?? "on";
  return { value, label, isDisabled: isDisabled(element), isChosen };
}

/**
 * Tells whether nothing is chosen where something must be, once the answer is in. The first option of a drop-down, without a
 * value, only says that one is to be chosen.
 *
 * @see https://html.spec.whatwg.org/multipage/form-elements.html#placeholder-label-option
 */
export function lacksChoice({ element, kind }: Field, group: Group): boolean {
  if (!group.isRequired) return false;
  if (kind === "radio") return !hasChosen(group);
  if (kind === "checkbox") {
    return has(element, "required") && !group.byElement.get(element)?.isChosen;
  }
  const [first] = group.choices;
  const option = elementsOf(element).find(({ tagName }) => tagName === "option");
  const isPlaceholder = first?.value === "" && option?.parentNode === element;
  const chosen = group.choices.filter(({ isChosen }) => isChosen);
  return chosen.every((each) => each === first && isDropDown(element) && isPlaceholder);
}

const hasChosen = oncePer(({ choices }: Group) => choices.some(({ isChosen }) => isChosen));
