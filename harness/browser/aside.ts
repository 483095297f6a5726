import { refuses } from "./approval.ts";
import { PERMITS, toWords, words } from "./button-words.ts";
import { elementsOf } from "./dom.ts";
import { isTypedInto } from "./field.ts";
import { headingsOf } from "./headings.ts";
import { oncePer } from "./once-per.ts";
import { links, submitButtons, type Page, type Pressable } from "./page.ts";

/** What sites ask once somebody has logged in, and that is about the site itself. An app may be called after any of it, but not so. */
const KEEPS = words(
  "stay (?:signed|logged) in|keep (?:me|you) (?:signed|logged) in|remember (?:me|you) (?:on|at) this|(?:remember|trust) this (?:device|browser|computer)|save (?:your )?(?:password|sign ?in|log ?in)",
  "angemeldet bleiben|diesem (?:gerät|browser) vertrauen",
  "rester connecté|faire confiance à cet appareil",
  "mantener la sesión iniciada|confiar en este dispositivo",
  "manter sessão iniciada|confiar neste dispositivo",
  "resta connesso|rimani connesso",
  "aangemeld blijven",
);

/** Likewise, what takes more than to say yes. */
const SETS_UP = words(
  "(?:sign|log) ?in faster|set up security methods|(?:two|2|multi) (?:step|factor) set ?up",
  "(?:add|create|download|enable|enrol|enroll|get|register|save|set up|turn on) (?:a |an |your )?(?:passkeys?|security keys?|recovery codes?|(?:two|2|multi) (?:step|factor)|2fa|mfa)",
);

/** What heads a page that asks for it, or is a step of the login, where nothing else does: an app may be called after any of it. */
const SECURES =
  /^(?:your )?(?:passkeys?|security keys?|(?:backup|recovery) codes|(?:two|2|multi) (?:step|factor)(?: (?:authentication|verification))?|2fa|mfa)$/;

/** In which account something is decided, and what a site has everybody accept first. */
const BEFOREHAND = words(
  "(?:choose|pick|select|switch|which) (?:an? |another |the |your )?(?:account|company|environment|identity|organi[sz]ation|profile|project|site|team|tenant|workspace)",
  "terms (?:and conditions|of (?:service|use))|(?:accept|new|our|updated) terms|privacy (?:notice|policy|statement)|before you (?:continue|proceed|start)",
  "(?:konto|organisation|arbeitsbereich|team) (?:aus)?wählen|nutzungsbedingungen",
  "choisi(?:r|ssez) (?:un|une|votre) (?:compte|organisation|espace)|conditions d utilisation",
  "(?:elige|elegir|selecciona|seleccionar) (?:una?|tu) (?:cuenta|organización|espacio)|términos (?:y condiciones|de uso)",
  "(?:escolha|escolher|selecione) (?:uma?|sua) (?:conta|organização)|termos (?:e condições|de uso)",
  "(?:scegli|seleziona) (?:un|una|il tuo) (?:account|organizzazione)|termini (?:e condizioni|di servizio)",
  "kies (?:een|je|uw) (?:account|organisatie)|gebruiksvoorwaarden",
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

/**
 * Tells whether a page asks, by its headings, for something else than the client does: to stay signed in, or to make a passkey. Who says
 * yes or no there has decided nothing. What can be allowed, or not, is none: an app may be called anything, and what it asks for, too.
 */
export const isAside: (page: Page) => boolean = oncePer((page: Page) => {
  // Where there is something to type, that is what is asked: a code, or who somebody is.
  if (elementsOf(page.document).some(isTypedInto) || asksForLeave(page)) return false;
  const { main, all } = headingsOf(page);
  return main.some((each) => SECURES.test(each)) || all.some(isBesideThePoint);
});

function isBesideThePoint(heading: string): boolean {
  return [KEEPS, SETS_UP].some((each) => each.test(heading));
}

/** Tells whether what a page asks besides takes more than to say yes: who wants to go on cancels it. */
export function setsUp(page: Page): boolean {
  return isAside(page) && headingsOf(page).all.some((each) => SETS_UP.test(each));
}

/**
 * Tells whether a page asks, by its headings, for what comes before a decision: in which account to make it, or to accept a site's terms.
 * Where nothing comes after it, it may be the decision itself.
 */
export const asksBeforehand: (page: Page) => boolean = oncePer((page: Page) => {
  const { all } = headingsOf(page);
  // `Choose an organization to share` is no more than a choice.
  const others = all.filter((each) => !BEFOREHAND.test(each));
  const isPermission = submitButtons(page).some(permits);
  return others.length < all.length && !isPermission && !asksForLeave(page, others);
});

/** Tells whether a page asks something for an app, by its headings, or by a button that allows it beside one that does not. */
function asksForLeave(page: Page, headings = headingsOf(page).all): boolean {
  const buttons = submitButtons(page);
  if (buttons.some(permits) && [...buttons, ...links(page)].some(refuses)) return true;
  return headings.some((each) => ASKS.test(each));
}

function permits({ words: text }: Pressable): boolean {
  return PERMITS.test(toWords(text));
}
