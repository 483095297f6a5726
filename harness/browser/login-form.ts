import { approves, retreats } from "./approval.ts";
import { asksBeforehand } from "./aside.ts";
import type { AttemptOptions } from "./attempt.ts";
import { isAround } from "./beside.ts";
import { isNamed, toWords, words } from "./button-words.ts";
import { isHidden } from "./dom.ts";
import { fieldsOf, type Field } from "./field.ts";
import { navigationFor } from "./navigation.ts";
import { inertButtons, links, submitButtons, type Page, type Pressable } from "./page.ts";

type Told = Pick<AttemptOptions, "fill" | "approve" | "deny">;

/** Words by which somebody says who they are, or by whom they want to be known. */
const SIGNS_IN = words(
  "sign ?in|log ?in|continue (?:with|as)|use this account",
  "anmelden|einloggen|weiter (?:mit|als)",
  "se connecter|continuer (?:avec|en tant que)",
  "iniciar sesión|acceder|continuar (?:con|como)",
  "entrar|iniciar sessão|continuar com",
  "accedi|continua (?:con|come)",
  "inloggen|aanmelden|doorgaan (?:met|als)",
);

/** Tells whether a page has a button by which somebody may want nothing of it. */
export function retreatsFrom(page: Page, isMeant = retreats): boolean {
  const inert = inertButtons(page).filter((each) => !isAround(each.element));
  return [...submitButtons(page), ...links(page), ...inert].some(isMeant);
}

/** Tells whether somebody says by a button who they are, by whom they want to be known, or what else comes before they decide. */
export function signsIn(page: Page, press: Pressable, options: Told): boolean {
  if (logsIn(page, press, options) || asksBeforehand(page)) return true;
  return (
    !approves(press) &&
    SIGNS_IN.test(toWords(press.words)) &&
    !decidesByField(page, press, "approve")
  );
}

/** Tells whether somebody can say on a page who they are, by whatever button. */
export function offersSignIn(page: Page): boolean {
  return [...submitButtons(page), ...links(page)].some(
    (each) => !approves(each) && SIGNS_IN.test(toWords(each.words)),
  );
}

/** Tells whether a field of the form that a button sends says yes or no. */
export function decidesByField(page: Page, press: Pressable, wish: "approve" | "deny"): boolean {
  const made = navigationFor(page, press, { wish, decidesByButton: false });
  return "url" in made && made.isDecided === true;
}

/** Tells whether somebody named a button, so that it may be more than it says. */
export function isNamedToApprove(press: Pressable, { approve }: Told): boolean {
  return approve !== undefined && isNamed(press, approve);
}

/** What a field is called by which somebody says who they are. */
const WHO =
  /user|login|mail|identi|otp|mfa|2fa|phone|^(?:account|name|tel|otc|answer)$|(?:^|[_-])(?:code|token|secret|pin|tan|challenge|verification|digits?\d*)|(?:account|nick)[_-]?name|(?:security|secret)[_-]?answer|Code$|Token$/i;

/** Of these, what may as well be the name that somebody gives to something. */
const NAMES = /^(?:name|account)$|(?:account|nick|token)[_-]?name$/i;

const CONNECTS = /^(?:connect|link|verbinden|connecter|conectar|connetti|koppelen)(?= |$)/;

/**
 * Tells whether a button sends who somebody is, and nothing that they decide: its form has a password, or a field for a name or a code
 * that `fill` types, and the button does not say that it approves.
 */
export function logsIn(page: Page, press: Pressable, options: Told): boolean {
  return whoFields(page, press, options).length > 0;
}

/** Tells whether a login is nothing else: a form in which somebody names something, and that can be cancelled, may be the decision. */
export function isLoginAlone(page: Page, press: Pressable, options: Told): boolean {
  const fields = whoFields(page, press, options);
  return fields.length > 0 && !(fields.every(mayName) && retreatsFrom(page));
}

function mayName({ type, name }: Field): boolean {
  return type !== "password" && NAMES.test(name);
}

function whoFields({ document }: Page, press: Pressable, { fill = {} }: Told): Field[] {
  const { form } = press;
  // By its words alone: what a login sends is often called `yes` or `accept`.
  if (form === undefined || approves({ ...press, name: "", value: "" })) return [];
  // Who connects something names it; who they are they say to log in.
  const connects = CONNECTS.test(toWords(press.words));
  return fieldsOf(form, document).filter(
    ({ element, kind, type, name }) =>
      kind === "text" &&
      !isHidden(element) &&
      (type === "password" ||
        (!connects && Object.hasOwn(fill, name) && [type, name].some((each) => WHO.test(each)))),
  );
}
