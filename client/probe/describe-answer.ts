import type { Hide } from "../hide-values.ts";
import { plainText } from "../plain-text.ts";
import { isRecord } from "../is-record.ts";
import { quote } from "../quote.ts";
import { redactSecrets } from "../start/last-words.ts";
import type { Exchange } from "./guarded-fetch.ts";

/**
 * Says in a few words what was answered, e.g. `200 text/html, "Welcome"`: a page's title, a JSON-RPC error's message, or how it begins.
 *
 * @param hide what the server may repeat of what it was sent
 */
export function describeAnswer({ response, beginning }: Exchange, hide: Hide): string {
  const type = (response.headers.get("content-type") ?? "").split(";")[0]?.trim() ?? "";
  const [, title] = /<title[^>]*>([^<]*)</i.exec(beginning) ?? [];
  const said = title ?? (isHtml(type) ? "" : (rpcError(beginning) ?? beginning));
  // Before it is cut: of a token that is cut nobody can tell any more that it is one.
  const words = plainText(redactSecrets(hide(said)), 60);
  return [
    [response.status, plainText(hide(type), 40)].filter(Boolean).join(" "),
    ...(words ? [quote(words)] : []),
  ].join(", ");
}

/** The words of a JSON-RPC error, as JSON or in an event stream; they stand at the end of what else is there. */
function rpcError(body: string): string | undefined {
  try {
    const answer: unknown = JSON.parse(/^data: ?(.+)$/m.exec(body)?.[1] ?? body);
    const error = isRecord(answer) ? answer["error"] : undefined;
    return isRecord(error) && typeof error["message"] === "string" ? error["message"] : undefined;
  } catch {
    return undefined;
  }
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
