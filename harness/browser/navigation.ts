import { attribute, elementsOf, has, type Element } from "./dom.ts";
import { encodeForm, encodingOf, urlEncode, type FormBody } from "./encode-form.ts";
import { fillForm, type Entry, type FormAnswers } from "./form.ts";
import { showForm } from "./hop.ts";
import { baseUrl, type Page, type Pressable } from "./page.ts";
import { describeRefused, describeWants } from "./wants.ts";

/** One request for a document, as a browser's address bar, link or form makes it. */
export interface Navigation {
  readonly method: "GET" | "POST";
  readonly url: URL;
  readonly body?: FormBody["body"] | undefined;
  readonly contentType?: string | undefined;
  /** What a form sends. */
  readonly entries?: readonly Entry[] | undefined;
  /** Whether a field of the form was the decision. */
  readonly isDecided?: boolean | undefined;
  /** What is posted, as it may be shown. */
  readonly shownForm?: string | undefined;
  /** Names of the fields that could be filled in. */
  readonly fillable?: ReadonlySet<string> | undefined;
  /** Whether a form made it: then the page's policies say where it may lead. */
  readonly isForm?: boolean | undefined;
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
  const { element, form, target } = pressed;
  // What stands on the button wins over what stands on the form.
  const read = (name: string) =>
    attribute(element, `form${name}`) ?? (form && attribute(form, name));
  const url = addressOn(page, target);
  if (url === undefined) return { problem: "leads to an address that is no URL" };
  if (form === undefined) return { method: "GET", url, from: page };

  const encoding = encodingOf(form, page.encoding);
  const { entries, wants, refused, fillable, isDecided } = fillForm(
    form,
    { document: page.document, submitter: element, encoding },
    answers,
  );
  if (refused.length > 0) return describeRefused(refused);
  const isChecked = !has(form, "novalidate") && !has(element, "formnovalidate");
  if (isChecked && wants.length > 0) {
    return { ...describeWants(wants), missing: wants.map(({ name }) => name) };
  }
  const sent = { from: page, isForm: true, entries, isDecided, fillable };
  if (read("method")?.toLowerCase() === "post") {
    const shown = entries.map(({ name, value }) => [name, value] as const);
    const unticked = untickedBoxes(form, shown);
    const shownForm = [showForm(shown, pressed), ...unticked].filter(Boolean).join(" ");
    const posted = encodeForm(entries, read("enctype"), encoding);
    return { method: "POST", url, ...sent, shownForm, ...posted };
  }
  url.search = urlEncode(entries, encoding);
  return { method: "GET", url, ...sent };
}

/** A page that grants what is ticked, and nothing by default, refuses whoever ticks nothing: Spring's, Authlib's. */
function untickedBoxes(
  form: Element,
  sent: readonly (readonly [name: string, value: string])[],
): string[] {
  const names = elementsOf(form)
    .filter((each) => attribute(each, "type")?.toLowerCase() === "checkbox")
    .map((each) => attribute(each, "name") ?? "")
    .filter((name) => name !== "" && !sent.some(([other]) => other === name));
  return names.length === 0 ? [] : [`(nothing ticked of ${[...new Set(names)].join(", ")})`];
}

/** An empty address means the page itself, whatever `<base>` says. @returns undefined for what is no URL */
export function addressOn(page: Page, address: string): URL | undefined {
  if (!address.trim()) return new URL(page.url);
  return URL.parse(address, baseUrl(page).href) ?? undefined;
}

/**
 * Reads the `Location` of an answer. Headers are read byte by byte, and a byte beyond ASCII means itself, in whatever encoding
 * the address was written: so do browsers.
 */
export function locationOf({ headers }: Response): string | null {
  const location = headers.get("Location");
  return location && location.replaceAll(/[\u0080-\u00ff]/g, percentEncode);
}

/** @param byte as the character of the same number */
function percentEncode(byte: string): string {
  return `%${Buffer.from(byte, "latin1").toString("hex").toUpperCase()}`;
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
  const { from, isForm } = navigation;
  return becomesGet ? { method: "GET", url, from, isForm } : { ...navigation, url };
}
