import { refuses } from "./approval.ts";
import { PERMITS, toWords, words } from "./button-words.ts";
import { attribute, elementsOf, enclosing, visibleText } from "./dom.ts";
import { isTypedInto } from "./field.ts";
import { oncePer } from "./once-per.ts";
import { links, submitButtons, type Page } from "./page.ts";

/** What sites ask once somebody has logged in, and that is about the site itself. An app may be called after any of it, but not so. */
const ASIDE = words(
  "stay (?:signed|logged) in|keep (?:me|you) (?:signed|logged) in|remember (?:me|you) (?:on|at) this|(?:remember|trust) this (?:device|browser|computer)|save (?:your )?(?:password|sign ?in|log ?in)|sign in faster",
  "(?:add|create|download|enable|enrol|enroll|get|register|save|set up|turn on) (?:a |an |your )?(?:passkeys?|security keys?|recovery codes?|(?:two|2|multi) (?:step|factor)|2fa|mfa)|(?:two|2|multi) (?:step|factor) set ?up",
  "angemeldet bleiben|diesem (?:gerät|browser) vertrauen",
  "rester connecté|faire confiance à cet appareil",
  "mantener la sesión iniciada|confiar en este dispositivo",
  "manter sessão iniciada|confiar neste dispositivo",
  "resta connesso|rimani connesso",
  "aangemeld blijven",
);

/** `Passkey Manager wants to access your notes`: an app may be called anything. */
const ASKS = words(
  "access|authori[sz]e|permissions?|grant|consent|allow|approve|wants?|would like|requests?|share",
  "zugriff|berechtigung|erlauben",
  "accès|autoris\\p{L}*",
  "acceso|permisos?",
  "acesso|permiss\\p{L}*",
  "accesso|permess\\p{L}*",
  "toegang|toestemming",
);

const HEADING = /^h[12]$/;
const AROUND = /^(?:aside|footer|nav)$/;
/** A page that has more is none with one question. */
const MAX_HEADINGS = 8;

/**
 * Tells whether a page asks, by its headings, for something else than the client does: to stay signed in, or to make a passkey. Who says
 * yes or no there has decided nothing. What can be allowed, or not, is none: an app may be called anything, and what it asks for, too.
 */
export const isAside: (page: Page) => boolean = oncePer((page: Page) => {
  const { document } = page;
  // Where there is something to type, that is what is asked: a code, or who somebody is.
  if (elementsOf(document).some(isTypedInto)) return false;
  const buttons = submitButtons(page);
  const isPermission = buttons.some((each) => PERMITS.test(toWords(each.words)));
  if (isPermission && [...buttons, ...links(page)].some(refuses)) return false;
  const headings = elementsOf(document).filter(
    (each) =>
      (HEADING.test(each.tagName) || attribute(each, "role") === "heading") &&
      !enclosing(each).some(({ tagName }) => AROUND.test(tagName)),
  );
  if (headings.length > MAX_HEADINGS) return false;
  const text = headings.map((each) => toWords(visibleText(each))).join(" | ");
  return ASIDE.test(text) && !ASKS.test(text);
});
