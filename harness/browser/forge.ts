import { attribute, elementsOf, type Element } from "./dom.ts";
import { fieldsOf } from "./field.ts";
import type { Page, Pressable } from "./page.ts";

/**
 * Says what a forged form holds in its hidden fields, by the field: what another browser was shown there. Whoever makes somebody
 * send a form of theirs has such values, and no others. Where all are the same in every browser, they are changed.
 *
 * @param elsewhere the page, as another browser got it
 */
export function forgeries(
  page: Page,
  { form }: Pressable,
  elsewhere: Page | undefined,
): Map<Element, string> {
  if (form === undefined) return new Map();
  const own = hiddenFields(form, page);
  const theirs = formsOf(elsewhere).find((each) => isAlike(each, own)) ?? [];
  const differing = own.flatMap(({ element, value }, index) => {
    const other = theirs[index]?.value ?? value;
    return other === value ? [] : [[element, other] as const];
  });
  if (differing.length > 0) return new Map(differing);
  return new Map(own.map(({ element, value }) => [element, changed(value)]));
}

/** By what a form is known that is shown again: the button, and the names of the hidden fields. */
export function formName(page: Page, { form, words }: Pressable): string {
  const names = form ? hiddenFields(form, page).map(({ name }) => name) : [];
  return [words, ...names].join("\n");
}

interface HiddenField {
  element: Element;
  name: string;
  value: string;
}

/** Those that are sent, and hold what the page has put there. */
function hiddenFields(form: Element, { document }: Page): HiddenField[] {
  return fieldsOf(form, document).flatMap(({ element, kind, name }) => {
    if (kind !== "hidden" || name === "" || name.toLowerCase() === "_charset_") return [];
    return [{ element, name, value: attribute(element, "value") ?? "" }];
  });
}

function formsOf(page: Page | undefined): HiddenField[][] {
  if (page === undefined) return [];
  return elementsOf(page.document)
    .filter(({ tagName }) => tagName === "form")
    .map((form) => hiddenFields(form, page));
}

function isAlike(form: readonly HiddenField[], other: readonly HiddenField[]): boolean {
  return (
    form.length === other.length && form.every(({ name }, index) => name === other[index]?.name)
  );
}

/** Changes every letter and digit, so that the value keeps its shape and means something else. */
export function changed(value: string): string {
  const next = value.replaceAll(/[a-z\d]/gi, (each) =>
    /[zZ9]/.test(each) ? ({ z: "a", Z: "A", 9: "0" }[each] ?? each) : nextCharacter(each),
  );
  return next === value ? `${value}x` : next;
}

function nextCharacter(character: string): string {
  return String.fromCodePoint((character.codePointAt(0) ?? 0) + 1);
}
