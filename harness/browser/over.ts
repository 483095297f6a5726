import type { AttemptOptions } from "./attempt.ts";
import { isBeside } from "./beside.ts";
import { CONCLUDES, LEAVES_OFF, STARTS_OVER, toWords } from "./button-words.ts";
import { offersSignIn } from "./login-form.ts";
import { addressOn } from "./navigation.ts";
import { submitButtons, type Page, type Pressable } from "./page.ts";
import { isInVain } from "./on-the-way.ts";
import { mayVisit } from "./tab.ts";
import { isBackInVain, isGitHub, type Progress } from "./turn.ts";
import { isClients } from "./way-back.ts";

/** Whether no button of a page leads on: there are only such as stand beside, or by which somebody who has acted would start anew. */
export function isOver(page: Page, options: AttemptOptions, { hasActed }: Progress): boolean {
  const buttons = submitButtons(page);
  // Who approves is not done before the client has its code.
  const mayBeOver = hasActed && isInVain(options) && !isGitHub(page.url, options);
  return buttons.every((each) => isBeside(each, buttons) || (mayBeOver && startsOver(each)));
}

/** Whether somebody starts anew by a button, or leaves a page that is over. */
export function startsOver({ words }: Pressable): boolean {
  return [STARTS_OVER, CONCLUDES, LEAVES_OFF].some((each) => each.test(toWords(words)));
}

/** Whether somebody who is back from GitHub in vain is asked by whom, or as who, to sign in again. */
export function isAskedAnew(page: Page, options: AttemptOptions, progress: Progress): boolean {
  return isBackInVain(options, progress) && !isGitHub(page.url, options) && offersSignIn(page);
}

/** Whether an address is neither the client's nor one that the browser may visit: on a page where it is over, that is beside the point. */
export function leadsAway(url: URL, options: AttemptOptions): boolean {
  return !isClients(url, options) && !mayVisit(url, options);
}

/** Whether a link leads away so. */
export function isLinkAway(
  page: Page,
  press: Pressable | undefined,
  options: AttemptOptions,
): boolean {
  const url = press?.kind === "link" ? addressOn(page, press.target) : undefined;
  return url !== undefined && leadsAway(url, options);
}
