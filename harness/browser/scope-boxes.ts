import { attribute, elementsOf, type Element } from "./dom.ts";
import { isDisabled } from "./field.ts";
import { formOwner } from "./form-owner.ts";
import type { Page, Pressable } from "./page.ts";

/** The check boxes of a consent page that stand for OAuth scopes, each with its scope. */
export type ScopeBoxes = ReadonlyMap<Element, string>;

const SCOPE_NAME = /^(?:scopes?|permissions?)(?:consents?)?(?:$|[^a-z]+)/i;

/**
 * Finds the check boxes that choose scopes, among those that a button sends: by a name that says so (`name="scope"`, `name="scope[read]"`), by a value or name
 * that is a known scope, and whatever shares its name with one of those.
 *
 * @param known the scopes that were asked for, and those that are to be ticked
 */
export function findScopeBoxes(
  { document }: Page,
  { form }: Pressable,
  known: readonly string[],
): ScopeBoxes {
  const boxes = elementsOf(document).filter(
    (each) => isCheckBox(each) && !isDisabled(each) && formOwner(each, document) === form,
  );
  const isScope = (box: Element) =>
    SCOPE_NAME.test(nameOf(box)) ||
    known.some((scope) => [nameOf(box), valueOf(box)].includes(scope));
  const names = new Set(boxes.filter(isScope).map(nameOf));
  const found = boxes.filter((box) => names.has(nameOf(box)));
  return new Map(
    found.map((box) => [
      box,
      valueOf(box) ??
        nameOf(box)
          .replace(SCOPE_NAME, "")
          .replace(/['"]?\]$/, ""),
    ]),
  );
}

function isCheckBox(element: Element): boolean {
  return element.tagName === "input" && attribute(element, "type")?.toLowerCase() === "checkbox";
}

function nameOf(box: Element): string {
  return attribute(box, "name") ?? "";
}

/** What a box sends; "on", "1" and the like say nothing about its scope, its name does. */
function valueOf(box: Element): string | undefined {
  const value = attribute(box, "value");
  return value === undefined || /^(?:on|1|true|yes)$/i.test(value) ? undefined : value;
}
