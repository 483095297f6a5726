import { KitError } from "../../client/kit-error.ts";
import { quote } from "../../client/quote.ts";
import { approves, refuses } from "./approval.ts";
import type { AttemptOptions } from "./attempt.ts";
import { clarityOf } from "./clarity.ts";
import { attribute } from "./dom.ts";
import { notUnderstood, signInFailed } from "./failure.ts";
import { fieldsOf } from "./field.ts";
import {
  changedTokens,
  differingFields,
  formKey,
  mayBeToken,
  nameOfForm,
  type SentForm,
} from "./forge.ts";
import type { FormAnswers } from "./form.ts";
import { hasNamed } from "./hints.ts";
import type { Hop } from "./hop.ts";
import { logsIn } from "./login-form.ts";
import { navigationFor, type Navigation } from "./navigation.ts";
import { links, submitButtons, type Page, type Pressable } from "./page.ts";
import type { Move } from "./person.ts";
import { textsOf } from "./shown-again.ts";
import { findScopeBoxes, type ScopeBoxes } from "./scope-boxes.ts";
import type { Arrival, ScriptedBrowser } from "./scripted-browser.ts";
import { findAccount, GITHUB_URL, isGitHub, wishOf, type Progress } from "./turn.ts";

/** A button, and the page that it is on. */
export interface Shown {
  readonly page: Page;
  readonly press: Pressable;
}

/** A form as another browser was shown it. */
export interface OtherBrowsers {
  readonly shown: Shown;
  /** Whether the person logged in there, too. */
  readonly hasLoggedIn: boolean;
}

/** Where somebody acts. */
export interface Window {
  readonly browser: ScriptedBrowser;
  readonly options: AttemptOptions;
  readonly progress: Progress;
  /** Has another browser shown the same form. */
  readonly lookElsewhere: (
    own: Shown,
    sent: readonly SentForm[],
    options: AttemptOptions,
  ) => Promise<OtherBrowsers | undefined>;
}

/** Does it: fills in the form, and presses the button. */
export async function perform(
  { press, isTheAct = false, forges = false, forgetsCookies }: Move & { press: Pressable },
  page: Page,
  window: Window,
): Promise<Arrival> {
  const { browser, options, progress } = window;
  const shown = { page, press };
  const isAtGitHub = isGitHub(page.url, options);
  const boxes = boxesOf(shown, options);
  checkScopes(page, scopesFor(page, options), boxes, browser.hops);
  const own = navigate(shown, window);
  for (const each of secretsTyped(page, press, options)) progress.typed.add(each);
  const forged = forges ? await forge(shown, own, window) : undefined;
  const navigation = forged?.navigation ?? own;
  if (!isAtGitHub) {
    const key = formKey(page, press, forged?.differing);
    const isLogin = logsIn(page, press, options);
    progress.sent.push({ key, texts: textsOf(page), differing: forged?.differing, isLogin });
    if (boxes.size > 0) progress.hadNoScopes = !hasTicked(navigation, boxes);
  }
  // Ports part no cookies.
  const gitHub = new URL(options.gitHubUrl ?? GITHUB_URL);
  if (forgetsCookies === "all-but-github" && new URL(options.url).hostname === gitHub.hostname)
    throw new KitError("USAGE", `The sign-in and GitHub are both at ${quote(gitHub.hostname)}.`, {
      hint: "Ports part no cookies: have one of them at localhost, and the other at 127.0.0.1.",
    });
  const goes = (site: URL) => forgetsCookies === "all" || site.hostname !== gitHub.hostname;
  const forgotten = forgetsCookies === undefined ? 0 : await browser.forgetCookies(goes);
  if (forgetsCookies !== undefined && forgotten === 0) progress.hadNoCookies = true;
  const denies = navigation.isDecided && wishOf(page, options) === "deny";
  if (isTheAct || denies || forged || forgotten > 0) {
    progress.hasActed = true;
    progress.actedAt = Math.max(progress.actedAt, clarityOf(page, press, options));
  }
  if (boxes.size > 0) progress.scopesSeenAt.add(isAtGitHub ? "gitHubScopes" : "scopes");
  for (const name of navigation.fillable ?? []) progress.fieldsSeen.add(name);
  noteHints(page, options, progress);
  return browser.visit(navigation, forged?.pressed ?? press.words);
}

/** Says what a button sends. @param answers where somebody does otherwise than they would by themselves */
function navigate(
  shown: Shown,
  { browser, options }: Window,
  answers: FormAnswers = {},
): Navigation {
  const { page, press } = shown;
  const made = navigationFor(page, press, { ...answersFor(shown, options), ...answers });
  if (!("problem" in made)) return made;
  const { problem, hint } = made;
  throw notUnderstood(page, problem, { hops: browser.hops, hint });
}

/** Puts somebody else's form in the place of one. @returns undefined where that is the same */
async function forge(
  shown: Shown,
  own: Navigation,
  window: Window,
): Promise<
  { navigation: Navigation; pressed: string; differing: ReadonlySet<string> } | undefined
> {
  const { options, progress } = window;
  const { page, press } = shown;
  const theirs = await window.lookElsewhere(shown, progress.sent, options);
  if (theirs?.hasLoggedIn) await checkStillShown(shown, window);
  const forged = theirs
    ? navigate(theirs.shown, window)
    : navigate(shown, window, { hidden: changedTokens(shown, new URL(options.url).searchParams) });
  const differing = differingFields(own, forged);
  if (differing.size === 0) return undefined;
  progress.hasMadeUp = theirs === undefined && progress.hasMadeUp !== false;
  const pressed = theirs ? press.words : `${press.words}, with changed tokens`;
  return { navigation: { ...forged, from: page }, pressed, differing };
}

/**
 * Who may be logged in once only is logged out by the login of another browser: what is sent after that is refused for that reason.
 *
 * @throws {KitError} SIGN_IN_FAILED when the form is not shown any more
 */
async function checkStillShown({ page, press }: Shown, { browser }: Window): Promise<void> {
  // Asking again would send something again, as a code that is good once.
  if (browser.hops.at(-1)?.method !== "GET" || page.url.searchParams.has("code")) return;
  const arrival = await browser.visit({ method: "GET", url: page.url });
  const form = nameOfForm(page, press);
  const isShown = (again: Page) =>
    [...submitButtons(again), ...links(again)].some((each) => nameOfForm(again, each) === form);
  if ("page" in arrival && isShown(arrival.page)) return;
  throw signInFailed(
    "When the person had logged in in another browser, too, this one was not shown its form any more.",
    browser.hops,
    { hint: "Let one person be logged in twice for as long as this is tested." },
  );
}

/** The scopes that somebody ticks on a page, where they choose. */
function scopesFor({ url }: Page, options: AttemptOptions): readonly string[] | undefined {
  return isGitHub(url, options) ? options.gitHubScopes : options.scopes;
}

function boxesOf({ page, press }: Shown, options: AttemptOptions): ScopeBoxes {
  const asked = new URL(options.url).searchParams.get("scope")?.split(" ") ?? [];
  return findScopeBoxes(page, press, [...asked, ...(scopesFor(page, options) ?? [])]);
}

/** What is typed where nobody may look on, or looks like what nobody should see. */
function secretsTyped(
  { document }: Page,
  { form }: Pressable,
  { fill = {} }: AttemptOptions,
): string[] {
  return (form ? fieldsOf(form, document) : []).flatMap(({ kind, type, name }) => {
    const value = fill[name] ?? "";
    const looksSecret = kind === "text" && mayBeToken(value) && !value.includes("@");
    return value !== "" && (type === "password" || looksSecret) ? value : [];
  });
}

function hasTicked({ entries = [] }: Navigation, boxes: ScopeBoxes): boolean {
  const names = new Set([...boxes.keys()].map((box) => attribute(box, "name")));
  return entries.some(({ name }) => names.has(name));
}

/** What somebody puts into the form of a button. */
function answersFor(shown: Shown, options: AttemptOptions): FormAnswers {
  const { page, press } = shown;
  const scopes = scopesFor(page, options);
  const boxes = boxesOf(shown, options);
  return {
    fill: options.fill,
    wish: wishOf(page, options),
    decidesByButton: approves(press) || refuses(press),
    isTicked: (box) =>
      scopes && boxes.has(box) ? scopes.includes(boxes.get(box) ?? "") : undefined,
  };
}

/** A button that is named is looked for on every page but GitHub's of accounts. */
function noteHints(page: Page, options: AttemptOptions, { hintsFit }: Progress): void {
  if (isGitHub(page.url, options) && findAccount(page, options.login)) return;
  for (const wish of ["approve", "deny"] as const) {
    const hint = options[wish];
    if (hint !== undefined && !hintsFit.get(wish)) hintsFit.set(wish, hasNamed(page, hint));
  }
}

/** Who unticks every box because the scope they came for is misspelt has not chosen scopes. */
function checkScopes(
  page: Page,
  scopes: readonly string[] | undefined,
  boxes: ScopeBoxes,
  hops: readonly Hop[],
): void {
  const offered = new Set(boxes.values());
  const missing = scopes?.filter((scope) => !offered.has(scope)) ?? [];
  if (offered.size === 0 || missing.length === 0) return;
  const [wanted, known] = [missing, [...offered]].map((each) => each.map(quote).join(", "));
  throw notUnderstood(page, `has no check box for ${wanted}, but for ${known}`, {
    hops,
    hint: `Name scopes that it offers: ${known}.`,
  });
}
