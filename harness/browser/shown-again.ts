import { collapse, elementsOf, isOutOfSight, nodesOf, rawText, textOf } from "./dom.ts";
import type { Page } from "./page.ts";

/** What a page says where something went wrong with what it was sent. What is asked for may hold the same words: `Retry failed builds`. */
const TROUBLE = new RegExp(
  [
    String.raw`\b(?:error|failed|invalid|expired|denied|refused|rejected|forbidden|mismatch|missing)\W*$`,
    String.raw`^(?:error|invalid|expired|denied|refused|rejected|forbidden|missing|mismatch)\W*(?:$|csrf|code|form|link|page|parameter|request|session|state|token|value)`,
    "error: |an? (?:unexpected |unknown )?error|a problem|(?:something|that) (?:went|is|was) wrong|failed to|has failed|sorry|oops|csrf|tampered|no longer|bad request|too many|(?:refresh|reload) (?:the|this) page|unauthori[sz]ed",
    String.raw`(?:has|have|had|is|was|were|been) (?:\w+ )?(?:expired|invalid|denied|refused|rejected|forbidden|wrong|missing)|not (?:accepted|allowed|authori[sz]ed|completed?|found|match|permitted|valid|verified)`,
    "(?:try|sign in|log in|start|approve|submit) (?:it |this |that |once )?again|once again|start over|retry$",
    String.raw`could(?:n['’]t| not)|cannot|can['’]t|unable to|timed? ?out|(?:allow|enable) (?:\w+ (?:and )?)?cookies|no session|session (?:has|is|was|not|ended|lost|timed)|security (?:check|token|error|reason)`,
    "ung[üu]ltig|abgelaufen|fehler|erneut|erreur|expiré|réessay|caduc|inválid|int[ée]nt|scadut|errore|riprova|verlopen|ongeldig|fout|opnieuw",
  ].join("|"),
  "i",
);

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
 * Tells, of two pages with the same form, whether the second is the first one shown again, as after a refusal, and not the next step: that
 * says something else in the place of something, and of no trouble.
 */
export function isShownAgain(before: ReadonlySet<string>, after: ReadonlySet<string>): boolean {
  const added = [...after].filter((piece) => !before.has(piece));
  return (
    isAllThere(before, after) || added.length === 0 || added.some((piece) => TROUBLE.test(piece))
  );
}

/** Tells whether a page still says all that it said before. */
export function isAllThere(before: ReadonlySet<string>, after: ReadonlySet<string>): boolean {
  return [...before].every((piece) => after.has(piece));
}
