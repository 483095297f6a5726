import { KitError } from "../../client/kit-error.ts";
import { approves } from "./approval.ts";
import type { AttemptOptions } from "./attempt.ts";
import { fieldsOf } from "./field.ts";
import { formKey, nameOfForm, type SentForm } from "./forge.ts";
import { links, submitButtons, type Page, type Pressable } from "./page.ts";
import { perform, type OtherBrowsers, type Shown } from "./perform.ts";
import type { Arrival } from "./scripted-browser.ts";
import { openTab } from "./tab.ts";
import { decide, isGitHub, sentOn, type Progress } from "./turn.ts";
import { redirectUriOf } from "./way-back.ts";

/**
 * Has another browser shown the same form: opens the first page in it, and goes on until it comes to the form, or is as far as the first
 * browser has come, through GitHub where that is on the way. It does not press the form there, and the client hears nothing of it.
 *
 * @param sent what was pressed before, on pages that are not GitHub's
 * @returns undefined where it comes to no such form
 */
export async function lookElsewhere(
  own: Shown,
  sent: readonly SentForm[],
  options: AttemptOptions,
): Promise<OtherBrowsers | undefined> {
  let hasLoggedIn = false;
  const name = nameOfForm(own.page, own.press);
  // A form that was forged is not pressed elsewhere, whatever its page says when it is shown again.
  const forged = sent.filter(({ differing, key }) => differing && key === keyIn(own, differing));
  const arrival = await walkElsewhere(options, (each, press, { sent: others }) => {
    hasLoggedIn = others.some(({ isLogin }) => isLogin);
    if (isGitHub(each.url, options)) return false;
    if (press === undefined) return others.length === sent.length;
    const other = { page: each, press };
    const wasForged = forged.some(({ differing, key }) => key === keyIn(other, differing));
    // What one person has to do once only makes the other way shorter.
    const isIt = wasForged || nameOfForm(each, press) === name || isAlike(own, other);
    return isIt || others.length === sent.length;
  });
  const shown = arrival && "page" in arrival ? counterpart(arrival.page, own) : undefined;
  return shown && { shown, hasLoggedIn };
}

function keyIn({ page, press }: Shown, differing: SentForm["differing"]): string {
  return formKey(page, press, differing);
}

/** Whether it approves in the same words for the same, whatever is counted there: then it is not for another browser to press. */
function isAlike(own: Shown, other: Shown): boolean {
  return approves(other.press) && uncounted(own) === uncounted(other);
}

function uncounted({ page, press }: Shown): string {
  return nameOfForm(page, press).replaceAll(/=\d+$/gm, "=");
}

function pathOf({ page: { url }, press }: Shown): string {
  return URL.parse(press.target, url)?.pathname ?? "";
}

/**
 * Opens the first page in another browser, and goes on to the page that is looked for, or to the client.
 *
 * @returns undefined where something stops it on the way
 */
export async function walkElsewhere(
  options: AttemptOptions,
  isThere: (page: Page, press: Pressable | undefined, progress: Progress) => boolean,
): Promise<Arrival | undefined> {
  const stopBefore = redirectUriOf(options) ?? undefined;
  const going: AttemptOptions = { ...options, act: "approve", beforeHop: undefined, stopBefore };
  try {
    const { arrival: first, ...tab } = await openTab(going);
    let arrival = first;
    while ("page" in arrival && arrival.page.status < 400) {
      const { page } = arrival;
      const { press } = decide(page, going);
      const onward = sentOn(page, press, tab.progress);
      if (onward !== undefined) {
        arrival = await tab.browser.visit(onward);
        continue;
      }
      if (isThere(page, press, tab.progress)) return arrival;
      if (press === undefined) return undefined;
      arrival = await perform({ press }, page, { ...tab, options: going, lookElsewhere });
    }
    return "page" in arrival ? undefined : arrival;
  } catch (error) {
    // Whatever stops it there, the browser here is where it was.
    options.signal?.throwIfAborted();
    if (!(error instanceof KitError)) throw error;
  }
  return undefined;
}

/** Finds the button: by its words, where it leads, and the fields of its form, as far as they are the same in every browser. */
function counterpart(page: Page, own: Shown): Shown | undefined {
  const all = [...submitButtons(page), ...links(page)].map((press) => ({ page, press }));
  const isOf = (part: (shown: Shown) => string) => (each: Shown) => part(each) === part(own);
  const isByWords = isOf(({ press: { kind, words } }) => `${kind} ${words}`);
  const isByName = isOf(({ press: { kind, name, value } }) => `${kind} ${name} ${value}`);
  const isByFields = isOf(fieldNames);
  const isByPath = isOf(pathOf);
  return (
    all.find((each) => isByWords(each) && isByFields(each) && isByPath(each)) ??
    all.find((each) => isByWords(each) && isByFields(each)) ??
    all.find((each) => isByName(each) && isByFields(each)) ??
    all.find((each) => isByWords(each) && isByPath(each))
  );
}

function fieldNames({ page, press: { form } }: Shown): string {
  return form
    ? fieldsOf(form, page.document)
        .map(({ name }) => name)
        .join("\n")
    : "";
}
