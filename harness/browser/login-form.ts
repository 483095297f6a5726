import { approves } from "./approval.ts";
import type { AttemptOptions } from "./attempt.ts";
import { isNamed } from "./button-words.ts";
import { isHidden } from "./dom.ts";
import { fieldsOf } from "./field.ts";
import type { Page, Pressable } from "./page.ts";

/**
 * Tells whether a button sends who somebody is, and nothing that they decide: its form has a password, or what `fill` types, and the
 * button does not say that it approves.
 */
export function logsIn(
  { document }: Page,
  press: Pressable,
  { fill = {}, approve }: Pick<AttemptOptions, "fill" | "approve">,
): boolean {
  const { form } = press;
  if (form === undefined || approves(press)) return false;
  if (approve !== undefined && isNamed(press, approve)) return false;
  return fieldsOf(form, document).some(
    ({ element, kind, type, name }) =>
      kind === "text" && !isHidden(element) && (type === "password" || Object.hasOwn(fill, name)),
  );
}
