import type { Hide } from "../hide-values.ts";
import { plainText } from "../plain-text.ts";
import { quote } from "../quote.ts";
import type { Exchange } from "./guarded-fetch.ts";

/**
 * Says in a few words what was answered, e.g. `200 text/html, "Welcome"`.
 *
 * @param hide what the server may repeat of what it was sent
 */
export function describeAnswer({ response, beginning }: Exchange, hide: Hide): string {
  const type = (response.headers.get("content-type") ?? "").split(";")[0]?.trim() ?? "";
  const [, title] = /<title[^>]*>([^<]*)</i.exec(beginning) ?? [];
  const words = plainText(hide(title ?? (isHtml(type) ? "" : beginning)), 60);
  return [
    [response.status, plainText(hide(type), 40)].filter(Boolean).join(" "),
    ...(words ? [quote(words)] : []),
  ].join(", ");
}

/** Says what to do about something that is no MCP server. */
export function hintFor({ response }: Exchange): string {
  const { status } = response;
  if (status === 404 || status === 405)
    return "Check the path: most servers answer at /mcp, older ones at /sse.";
  if (isHtml(response.headers.get("content-type") ?? ""))
    return "That is a page for people. Give the URL of the MCP endpoint; most servers answer at /mcp.";
  return "Check the URL against the server's documentation.";
}

function isHtml(type: string): boolean {
  return /^(text\/html|application\/xhtml)/i.test(type);
}
