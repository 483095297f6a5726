import { attribute, elementsOf, enclosing, has, rawText, type Element } from "./dom.ts";
import type { Choice } from "./choices.ts";

/**
 * Reads the options of a select, with those selected that a browser shows as selected: as written, and in a drop-down with
 * none the first that can be chosen. An option that is both selected and disabled, such as "Choose…", is shown, and not sent.
 *
 * @see https://html.spec.whatwg.org/multipage/form-elements.html#selectedness-setting-algorithm
 */
export function optionsOf(select: Element): Choice[] {
  const elements = elementsOf(select).filter(({ tagName }) => tagName === "option");
  const written = elements.filter((each) => has(each, "selected"));
  const isMultiple = has(select, "multiple");
  const shown = isDropDown(select)
    ? (written.at(-1) ?? elements.find((each) => !isOff(each)))
    : written.at(-1);
  return elements.map((each) => ({
    value: attribute(each, "value") ?? textOf(each),
    label: attribute(each, "label") || textOf(each),
    isDisabled: isOff(each),
    isChosen: isMultiple ? has(each, "selected") : each === shown,
  }));
}

/** Of a list with several rows, none need be selected. */
export function isDropDown(select: Element): boolean {
  const rows = /^\s*\+?(?<number>\d+)/.exec(attribute(select, "size") ?? "")?.groups?.["number"];
  return !has(select, "multiple") && Number(rows ?? 1) <= 1;
}

function isOff(option: Element): boolean {
  if (has(option, "disabled")) return true;
  const group = enclosing(option).find(({ tagName }) => tagName === "optgroup");
  return group !== undefined && has(group, "disabled");
}

/** HTML knows fewer blanks than JavaScript: one that does not break stays. */
function textOf(option: Element): string {
  return rawText(option)
    .replaceAll(/[ \t\n\f\r]+/g, " ")
    .replaceAll(/^ | $/g, "");
}
