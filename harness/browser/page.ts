import type { DefaultTreeAdapterTypes } from "parse5";
import { accessibleName } from "./accessible-name.ts";
import {
  collapse,
  attribute,
  elementsOf,
  enclosing,
  has,
  isHidden,
  rawText,
  visibleText,
  type Element,
  type Node,
} from "./dom.ts";
import type { Decoded } from "./decode-page.ts";
import { formActionsOf, type FormAction } from "./form-action.ts";
import { formOwner, parseHtml } from "./form-owner.ts";
import { isDisabled } from "./field.ts";
import { redactText } from "../redact-text.ts";
import { parseReferrerPolicy, type ReferrerPolicy } from "./referrer.ts";

/** A document that the browser has arrived at. */
export interface Page {
  readonly url: URL;
  readonly status: number;
  readonly document: Node;
  readonly isHtml: boolean;
  /** What it was written in, e.g. `UTF-8`. */
  readonly encoding: string;
  /** The `Refresh` header. */
  readonly refresh: string | null;
  readonly referrerPolicy: ReferrerPolicy;
  /** Where its forms may lead, by each of its policies; nowhere is nothing said. */
  readonly formActions: readonly FormAction[];
  /** What somebody has typed that is nobody else's: a page may say it again. */
  readonly typed: readonly string[];
}

/** Something on a page that sends the person on: a submit button, or a link. */
export interface Pressable {
  /** What pressing it does: a button sends its form, a link leads on. */
  readonly kind: "button" | "link";
  readonly element: Element;
  /** What it is to those who use the page, whatever it is made of: `<a role="button">` is a button. */
  readonly role: string;
  readonly name: string;
  readonly value: string;
  /** What is written on it, or what those hear who do not see it. */
  readonly words: string;
  /** The form that it sends. */
  readonly form: Element | undefined;
  /** Where it leads, as it is written: the address of a link, or what its form is sent to. */
  readonly target: string;
}

/** Parses an answer. What is not HTML has a text, and nothing to press. */
export function parsePage(answer: {
  url: URL;
  status: number;
  /** Its text, and whether that is HTML. */
  content: Decoded;
  refresh?: string | null;
  referrerPolicy: ReferrerPolicy;
  /** The `Content-Security-Policy` header. */
  policy?: string | null;
  typed?: readonly string[];
}): Page {
  const { text, encoding, isHtml } = answer.content;
  const document = parseHtml(isHtml ? text : "");
  if (!isHtml) document.childNodes.push(textNode(text));
  const meta = elementsOf(document).find(
    (element) =>
      element.tagName === "meta" && attribute(element, "name")?.toLowerCase() === "referrer",
  );
  const referrerPolicy =
    parseReferrerPolicy(meta && attribute(meta, "content")) ?? answer.referrerPolicy;
  const { url, status, refresh = null, policy = null, typed = [] } = answer;
  const formActions = formActionsOf(policy, document);
  const read = { document, isHtml, encoding, refresh, referrerPolicy, formActions };
  return { url, status, ...read, typed };
}

/**
 * The submit buttons that a person could press: visible, enabled, and in a form. On a page with none, a script would open
 * the dialogs.
 */
export function submitButtons(page: Page): Pressable[] {
  const buttons = elementsOf(page.document)
    .filter((each) => isSubmitButton(each) && !isDisabled(each))
    .filter((each) => submits(each, formOwner(each, page.document)));
  const inSight = buttons.filter((each) => !isHidden(each));
  const shown = inSight.length > 0 ? inSight : buttons.filter((each) => !isHidden(each, "open"));
  return shown.map((each) => pressable("button", each, page));
}

/** The submit buttons in sight that nobody can press. */
export function disabledButtons(page: Page): Pressable[] {
  return elementsOf(page.document)
    .filter((each) => isSubmitButton(each) && isDisabled(each) && !isHidden(each))
    .map((each) => pressable("button", each, page));
}

/** Buttons in sight that send nothing by themselves: a script would have to. */
export function inertButtons(page: Page): Pressable[] {
  const working = new Set([...submitButtons(page), ...links(page)].map(({ element }) => element));
  return elementsOf(page.document)
    .filter((each) => isButton(each) && !isHidden(each) && !isDisabled(each))
    .filter((each) => ![...enclosing(each), ...elementsOf(each)].some((near) => working.has(near)))
    .map((each) => pressable("button", each, page));
}

export function links(page: Page): Pressable[] {
  return elementsOf(page.document)
    .filter((each) => isLink(each) && !isScripted(each) && !isOnPage(each) && !isHidden(each))
    .map((each) => pressable("link", each, page));
}

/** Against what relative addresses on the page are resolved: its own address, unless `<base>` says otherwise. */
export function baseUrl(page: Page): URL {
  const base = elementsOf(page.document).find(
    (element) => element.tagName === "base" && has(element, "href"),
  );
  const url = base && URL.parse(attribute(base, "href") ?? "", page.url.href);
  return url && !/^(?:data|javascript):$/.test(url.protocol) ? url : page.url;
}

function isLink(element: Element): boolean {
  return element.tagName === "a" && Boolean(attribute(element, "href"));
}

/** A link that leads nowhere is there for a script, unless it leads to a place on the page. */
function isScripted(link: Element): boolean {
  return /^\s*(?:javascript:|#)/i.test(attribute(link, "href") ?? "") && !isOnPage(link);
}

function isOnPage(link: Element): boolean {
  return /^\s*#[^!]/.test(attribute(link, "href") ?? "") && !has(link, "onclick");
}

function isButton(element: Element): boolean {
  if (element.tagName === "button" || roleOf(element) === "button") return true;
  if (isLink(element) && isScripted(element)) return true;
  if (has(element, "onclick") && !/^(?:body|form|html)$/.test(element.tagName)) return true;
  return element.tagName === "input" && attribute(element, "type")?.toLowerCase() === "button";
}

/** @see https://html.spec.whatwg.org/multipage/form-elements.html#attr-button-type */
function isSubmitButton(element: Element): boolean {
  const type = attribute(element, "type")?.toLowerCase();
  // A <button> submits unless it says otherwise, and so does one with a type that does not exist.
  if (element.tagName === "button") return type !== "button" && type !== "reset";
  return element.tagName === "input" && (type === "submit" || type === "image");
}

/** Without a form a button does nothing, and `method="dialog"` only closes what is open. */
function submits(button: Element, form: Element | undefined): boolean {
  if (form === undefined) return false;
  const method = attribute(button, "formmethod") ?? attribute(form, "method");
  return method?.toLowerCase() !== "dialog";
}

function pressable(kind: Pressable["kind"], element: Element, { document }: Page): Pressable {
  const read = (name: string) => collapse(attribute(element, name) ?? "");
  const value = read("value");
  const form = kind === "button" ? formOwner(element, document) : undefined;
  const target = form ? (attribute(element, "formaction") ?? attribute(form, "action")) : undefined;
  return {
    kind,
    element,
    role: roleOf(element) ?? kind,
    name: read("name"),
    value,
    words: accessibleName(element, document) || value,
    form,
    target: target ?? attribute(element, "href") ?? "",
  };
}

/** The first role that is named. @see https://www.w3.org/TR/wai-aria-1.2/#host_general_role */
function roleOf(element: Element): string | undefined {
  return attribute(element, "role")?.trim().toLowerCase().split(/\s+/)[0] || undefined;
}

function textNode(value: string): DefaultTreeAdapterTypes.TextNode {
  return { nodeName: "#text", value, parentNode: null };
}

/** The page's text, title first, cut to what fits a screen. */
export function describePage(page: Page, length = 400): string {
  const title = elementsOf(page.document).find((element) => element.tagName === "title");
  const seen = collapse(`${title ? rawText(title) : ""} ${visibleText(page.document)}`);
  const typed = page.typed.flatMap((each) => [each, JSON.stringify(each).slice(1, -1)]);
  const text = redactText(typed.reduce((left, each) => left.replaceAll(each, "…"), seen));
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
