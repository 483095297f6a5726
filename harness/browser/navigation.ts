import { attribute, has } from "./dom.ts";
import { formOwner } from "./form-owner.ts";
import { fillForm, type Entry, type FormAnswers } from "./form.ts";
import { showForm } from "./hop.ts";
import { baseUrl, type Page, type Pressable } from "./page.ts";
import { describeRefused, describeWants } from "./wants.ts";

/** One request for a document, as a browser's address bar, link or form makes it. */
export interface Navigation {
  readonly method: "GET" | "POST";
  readonly url: URL;
  readonly body?: string | FormData | undefined;
  readonly contentType?: string | undefined;
  /** What is posted, as it may be shown. */
  readonly shownForm?: string | undefined;
  /** Names of the fields that could be filled in. */
  readonly fillable?: ReadonlySet<string> | undefined;
  /** The page that it starts on; none when the address was typed, or opened by a program. */
  readonly from?: Page | undefined;
}

/** Why nothing can be sent, as the end of a sentence about the page. */
export interface NoNavigation {
  problem: string;
  /** What to do about it, where that is known. */
  hint?: string;
  /** Names of the fields that somebody has to fill in first. */
  missing?: string[];
}

/** Says what pressing a button or a link sends, or why nothing can be sent. */
export function navigationFor(
  page: Page,
  pressed: Pressable,
  answers: FormAnswers = {},
): Navigation | NoNavigation {
  const { element } = pressed;
  const form = pressed.kind === "button" ? formOwner(element, page.document) : undefined;
  // What stands on the button wins over what stands on the form.
  const read = (name: string) =>
    attribute(element, `form${name}`) ?? (form && attribute(form, name));
  const url = addressOn(page, form ? read("action") : attribute(element, "href"));
  if (url === undefined) return { problem: "leads to an address that is no URL" };
  if (form === undefined) return { method: "GET", url, from: page };

  const { entries, wants, refused, fillable } = fillForm(form, page.document, element, answers);
  if (refused.length > 0) return describeRefused(refused);
  const isChecked = !has(form, "novalidate") && !has(element, "formnovalidate");
  if (isChecked && wants.length > 0) {
    return { ...describeWants(wants), missing: wants.map(({ name }) => name) };
  }
  if (read("method")?.toLowerCase() === "post") {
    const enctype = read("enctype")?.toLowerCase();
    const shownForm = showForm(pairs(entries), pressed);
    return {
      method: "POST",
      url,
      from: page,
      shownForm,
      fillable,
      ...encodeBody(entries, enctype),
    };
  }
  url.search = urlEncode(entries);
  return { method: "GET", url, from: page, fillable };
}

/** @see https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#form-submission-algorithm */
function encodeBody(
  entries: Entry[],
  enctype: string | undefined,
): Pick<Navigation, "body" | "contentType"> {
  if (enctype !== "multipart/form-data") {
    return {
      body: urlEncode(entries),
      contentType: "application/x-www-form-urlencoded",
    };
  }
  const body = new FormData();
  for (const { name, value } of entries) body.append(name, value);
  // fetch knows the boundary, and sets the type itself.
  return { body };
}

function urlEncode(entries: readonly Entry[]): string {
  return new URLSearchParams(pairs(entries)).toString();
}

function pairs(entries: readonly Entry[]): [name: string, value: string][] {
  return entries.map(({ name, value }) => [name, value]);
}

/** An empty address means the page itself, whatever `<base>` says. */
function addressOn(page: Page, address: string | undefined): URL | undefined {
  if (!address?.trim()) return new URL(page.url);
  return URL.parse(address, baseUrl(page).href) ?? undefined;
}

/**
 * Says what a redirect asks for next.
 *
 * @see https://fetch.spec.whatwg.org/#http-redirect-fetch
 */
export function redirected(navigation: Navigation, status: number, location: string): Navigation {
  const url = new URL(location, navigation.url);
  if (url.hash === "") url.hash = navigation.url.hash;
  const becomesGet =
    status === 303 || ((status === 301 || status === 302) && navigation.method === "POST");
  return becomesGet ? { method: "GET", url, from: navigation.from } : { ...navigation, url };
}
