import { attribute, elementsOf, enclosing, type Element } from "./dom.ts";
import { formOwner } from "./form-owner.ts";
import { oncePer } from "./once-per.ts";
import type { Page, Pressable } from "./page.ts";

/** Tells whether a button belongs to a form that many pages have beside what they are about: a search, or a choice of language. */
export function isBeside({ element }: Pressable, page: Page): boolean {
  const form = formOwner(element, page.document);
  return form !== undefined && isFormBeside(form);
}

const isFormBeside = oncePer((form: Element) => {
  const isSearch = enclosing(form).some(
    (each) => attribute(each, "role") === "search" || each.tagName === "search",
  );
  return isSearch || elementsOf(form).some(isSearchOrLanguage);
});

function isSearchOrLanguage(control: Element): boolean {
  const name = attribute(control, "name") ?? "";
  if (control.tagName === "select") return /(?:^|_)(?:lang|language|locale|locales)$/i.test(name);
  return control.tagName === "input" && attribute(control, "type")?.toLowerCase() === "search";
}
