import { inspect } from "node:util";
import { KitError, type KitErrorCode } from "../../client/kit-error.ts";
import { redactText } from "../redact-text.ts";
import { elementsOf, type Element } from "./dom.ts";
import { describeHops, isSecret, showUrl, type Hop } from "./hop.ts";
import {
  describePage,
  disabledButtons,
  inertButtons,
  links,
  submitButtons,
  type Page,
} from "./page.ts";

const LOOK_AT_LAST_HOP =
  "Look at the last hop: what it sent, and what the other side says about it in its log.";
const LOOK_AT_LOG = "No page was opened: look at what the Worker says in its log.";
const MAX_BUTTONS = 12;

/** Makes the error for a sign-in that ended before its time: the sentence, and the way so far. */
export function signInFailed(
  message: string,
  hops: readonly Hop[],
  {
    hint = hops.length > 0 ? LOOK_AT_LAST_HOP : LOOK_AT_LOG,
    cause,
  }: { hint?: string | undefined; cause?: unknown } = {},
): KitError {
  const lines = [`The sign-in failed. ${message}`, describeHops(hops)];
  return kitError("SIGN_IN_FAILED", lines, { hint: hintForCallback(hops) ?? hint, cause });
}

/** The one way out for what is told of a sign-in: whatever a page, a client or a server had to say, no secret leaves with it. */
function kitError(
  code: KitErrorCode,
  lines: readonly string[],
  { hint, cause }: { hint: string; cause?: unknown },
): KitError {
  const message = redactText(lines.filter(Boolean).join("\n"));
  return new KitError(code, message, { hint: redactText(hint), cause: redactCause(cause) });
}

/** Test runners print causes, too, with all that they hold. */
function redactCause(cause: unknown): unknown {
  const printed = inspect(cause, { depth: null });
  if (redactText(printed) === printed) return cause;
  if (!(cause instanceof Error)) return undefined;
  const { name, message, stack, cause: further } = cause;
  const shown = new Error(redactText(message), { cause: redactCause(further) });
  return Object.assign(shown, { name, stack: redactText(stack ?? "") });
}

/** @returns nothing when GitHub did not send the person to the registered callback URL in place of the one that was asked for */
function hintForCallback(hops: readonly Hop[]): string | undefined {
  const end = hops.findIndex(({ url }) => url.includes("error=redirect_uri_mismatch"));
  const asked = hops
    .slice(0, Math.max(end, 0))
    .map(({ url }) => new URL(url).searchParams.get("redirect_uri"))
    .findLast((uri) => uri !== null);
  if (!asked || !URL.canParse(asked)) return undefined;
  const { hostname, pathname } = new URL(asked);
  const isHere = hostname === "localhost" || hostname === "127.0.0.1";
  return `The Worker has GitHub send people back to "${asked}", which is no callback URL of its app; the first that it has is "${hops[end]?.url.split("?")[0]}". Say where it is, beside the Wrangler configuration: [{ "name": "Worker under test", "callbackUrl": "${isHere ? pathname : asked}" }] in fixtures/github/apps.json.`;
}

/** Makes the error for a page on which the person cannot do what they are there for. */
export function notUnderstood(
  page: Page,
  reason: string,
  { hops, hint = hintFor("approve") }: { hops: readonly Hop[]; hint?: string | undefined },
): KitError {
  const lines = [
    `The page at ${showUrl(withoutQuery(page.url))} ${reason}. It says: ${describePage(page) || "nothing"}`,
    `Its buttons: ${describeButtons(page)}.`,
    holdsFrame(page) ? "It holds a frame, which the scripted person does not look into." : "",
    describeHops(hops),
  ];
  return kitError("PAGE_NOT_UNDERSTOOD", lines, { hint });
}

/** The hops tell the whole address. */
function withoutQuery({ origin, pathname }: URL): URL {
  return new URL(pathname, origin);
}

/** Says how to name a button, in the option that the behaviour reads. */
export function hintFor(option: "approve" | "deny"): string {
  const words = option === "approve" ? "Allow access" : "Not now";
  return `Name the words on the button, for example \`${option}: "${words}"\`, or give the consent page a plain HTML form.`;
}

function showValue(name: string, value: string): string {
  return `${name}=${isSecret(name) ? "…" : value}`;
}

function holdsFrame({ document }: Page): boolean {
  return elementsOf(document).some(({ tagName }) => tagName === "iframe" || tagName === "frame");
}

/** What is a button to who looks at it: `<a href="/go"><button>Log in</button></a>`. */
function holdsButton(link: Element): boolean {
  return elementsOf(link).some(({ tagName }) => tagName === "button");
}

function describeButtons(page: Page): string {
  const sending = submitButtons(page).map(
    ({ words, name, value }) => `"${words}"${name === "" ? "" : ` (${showValue(name, value)})`}`,
  );
  const inert = inertButtons(page).map(({ words }) => `"${words}" (runs a script)`);
  const leading = links(page)
    .filter(({ role, element }) => role === "button" || holdsButton(element))
    .map(({ words }) => `"${words}" (a link)`);
  const disabled = disabledButtons(page).map(({ words }) => `"${words}" (disabled)`);
  const all = [...sending, ...leading, ...inert, ...disabled];
  const more = all.length > MAX_BUTTONS ? [`${all.length - MAX_BUTTONS} more`] : [];
  return [...all.slice(0, MAX_BUTTONS), ...more].join(", ") || "none";
}
