import { attribute, type Element } from "./dom.ts";
import { fieldsOf } from "./field.ts";
import type { Navigation } from "./navigation.ts";
import type { Page, Pressable } from "./page.ts";

/** A form that somebody else has put in the place of the one on the page. */
export interface Forgery {
  /** Names of the fields in which it differs. */
  readonly differing: ReadonlySet<string>;
  /** See {@link nameOfForm}. */
  readonly form: string;
}

/** Compares what two browsers send by one form. @returns the fields, or an empty name for its address; nothing where all is the same */
export function differingFields(own: Navigation, theirs: Navigation): ReadonlySet<string> {
  const [mine = [], other = []] = [own.entries, theirs.entries];
  const names = other.filter(({ value }, index) => value !== mine[index]?.value);
  return new Set([
    ...(addressOf(own) === addressOf(theirs) ? [] : [""]),
    ...names.map(({ name }) => name),
  ]);
}

/** What a form sends by GET stands in the query. */
function addressOf({ method, isForm, url }: Navigation): string {
  return isForm && method === "GET" ? url.origin + url.pathname : url.href;
}

/**
 * Changes what may be a form token, where nobody else was shown the form: each hidden field with a long value that did not come
 * with the first address.
 */
export function changedTokens(
  { page, press: { form } }: { page: Page; press: Pressable },
  asked: URLSearchParams,
): Map<Element, string> {
  const known = new Set(asked.values());
  const fields = form ? fieldsOf(form, page.document) : [];
  const tokens = fields.flatMap(({ element, kind, name }) => {
    const value = attribute(element, "value") ?? "";
    const isToken = kind === "hidden" && name !== "" && mayBeToken(value);
    return isToken && !known.has(value) ? [[element, changed(value)] as const] : [];
  });
  return new Map(tokens);
}

/** What is short, a word or an address says the same to everybody. */
function mayBeToken(value: string): boolean {
  const isWord = /^[a-z][a-z _-]{0,19}$/i.test(value);
  return value.length >= 6 && !isWord && !/^[a-z][a-z\d+.-]*:\/\//i.test(value);
}

/** By what a form is known that is shown again: the button, and what is always the same. @param differing names of the fields that are not */
export function nameOfForm(
  { document }: Page,
  { form, words, target }: Pressable,
  differing: ReadonlySet<string>,
): string {
  const hidden = (form ? fieldsOf(form, document) : []).filter(
    ({ kind, name }) => kind === "hidden" && !differing.has(name),
  );
  const values = hidden.map(({ element, name }) => `${name}=${attribute(element, "value") ?? ""}`);
  return [words, differing.has("") ? "" : target, ...values].join("\n");
}

/** Changes every letter and digit, so that the value keeps its shape and means something else. */
function changed(value: string): string {
  return value.replaceAll(/[a-z\d]/gi, (each) =>
    /[zZ9]/.test(each) ? ({ z: "a", Z: "A", 9: "0" }[each] ?? each) : nextCharacter(each),
  );
}

function nextCharacter(character: string): string {
  return String.fromCodePoint((character.codePointAt(0) ?? 0) + 1);
}
