import { says, words } from "./button-words.ts";
import { attribute, elementsOf, enclosing, rawText, type Element } from "./dom.ts";
import { oncePer } from "./once-per.ts";
import type { Pressable } from "./page.ts";

const LANGUAGE = /(?:^|[_?&])(?:lang|language|locale|locales|hl)(?:$|=)/i;
const NOTICE = words("cookies?", "newsletter", "subscribe");

/**
 * Tells whether a button or a link belongs to what many pages have beside what they are about: a search, a choice of language, a
 * notice about cookies, a newsletter, a site's navigation.
 */
export function isBeside({ element, name, target, form, kind }: Pressable): boolean {
  if (kind === "link") return LANGUAGE.test(target.replace(/^[^?]*/, "")) || isAround(element);
  return LANGUAGE.test(name) || (form !== undefined && isFormBeside(form));
}

/** What all pages of a site have around what they are about. */
function isAround(link: Element): boolean {
  return enclosing(link).some(({ tagName }) => /^(?:aside|footer|header|nav)$/.test(tagName));
}

const isFormBeside = oncePer((form: Element) => {
  const isSearch = enclosing(form).some(
    (each) => attribute(each, "role") === "search" || each.tagName === "search",
  );
  return isSearch || elementsOf(form).some(isControlBeside);
});

function isControlBeside(control: Element): boolean {
  const read = (name: string) => attribute(control, name) ?? "";
  const isNotice = (text: string) => [read("name"), text].some((each) => says(each, NOTICE));
  switch (control.tagName) {
    case "select":
      return LANGUAGE.test(read("name"));
    case "button":
      return isNotice(rawText(control));
    case "input":
      return (
        /^search$/i.test(read("type")) ||
        (/^(?:submit|image)$/i.test(read("type")) && isNotice(read("value")))
      );
    default:
      return false;
  }
}
