import type { FormAnswers } from "./form.ts";
import { navigationFor } from "./navigation.ts";
import { links, parsePage, submitButtons, type Page } from "./page.ts";
import { DEFAULT_REFERRER_POLICY } from "./referrer.ts";

export function pageOf(body: string): Page {
  const url = new URL("http://localhost:8788/consent?old=1#top");
  const referrerPolicy = DEFAULT_REFERRER_POLICY;
  return parsePage({
    url,
    status: 200,
    content: { text: body, encoding: "UTF-8", isHtml: true },
    referrerPolicy,
  });
}

/** Presses the button with these words. */
export function press(body: string, words: string, answers: FormAnswers = {}) {
  const page = pageOf(body);
  const button = [...submitButtons(page), ...links(page)].find((each) => each.words === words);
  if (button === undefined) throw new Error(`There is no "${words}".`);
  return navigationFor(page, button, answers);
}
