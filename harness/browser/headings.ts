import { toWords } from "./button-words.ts";
import { attribute, elementsOf, enclosing, visibleText, type Element } from "./dom.ts";
import { oncePer } from "./once-per.ts";
import type { Page } from "./page.ts";

/** What a page says it is about, as {@link toWords} writes it. */
export interface Headings {
  /** Of the highest level that there is. */
  readonly main: readonly string[];
  readonly all: readonly string[];
}

const AROUND = /^(?:aside|footer|nav)$/;
/** A page that has more is about no one thing. */
const MAX_HEADINGS = 8;

/** A page's headings of the first two levels; none where there are many. */
export const headingsOf: (page: Page) => Headings = oncePer(({ document }: Page) => {
  const found = elementsOf(document).flatMap((each) => {
    const level = levelOf(each);
    const isShown = !enclosing(each).some(({ tagName }) => AROUND.test(tagName));
    return level <= 2 && isShown ? { level, text: toWords(visibleText(each)) } : [];
  });
  if (found.length > MAX_HEADINGS) return { main: [], all: [] };
  const highest = Math.min(...found.map(({ level }) => level));
  const main = found.filter(({ level }) => level === highest);
  return { main: main.map(textOf), all: found.map(textOf) };
});

function textOf({ text }: { text: string }): string {
  return text;
}

/** The level of a heading, by its role, too. @returns Infinity for what is none */
function levelOf(element: Element): number {
  const [, digit] = /^h([1-6])$/.exec(element.tagName) ?? [];
  if (attribute(element, "role") === "heading")
    return Number(attribute(element, "aria-level") ?? digit ?? 2);
  return digit === undefined ? Infinity : Number(digit);
}
