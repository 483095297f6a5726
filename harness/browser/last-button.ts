import { KitError } from "../../client/kit-error.ts";
import { approves } from "./approval.ts";
import type { AttemptOptions } from "./attempt.ts";
import { isBeside } from "./beside.ts";
import { CONCLUDES, GOES_ONWARD, LEAVES_OFF, only, toWords } from "./button-words.ts";
import { retreatsFrom } from "./login-form.ts";
import { leadsAway, startsOver } from "./over.ts";
import { inertButtons, submitButtons, type Page, type Pressable } from "./page.ts";
import { perform, type Window } from "./perform.ts";
import type { Arrival } from "./scripted-browser.ts";
import { isNew } from "./shown-again.ts";
import { decide, isGitHub, sentOn } from "./turn.ts";
import { findReturn, isAnswer, isClients, linkBack, scriptedBack } from "./way-back.ts";

/**
 * Presses what is left on a page where nothing leads on, as `Done` or `Close`, and goes on by what asks nothing: it may be how the client
 * gets its answer.
 *
 * @returns undefined where the client gets none by it, and nothing has come of it
 */
export async function tryLastButton(page: Page, window: Window): Promise<Arrival | undefined> {
  const { options, browser } = window;
  const press = lastButton(page, options);
  if (press === undefined) return undefined;
  const isTold = (url: URL) => isClients(url, options) && isAnswer(url);
  try {
    let arrival: Arrival | undefined = await perform({ press }, page, window);
    while (arrival && "page" in arrival && !browser.visited.some(isTold))
      arrival = await goOn(arrival.page, window);
    return arrival && "stoppedBefore" in arrival && !isTold(arrival.stoppedBefore)
      ? undefined
      : arrival;
  } catch (error) {
    // Wherever else it leads, somebody who stays is where they were.
    options.signal?.throwIfAborted();
    if (!(error instanceof KitError)) throw error;
    return undefined;
  }
}

/** What leads back to the client from a page, for whoever is not sent on by a script. */
export async function leadBack(page: Page, window: Window): Promise<Arrival | undefined> {
  const { options, browser } = window;
  const press = linkBack(page, options, isAnswer);
  if (press !== undefined) return perform({ press }, page, window);
  const url = scriptedBack(page, options);
  return url && browser.visit({ method: "GET", url, from: page });
}

async function goOn(page: Page, window: Window): Promise<Arrival | undefined> {
  const { options, progress, browser } = window;
  if (page.status >= 400) return undefined;
  const onward = sentOn(page, undefined, progress);
  if (onward !== undefined)
    return leadsAway(onward.url, options) ? undefined : browser.visit(onward);
  const back = await leadBack(page, window);
  if (back !== undefined) return back;
  const press = lastButton(page, options) ?? nextButton(page, window);
  return press && perform({ press }, page, window);
}

function lastButton(page: Page, options: AttemptOptions): Pressable | undefined {
  if (isGitHub(page.url, options) || inertButtons(page).some(approves)) return undefined;
  const buttons = submitButtons(page).filter((each, _index, all) => !isBeside(each, all));
  if (buttons.length === 0) return findReturn(page);
  if (!buttons.every(startsOver)) return undefined;
  const saying = (pattern: RegExp) =>
    only(buttons.filter(({ words }) => pattern.test(toWords(words))));
  return saying(CONCLUDES) ?? saying(LEAVES_OFF);
}

/** What merely says `Continue`, where somebody has not been before: there it may be the decision. */
function nextButton(page: Page, { options, progress }: Window): Pressable | undefined {
  const { press } = decide(page, { ...options, act: "approve" });
  const goesOnward = press !== undefined && GOES_ONWARD.test(toWords(press.words));
  return goesOnward && !retreatsFrom(page) && isNew(page, progress.sent) ? press : undefined;
}
