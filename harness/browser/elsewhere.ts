import { approves } from "./approval.ts";
import type { AttemptOptions } from "./attempt.ts";
import { fieldsOf } from "./field.ts";
import { links, submitButtons, type Page } from "./page.ts";
import { perform, type OtherBrowsers, type Shown } from "./perform.ts";
import { openTab } from "./tab.ts";
import { decide, isGitHub, sentOn, type Progress } from "./turn.ts";
import { redirectUriOf } from "./way-back.ts";

/**
 * Has another browser shown the same form: opens the first page in it, and goes as far as the first one has come, through GitHub
 * where that is on the way. It approves nothing there, and the client hears nothing of it.
 *
 * @param steps how many pages that are not GitHub's come before
 * @returns undefined where it comes to no such form
 */
export async function lookElsewhere(
  own: Shown,
  steps: number,
  options: AttemptOptions,
): Promise<OtherBrowsers | undefined> {
  let hasLoggedIn = false;
  const page = await walkElsewhere(options, ({ url }, { sent }) => {
    hasLoggedIn = sent.some(({ isLogin }) => isLogin);
    return sent.length === steps && !isGitHub(url, options);
  });
  const shown = page && counterpart(page, own);
  return shown && { shown, hasLoggedIn };
}

/**
 * Has another browser sign in at GitHub, to see whether the Worker asks for consent after that.
 *
 * @returns whether there is a page to say no on
 */
export async function asksAfterGitHub(options: AttemptOptions): Promise<boolean> {
  if (redirectUriOf(options) === null) return false;
  let wasAtGitHub = false;
  const denies = (page: Page) => decide(page, { ...options, act: "deny" }).isTheAct === true;
  const page = await walkElsewhere(options, (each) => {
    const isAtGitHub = isGitHub(each.url, options);
    wasAtGitHub ||= isAtGitHub;
    const { press } = decide(each, { ...options, act: "approve" });
    return !isAtGitHub && wasAtGitHub && press !== undefined && (approves(press) || denies(each));
  });
  return page !== undefined && denies(page);
}

/** Opens the first page in another browser, and goes on to the page that is looked for. @returns undefined where there is none */
async function walkElsewhere(
  options: AttemptOptions,
  isThere: (page: Page, progress: Progress) => boolean,
): Promise<Page | undefined> {
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
      if (isThere(page, tab.progress)) return page;
      if (press === undefined) return undefined;
      arrival = await perform({ press }, page, { ...tab, options: going, lookElsewhere });
    }
  } catch {
    // Whatever stops it there, the browser here is where it was.
    options.signal?.throwIfAborted();
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
  const isByPath = isOf(({ page: { url }, press }) => URL.parse(press.target, url)?.pathname ?? "");
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
