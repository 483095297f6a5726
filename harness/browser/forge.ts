import { attribute, collapse, elementsOf, rawText, type Element } from "./dom.ts";
import { fieldsOf } from "./field.ts";
import type { Navigation } from "./navigation.ts";
import type { Page, Pressable } from "./page.ts";

/** A form that was sent, to know it by when it is shown again. */
export interface SentForm {
  /** See {@link formKey}. */
  readonly key: string;
  /** What its page said, see {@link textsOf}. */
  readonly texts: ReadonlySet<string>;
  /** In which fields it differed from the one on the page, where it was forged. */
  readonly differing: ReadonlySet<string> | undefined;
  readonly isLogin: boolean;
}

/** Compares what two browsers send by one form. @returns the fields, or an empty name for its address; nothing where all is the same */
export function differingFields(own: Navigation, theirs: Navigation): ReadonlySet<string> {
  const [mine = [], other = []] = [own.entries, theirs.entries];
  // The name itself may be the token.
  const names = other.flatMap((each, index) => {
    const { name = each.name, value } = mine[index] ?? {};
    return name === each.name && value === each.value ? [] : [name, each.name];
  });
  return new Set([...(addressOf(own) === addressOf(theirs) ? [] : [""]), ...names]);
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
export function mayBeToken(value: string): boolean {
  return value.length >= 6 && !isWords(value) && !/^[a-z][a-z\d+.-]*:\/\//i.test(value);
}

/** `read:user`, `approveAccess`: what is drawn from all letters has capitals anywhere, or many. */
function isWords(value: string): boolean {
  if (value.length > 20 || !/^[a-z][a-z:. _-]*$/i.test(value)) return false;
  const parts = value.split(/[:. _-]+|(?<=[a-z])(?=[A-Z])/).filter(Boolean);
  const letters = parts.join("").length;
  return (
    parts.every((part) => /^(?:[A-Z]?[a-z]+|[A-Z]+)$/.test(part)) && letters >= 4 * parts.length
  );
}

/** By what a form is known in another browser: the headings of its page, and {@link formKey}. */
export function nameOfForm(page: Page, press: Pressable): string {
  const headings = elementsOf(page.document)
    .filter(({ tagName }) => tagName === "title" || tagName === "h1")
    .map((each) => collapse(rawText(each)));
  return [...headings, formKey(page, press)].join("\n");
}

/**
 * By what a form is known on its page: the button, its fields, and what is always the same in them.
 *
 * @param differing names of the fields in which it is not; where nobody knows, what may be a token is not
 */
export function formKey(
  { document, url }: Page,
  { form, words, target }: Pressable,
  differing?: ReadonlySet<string>,
): string {
  const isSame = (name: string, value: string) => !(differing?.has(name) ?? mayBeToken(value));
  const fields = (form ? fieldsOf(form, document) : []).flatMap(({ element, kind, name }) => {
    const value = attribute(element, "value") ?? "";
    if (kind !== "hidden") return name;
    return isSame(name, value) ? `${name}=${value}` : [];
  });
  const { pathname = "", searchParams = new URLSearchParams() } = URL.parse(target, url) ?? {};
  const isAddressSame = differing !== undefined && !differing.has("");
  const query = [...searchParams].filter(([name]) => isAddressSame && !TROUBLE.test(name));
  const segments = pathname.split("/").filter((each) => isAddressSame || !mayBeToken(each));
  const address = [...segments, ...query].join("/");
  return [words, address, ...fields].join("\n");
}

/** What an address says besides where a form was refused. */
const TROUBLE = /err|fail|message|^msg$|expired|attempt|retry/i;

/** Changes every letter and digit, so that the value keeps its shape and means something else. */
function changed(value: string): string {
  return value.replaceAll(/[a-z\d]/gi, (each) =>
    /[zZ9]/.test(each) ? ({ z: "a", Z: "A", 9: "0" }[each] ?? each) : nextCharacter(each),
  );
}

function nextCharacter(character: string): string {
  return String.fromCodePoint((character.codePointAt(0) ?? 0) + 1);
}
