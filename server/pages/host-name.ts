import { plainText } from "../plain-text.ts";
import { html, type Html } from "./html.ts";

/** No host that can be reached has more (RFC 1035 section 2.3.4). */
const maxCharacters = 253;

/**
 * Shows a host that somebody else chose in full, and emphasises its end: that part alone says whose it is.
 *
 * `claude.ai.sign-in.evil.example` belongs to `evil.example`. A host is never cut at its end, and wraps at its dots.
 */
export function hostName(host: string): Html {
  const text = plainText(host, Infinity);
  const isCut = text.length > maxCharacters;
  const shown = isCut ? text.slice(-maxCharacters) : text;
  const end = ownedEnd(shown);
  const before = shown.slice(0, shown.length - end.length);
  return html`<span class="host"
    >${isCut ? "…" : ""}${wrapping(before)}<strong>${wrapping(end)}</strong></span
  >`;
}

/**
 * The end of a host that is registered by somebody, as far as that can be told without a list of public suffixes: two labels, or
 * three below one that is itself like a suffix, such as `co.uk`. It may name too much of a host, and never too little of its end.
 */
function ownedEnd(host: string): string {
  if (!/[a-z]$/.test(host) || host.includes(":")) return host; // an IP address
  const labels = host.split(".");
  const [second = "", first = ""] = labels.slice(-2);
  const isLikeSuffix = first.length === 2 && second.length <= 3;
  return labels.slice(isLikeSuffix ? -3 : -2).join(".");
}

function wrapping(text: string): Html[] {
  const parts = text.split(/(?<=\.)/);
  return parts.map((part, index) => html`${part}${index < parts.length - 1 ? html`<wbr />` : ""}`);
}
