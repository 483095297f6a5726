import { collapse, elementsOf, isOutOfSight, nodesOf, rawText, textOf } from "./dom.ts";
import type { SentForm } from "./forge.ts";
import type { Page } from "./page.ts";

/** What a page says, piece by piece; what is counted there is left out, but for the number of a step. */
export function textsOf({ document }: Page): ReadonlySet<string> {
  const titles = elementsOf(document).filter(({ tagName }) => tagName === "title");
  const pieces = [...titles.map(rawText), ...nodesOf(document, isOutOfSight).map(textOf)];
  return new Set(
    pieces
      .map((piece) =>
        collapse(piece).replaceAll(/(?<!\b(?:step|page|schritt|étape|paso|passo|stap) )\d+/gi, "#"),
      )
      .filter(Boolean),
  );
}

/**
 * Tells, of two pages with the same form, whether the second is the first one shown again, and not the next step, by what they say. A
 * refusal may say otherwise the first time: whoever then does the same again is shown the same.
 */
export function isShownAgain(before: ReadonlySet<string>, after: ReadonlySet<string>): boolean {
  return before.size === after.size && isAllThere(before, after);
}

/** Tells whether a page still says all that it said before. */
function isAllThere(before: ReadonlySet<string>, after: ReadonlySet<string>): boolean {
  return [...before].every((piece) => after.has(piece));
}

/** Tells whether a page is none on which somebody has pressed something before. */
export function isNew(page: Page, sent: readonly SentForm[]): boolean {
  const says = textsOf(page);
  return !sent.some(({ texts }) => isAllThere(texts, says));
}
