import { asksBeforehand, isAside } from "./aside.ts";
import type { AttemptOptions } from "./attempt.ts";
import { clarityOf } from "./clarity.ts";
import { GOES_ONWARD, only, toWords, words } from "./button-words.ts";
import { fieldsOf } from "./field.ts";
import { logsIn, retreatsFrom } from "./login-form.ts";
import { navigationFor } from "./navigation.ts";
import { links, submitButtons, type Page, type Pressable } from "./page.ts";
import type { Move } from "./person.ts";
import { isNew, textsOf } from "./shown-again.ts";
import type { Tab } from "./tab.ts";
import { decide, isGitHub, type Progress } from "./turn.ts";
import { findReturn, isAnswer, isClients } from "./way-back.ts";

/** Whether somebody has said no already, and a page asks for something else; at GitHub nobody cancels twice. */
export function hasDenied(
  page: Page,
  { isTheAct }: Move,
  options: AttemptOptions,
  progress: Progress,
): boolean {
  const { act } = options;
  const { hasActed } = progress;
  if (!hasActed || isGitHub(page.url, options)) return hasActed && act === "cancel-at-github";
  if (act !== "deny" || !isTheAct) return act === "deny";
  const { press } = decide(page, { ...options, act: "approve" });
  const isLogin = press !== undefined && logsIn(page, press, options);
  // What asks more clearly than where they said no is where they meant to.
  const isBefore =
    press !== undefined &&
    asksBeforehand(page) &&
    isNew(page, progress.sent) &&
    clarityOf(page, press, options) < progress.actedAt;
  return isLogin || isBefore || findConfirmation(page, progress) !== undefined;
}

/**
 * What leads on from where somebody has said no: a Worker that has not heard it goes on as if nothing had been said, by a bare
 * `Continue` or the next login, and one that has may lead back to the client by one. What leads anywhere else ends the sign-in.
 */
export function onwardAfterDenial(
  page: Page,
  options: AttemptOptions,
  { progress, browser: { visited } }: Pick<Tab, "progress" | "browser">,
): Pressable | undefined {
  if (isGitHub(page.url, options)) return undefined;
  const press = findConfirmation(page, progress) ?? findOnward(page, options);
  const made = press && navigationFor(page, press);
  if (made === undefined || !("url" in made)) return press;
  const { url } = made;
  const isKnown = isClients(url, options)
    ? isAnswer(url)
    : visited.some(({ origin }) => origin === url.origin);
  return isKnown ? press : undefined;
}

function findOnward(page: Page, options: AttemptOptions): Pressable | undefined {
  const { fill = {} } = options;
  const { press } = decide(page, { ...options, act: "approve" });
  if (press === undefined) return findReturn(page);
  if (isAside(page) || asksBeforehand(page)) return press;
  if (logsIn(page, press, options)) {
    const asked = press.form ? fieldsOf(press.form, page.document) : [];
    const isTyped = asked.every(
      ({ type, name }) => type !== "password" || Object.hasOwn(fill, name),
    );
    return isTyped ? press : undefined;
  }
  const goesOnward = [GOES_ONWARD, GOES_ON_TO].some((each) => each.test(toWords(press.words)));
  return goesOnward && !retreatsFrom(page) ? press : undefined;
}

/** `Continue to the app`, `Continue as alice`. */
const GOES_ON_TO = /^(?:continue|go|proceed) (?:as|to) /;

/** `Cancel this request?`, as {@link toWords} has it; not `Are you sure you want to connect?` */
const ASKS_IF_SURE = words(
  "are you sure(?! (?:that )?you (?:want|wish|would|d|do))",
  "(?:sure|want|wish|like) (?:that )?(?:you want )?to (?:cancel|deny|decline|reject|refuse|abort|leave|stop)",
  "(?:cancel|deny|decline|reject) (?:this |the |your )?(?:access|authori[sz]ation|log ?in|request|sign ?in)",
  "sind sie sicher|wirklich (?:abbrechen|ablehnen)",
  "êtes vous sûre?",
  "estás? seguro",
  "tem certeza",
  "sei sicuro",
  "weet (?:je|u) (?:het )?zeker",
);
const SAYS_NO = "cancel|deny|decline|reject|refuse|abort|leave|stop";
/** What confirms a denial, the clearest first. */
const CONFIRMS = [
  new RegExp(`^(?:yes|confirm)(?= .*\\b(?:${SAYS_NO}|denial|cancellation))`),
  /^(?:yes|confirm|ok|okay|continue|proceed|ja|oui|sí|sim|sì)$/,
  new RegExp(`^(?:deny|decline|reject|leave|(?:${SAYS_NO}) .+)$`),
];

/** What says that a no was meant, on a page that asks whether it was, and is not the one where it was said. */
function findConfirmation(page: Page, progress: Progress): Pressable | undefined {
  if (!isNew(page, progress.sent)) return undefined;
  const says = textsOf(page);
  const all = [...submitButtons(page), ...links(page)];
  const isButton = (text: string) => all.some((each) => each.words === text);
  const questions = [...says].filter((text) => text.includes("?") && !isButton(text));
  if (!questions.some((text) => ASKS_IF_SURE.test(toWords(text)))) return undefined;
  return CONFIRMS.map((pattern) =>
    only(all.filter((each) => pattern.test(toWords(each.words)))),
  ).find((found) => found !== undefined);
}
