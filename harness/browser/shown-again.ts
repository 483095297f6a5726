import { collapse, elementsOf, isOutOfSight, nodesOf, rawText, textOf } from "./dom.ts";
import type { Page } from "./page.ts";

/** What a page says where something went wrong with what it was sent. */
const TROUBLE =
  /error(?! (?:report|log|track|monitor))|invalid|expire|again|fail|could(?:n['’]t| not)|cannot|can['’]t|denied|refused|reject|forbidden|mismatch|csrf|session (?:has|is|was|not|expired|ended|lost|timed)|no session|security (?:check|token|error|reason)|problem|wrong|sorry|unable|timed? ?out|missing|not (?:accepted|complete|valid|verified)|cancell?ed|retry|oops|enable cookies|ung[üu]ltig|abgelaufen|fehler|erneut|erreur|expir|réessay|caduc|inválid|int[ée]nt|inv[áa]lid|scadut|errore|riprova|verlopen|ongeldig|fout|opnieuw/i;
/** `Manage your security settings`, `It wants to retry failed builds`: such words may be in what is asked for. */
const SCOPE =
  /^(?:access|add|change|create|delete|download|edit|find|get|know|list|manage|modify|monitor|read|receive|remove|restart|retry|run|search|see|send|share|start|store|sync|update|upload|use|view|write)\b|\b(?:wants?|would like|asks?|is requesting|requests permission) (?:to|for)\b/i;
/** `Access denied`, `Request failed.` */
const OUTCOME = /\b(?:denied|refused|rejected|failed|expired|invalid)\W*$/i;

/** What a page says, piece by piece; what is counted there is left out. */
export function textsOf({ document }: Page): ReadonlySet<string> {
  const titles = elementsOf(document).filter(({ tagName }) => tagName === "title");
  const pieces = [...titles.map(rawText), ...nodesOf(document, isOutOfSight).map(textOf)];
  return new Set(pieces.map((piece) => collapse(piece).replaceAll(/\d+/g, "#")).filter(Boolean));
}

/**
 * Tells, of two pages with the same form, whether the second is the first one shown again, as after a refusal, and not the next step: that
 * says something else in the place of something, and of no trouble.
 */
export function isShownAgain(before: ReadonlySet<string>, after: ReadonlySet<string>): boolean {
  const added = [...after].filter((piece) => !before.has(piece));
  return isAllThere(before, after) || added.length === 0 || added.some(tellsTrouble);
}

/** Tells whether a page still says all that it said before. */
export function isAllThere(before: ReadonlySet<string>, after: ReadonlySet<string>): boolean {
  return [...before].every((piece) => after.has(piece));
}

function tellsTrouble(piece: string): boolean {
  return TROUBLE.test(piece) && (OUTCOME.test(piece) || !SCOPE.test(piece));
}
