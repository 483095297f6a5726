import { KitError } from "../../client/kit-error.ts";
import type { AttemptOptions } from "./attempt.ts";
import { isBeside } from "./beside.ts";
import { only, STARTS_OVER, toWords } from "./button-words.ts";
import { offersSignIn } from "./login-form.ts";
import { addressOn } from "./navigation.ts";
import { submitButtons, type Page, type Pressable } from "./page.ts";
import { isInVain } from "./on-the-way.ts";
import { perform, type Window } from "./perform.ts";
import type { Arrival } from "./scripted-browser.ts";
import { mayVisit } from "./tab.ts";
import { isBackInVain, isGitHub, type Progress } from "./turn.ts";
import { findReturn, isAnswer, isClients } from "./way-back.ts";

/** Whether no button of a page leads on: there are only such as stand beside, or by which somebody who has acted would start anew. */
export function isOver(page: Page, options: AttemptOptions, { hasActed }: Progress): boolean {
  const buttons = submitButtons(page);
  // Who approves is not done before the client has its code.
  const mayBeOver = hasActed && isInVain(options) && !isGitHub(page.url, options);
  return buttons.every((each) => isBeside(each, buttons) || (mayBeOver && startsOver(each)));
}

function startsOver({ words }: Pressable): boolean {
  return STARTS_OVER.test(toWords(words));
}

/**
 * Presses what is left on a page where nothing leads on, as `Done` or `Close`: it may be how the client gets its answer.
 *
 * @returns undefined where the client gets none by it, and nothing has come of it
 */
export async function tryLastButton(page: Page, window: Window): Promise<Arrival | undefined> {
  const { options, progress, browser } = window;
  const press = progress.hasActed ? lastButton(page, options) : undefined;
  if (press === undefined) return undefined;
  const isTold = (url: URL) => isClients(url, options) && isAnswer(url);
  try {
    const arrival = await perform({ press }, page, window);
    const reached = "stoppedBefore" in arrival ? [arrival.stoppedBefore] : browser.visited;
    return reached.some(isTold) ? arrival : undefined;
  } catch (error) {
    // Wherever else it leads, somebody who stays is where they were.
    options.signal?.throwIfAborted();
    if (!(error instanceof KitError)) throw error;
    return undefined;
  }
}

function lastButton(page: Page, options: AttemptOptions): Pressable | undefined {
  if (isGitHub(page.url, options)) return undefined;
  const buttons = submitButtons(page).filter((each, _index, all) => !isBeside(each, all));
  if (buttons.length === 0) return findReturn(page);
  const last = only(buttons);
  return last && startsOver(last) ? last : undefined;
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
