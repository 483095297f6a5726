import type { AttemptOptions } from "./attempt.ts";
import { attribute } from "./dom.ts";
import { fieldsOf } from "./field.ts";
import { mayBeToken } from "./forge.ts";
import { submitButtons } from "./page.ts";
import { openTab } from "./tab.ts";
import { perform, type Shown } from "./perform.ts";
import { decide } from "./turn.ts";

/**
 * Has another browser shown the same form: opens the first page in it, and approves as far as that page.
 *
 * @returns undefined where it comes to no such form
 */
export async function lookElsewhere(
  own: Shown,
  options: AttemptOptions,
): Promise<Shown | undefined> {
  const approving: AttemptOptions = { ...options, act: "approve", beforeHop: undefined };
  try {
    const { arrival: first, ...tab } = await openTab(approving);
    let arrival = first;
    while ("page" in arrival && arrival.page.status < 400) {
      const { page } = arrival;
      const alike = submitButtons(page).find((each) => isAlike({ page, press: each }, own));
      if (alike !== undefined) return { page, press: alike };
      const { press } = decide(page, approving);
      if (press === undefined || page.url.pathname === own.page.url.pathname) return undefined;
      arrival = await perform({ press }, page, { ...tab, options: approving, lookElsewhere });
    }
  } catch {
    // Whatever stops it there, here somebody still has a form.
    options.signal?.throwIfAborted();
  }
  return undefined;
}

/** By the button, where it leads, the fields, and what in them is no token. */
function isAlike(shown: Shown, own: Shown): boolean {
  return shown.press.words === own.press.words && formOf(shown) === formOf(own);
}

function formOf({ page, press: { form, target } }: Shown): string {
  const fields = (form ? fieldsOf(form, page.document) : []).map(({ element, kind, name }) => {
    const value = attribute(element, "value") ?? "";
    return kind === "hidden" && !mayBeToken(value) ? `${name}=${value}` : name;
  });
  return [URL.parse(target, page.url.href)?.pathname, ...fields].join("\n");
}
