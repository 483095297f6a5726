import { approves } from "./approval.ts";
import { says, SAYS_NO, toWords, words } from "./button-words.ts";
import { attribute, elementsOf, enclosing, rawText, type Element } from "./dom.ts";
import { oncePer } from "./once-per.ts";
import type { Pressable } from "./page.ts";

const LANGUAGE = /(?:^|[_?&])(?:lang|language|locale|locales|hl)(?:$|=)/i;
const NOTICE = words("cookies?", "newsletter", "subscribe");
const ELSEWHERE =
  /^(?:search|(?:log|sign)[-_]?out|delete|delete[-_]account|remove|revoke(?:[-_]all)?|disconnect|newsletter|(?:un)?subscribe)$/i;
/** What a page asks about itself, or its cookies. */
const OPINION = /^(?:feedback|survey|vote|rate|privacy|cookies?|cookie[-_]consent|promo)$/i;

/**
 * Tells whether a button or a link belongs to what many pages have beside what they are about: a search, a choice of language, a
 * notice about cookies, a newsletter, a site's navigation.
 *
 * @param all the page's buttons and links
 */
export function isBeside(pressable: Pressable, all: readonly Pressable[]): boolean {
  const { element, name, target, form, kind, role } = pressable;
  if (kind === "link")
    return LANGUAGE.test(target.replace(/^[^?]*/, "")) || (role !== "button" && isAround(element));
  if (LANGUAGE.test(name)) return true;
  if (form === undefined) return false;
  const approved = () => all.filter((each) => each.form === form && approves(each));
  if (OPINION.test(lastSegment(pressable.target))) return true;
  if (isNotice(form) && !approved().some(namesApp)) return true;
  if (leadsAway(pressable) && !approved().length) return true;
  // A form that asks may well let its reader choose a language, or search among what is asked for.
  return isSideline(form) && approved().length === 0;
}

/** What all pages of a site have around what they are about; a card or a dialog has a head and a foot of its own. */
export function isAround(link: Element): boolean {
  const around = enclosing(link).map(({ tagName }) => tagName);
  const at = around.findIndex((each) => /^(?:aside|footer|header|nav)$/.test(each));
  if (at === -1) return false;
  const isOwn = around.slice(at + 1).some((each) => /^(?:article|dialog|form|main)$/.test(each));
  return !(isOwn && /^(?:footer|header)$/.test(around[at] ?? ""));
}

/** `Authorize Cookie Jar`: nobody authorizes a notice. */
function namesApp({ words: text }: Pressable): boolean {
  return /^(?:authori[sz]e|grant|connect) /i.test(text);
}

/** By where its form is sent: what comes last there is what is done. */
function leadsAway({ target, words: text }: Pressable): boolean {
  return ELSEWHERE.test(lastSegment(target)) && !SAYS_NO.test(toWords(text));
}

function lastSegment(target: string): string {
  const [path = ""] = target.split(/[?#]/);
  return path.replace(/\/$/, "").replace(/^.*\//, "");
}

/** About cookies, or a newsletter. */
const isNotice = oncePer((form: Element) =>
  elementsOf(form).some((control) => {
    const read = (name: string) => attribute(control, name) ?? "";
    const isSubmit = /^(?:submit|image)$/i.test(read("type"));
    const text = control.tagName === "button" ? rawText(control) : read("value");
    const isButton = control.tagName === "button" || (control.tagName === "input" && isSubmit);
    return isButton && [read("name"), text].some((each) => says(each, NOTICE));
  }),
);

/** A search, or a choice of language. */
const isSideline = oncePer((form: Element) => {
  const isSearch = enclosing(form).some(
    (each) => attribute(each, "role") === "search" || each.tagName === "search",
  );
  return isSearch || elementsOf(form).some(isSidelineControl);
});

function isSidelineControl(control: Element): boolean {
  const read = (name: string) => attribute(control, name) ?? "";
  if (control.tagName === "select") return LANGUAGE.test(read("name"));
  return control.tagName === "input" && /^search$/i.test(read("type"));
}
