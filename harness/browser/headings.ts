import { toWords } from "./button-words.ts";
import { attribute, elementsOf, enclosing, visibleText, type Element } from "./dom.ts";
import { oncePer } from "./once-per.ts";
import { inertButtons, links, submitButtons, type Page } from "./page.ts";

/** What a page says it is about, as {@link toWords} writes it. */
export interface Headings {
  /** Of the highest level that there is. */
  readonly main: readonly string[];
  /** And of those below it, what stands above a button; in a section of its own, in the same. */
  readonly all: readonly string[];
}

const AROUND = /^(?:aside|footer|nav)$/;
const SECTION = /^(?:article|details|dialog|fieldset|li|section|td)$/;
/** A page that has more is about no one thing. */
const MAX_HEADINGS = 8;

/** A page's headings of the first two levels; none where there are many. */
export const headingsOf: (page: Page) => Headings = oncePer((page: Page) => {
  const elements = elementsOf(page.document);
  const found = elements.flatMap((element, at) => {
    const level = levelOf(element);
    const isShown = !enclosing(element).some(({ tagName }) => AROUND.test(tagName));
    return level <= 2 && isShown ? { element, level, at, text: toWords(visibleText(element)) } : [];
  });
  if (found.length > MAX_HEADINGS) return { main: [], all: [] };
  const highest = Math.min(...found.map(({ level }) => level));
  const buttons = [...submitButtons(page), ...inertButtons(page), ...links(page)].filter(
    ({ role }) => role === "button",
  );
  const isAbove = ({ element, at }: { element: Element; at: number }) => {
    const section = enclosing(element).find(({ tagName }) => SECTION.test(tagName));
    const isBelow = (each: Element) =>
      elements.indexOf(each) > at && (!section || enclosing(each).includes(section));
    return buttons.length === 0 || buttons.some((each) => isBelow(each.element));
  };
  const texts = (headings: typeof found) => headings.map(({ text }) => text);
  return {
    main: texts(found.filter(({ level }) => level === highest)),
    all: texts(found.filter((each) => each.level === highest || isAbove(each))),
  };
});

/** The level of a heading, by its role, too. @returns Infinity for what is none */
function levelOf(element: Element): number {
  const [, digit] = /^h([1-6])$/.exec(element.tagName) ?? [];
  if (attribute(element, "role") === "heading")
    return Number(attribute(element, "aria-level") ?? digit ?? 2);
  return digit === undefined ? Infinity : Number(digit);
}
