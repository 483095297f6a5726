import { redactUrl } from "../github/redact-url.ts";

/** One request that the scripted browser made, as it may be shown. */
export interface Hop {
  readonly method: string;
  /** Without codes, states, tokens and everything else that is not known to be harmless. */
  readonly url: string;
  /** The button or link that led here; null for a redirect and for the first address. */
  readonly pressed: string | null;
  /** Null when there was no answer. */
  readonly status: number | null;
}

/** Query parameters that tell much and give nothing away. */
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

export function showUrl(url: URL): string {
  return redactUrl(url, HARMLESS);
}

/** Writes the way that was taken, one line a hop. */
export function describeHops(hops: readonly Hop[]): string {
  return hops
    .map(({ method, url, pressed, status }, index) => {
      const cause = pressed === null ? "" : ` (pressed "${pressed}")`;
      return `  ${index + 1}. ${method} ${url}${cause} → ${status ?? "no answer"}`;
    })
    .join("\n");
}
