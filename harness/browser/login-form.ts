import { approves, findDenial } from "./approval.ts";
import type { AttemptOptions } from "./attempt.ts";
import { isNamed } from "./button-words.ts";
import { isHidden } from "./dom.ts";
import { fieldsOf } from "./field.ts";
import { links, submitButtons, type Page, type Pressable } from "./page.ts";

type Told = Pick<AttemptOptions, "fill" | "approve" | "deny">;

/**
 * Tells whether a button merely leads on, by a login or to the next page: it does not say that it approves, and where it is no login,
 * nothing on its page says no.
 */
export function leadsOn(page: Page, press: Pressable, options: Told): boolean {
  if (approves(press)) return false;
  const all = [...submitButtons(page), ...links(page)];
  return logsIn(page, press, options) || findDenial(all, options.deny) === undefined;
}

/** Tells whether somebody named a button, so that it may be more than it says. */
export function isNamedToApprove(press: Pressable, { approve }: Told): boolean {
  return approve !== undefined && isNamed(press, approve);
}

/**
 * Tells whether a button sends who somebody is, and nothing that they decide: its form has a password, or what `fill` types, and the
 * button does not say that it approves.
 */
export function logsIn({ document }: Page, press: Pressable, { fill = {} }: Told): boolean {
  const { form } = press;
  if (form === undefined || approves(press)) return false;
  return fieldsOf(form, document).some(
    ({ element, kind, type, name }) =>
      kind === "text" && !isHidden(element) && (type === "password" || Object.hasOwn(fill, name)),
  );
}
