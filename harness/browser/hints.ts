import type { AttemptOptions } from "./attempt.ts";
import { isNamed } from "./button-words.ts";
import { disabledButtons, inertButtons, links, submitButtons, type Page } from "./page.ts";

type Hints = Pick<AttemptOptions, "approve" | "deny">;

/** Tells whether a page has a button that somebody named, whatever it would take to press it. */
export function hasNamed(page: Page, hint: string | undefined): boolean {
  if (hint === undefined) return false;
  const all = [submitButtons, links, inertButtons, disabledButtons];
  return all.some((find) => find(page).some((each) => isNamed(each, hint)));
}

/** What somebody named to say no with, and has said no, may be called otherwise on a page that asks once more. */
export function hintsAfter<Options extends Hints>(page: Page, options: Options): Options {
  return hasNamed(page, options.deny) ? options : { ...options, deny: undefined };
}
