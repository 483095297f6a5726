import { redactUrl } from "../github/redact-url.ts";
import { redactText } from "../redact-text.ts";

/** One request of a sign-in, as it may be shown: nothing in it can be used to sign in, by {@link hopOf}. */
export interface Hop {
  readonly method: string;
  /** Without codes, states, tokens and everything else that is not known to be harmless. */
  readonly url: string;
  /** The button or link that led here; null for a redirect and for the first address. */
  readonly pressed: string | null;
  readonly sent: {
    /** The form's fields, for example `csrf_token=… decision=approve`; null when no form was posted. */
    readonly form: string | null;
    /** Names only. */
    readonly cookies: readonly string[];
    /** The `Origin` header. */
    readonly origin: string | null;
  };
  /** Null when there was no answer. */
  readonly status: number | null;
  readonly contentType: string | null;
  /** Where a redirect leads. */
  readonly location: string | null;
  /** How the page that came back begins, as a person reads it; null for a redirect. */
  readonly text: string | null;
}

/** Names whose values tell much and give nothing away. */
const HARMLESS = [
  "client_id",
  "code_challenge_method",
  "error",
  "error_description",
  "iss",
  "prompt",
  "redirect_uri",
  "resource",
  "response_type",
  "scope",
];
/** What fits a screen: the first hops tell what was asked, the last ones what went wrong. */
const FIRST_HOPS = 3;
const LAST_HOPS = 9;
const MAX_LINE = 160;

/** Takes down a request that is about to be made. */
export function hopOf(asked: {
  method: string;
  url: URL;
  pressed?: string | null;
  /** See {@link showForm}. */
  form: string | null;
  /** The `Cookie` header. */
  cookies?: string;
  origin?: string | null;
}): Hop {
  const { method, url, pressed = null, form, cookies = "", origin = null } = asked;
  const names = cookies.split("; ").flatMap((cookie) => /^(.+?)=/.exec(cookie)?.[1] ?? []);
  return {
    method,
    url: showUrl(url),
    pressed: pressed && redactText(pressed),
    sent: { form: form && redactText(form), cookies: names.map(redactText), origin },
    status: null,
    contentType: null,
    location: null,
    text: null,
  };
}

export function showUrl(url: URL): string {
  // What follows is no address.
  if (/^(?:javascript|data|blob|vbscript|about):$/.test(url.protocol)) return `${url.protocol}…`;
  return redactUrl(url, HARMLESS);
}

/**
 * Writes the fields of a form for a message: names, and the values that the page itself shows.
 *
 * @param pressed what the button that was pressed adds
 */
export function showForm(
  entries: readonly (readonly [name: string, value: string])[],
  pressed: { name: string; value: string },
): string {
  return entries
    .map(([name, value]) => {
      const isPressed = name === pressed.name && value === pressed.value && !isSecret(name);
      const isShown = HARMLESS.includes(name) || isPressed;
      return `${name}=${isShown ? redactText(value) : "…"}`;
    })
    .join(" ");
}

/** Tells by the name of a field whether what stands in it is nobody else's. */
export function isSecret(name: string): boolean {
  return /pass|pin|secret|token|key|otp|csrf|nonce/i.test(name);
}

/** Writes the way that was taken, one line a hop, and of the last hop what was sent and what came back. */
export function describeHops(hops: readonly Hop[]): string {
  const lines = hops.map((hop, index) => cut(`  ${index + 1}. ${describeHop(hop)}`));
  const left = lines.length - FIRST_HOPS - LAST_HOPS;
  if (left > 1) lines.splice(FIRST_HOPS, left, `  … ${left} more`);
  const last = hops.at(-1);
  return [...lines, ...(last ? describeExchange(last) : [])].join("\n");
}

function describeHop({ method, url, pressed, status, contentType }: Hop): string {
  const cause = pressed === null ? "" : ` (pressed "${pressed}")`;
  const [type] = contentType?.split(";") ?? [];
  return `${method} ${url}${cause} → ${status ?? "no answer"}${type ? ` ${type}` : ""}`;
}

function describeExchange({ sent, text, location }: Hop): string[] {
  const parts = [
    sent.form === null ? "" : `form ${sent.form || "without fields"}`,
    sent.cookies.length > 0 ? `cookies ${sent.cookies.join(" ")}` : "no cookies",
    sent.origin === null ? "" : `Origin ${sent.origin}`,
  ];
  const exchange = [cut(`     sent: ${parts.filter(Boolean).join("; ")}`)];
  if (location !== null) return [...exchange, cut(`     came back: a redirect to ${location}`)];
  // The text is cut already, where it was read.
  return text === null ? exchange : [...exchange, `     came back: ${text || "an empty page"}`];
}

/** The end of a line is its status: the middle goes. */
function cut(line: string): string {
  if (line.length <= MAX_LINE) return line;
  return `${line.slice(0, MAX_LINE - 60)}…${line.slice(-59)}`;
}
