import { KitError } from "./kit-error.ts";
import { hostDefinition, isHost, type Host } from "./hosts/table.ts";
import { quote } from "./quote.ts";
import { checkServerName } from "./server-name.ts";
import { parseServerUrl, type ServerUrlOptions } from "./server-url.ts";

/** The hosts that take a server from a link. `vscode-insiders` is VS Code's daily build, with the same table row. */
export type DeepLinkHost =
  | Extract<Host, "cursor" | "vscode" | "lm-studio" | "goose">
  | "vscode-insiders";

export interface DeepLinkOptions extends ServerUrlOptions {
  /** What the host shall call the server. */
  name: string;
  url: string;
}

type Link = (name: string, url: string) => string;

const links: Record<DeepLinkHost, Link> = {
  cursor: (name, url) =>
    `cursor://anysphere.cursor-deeplink/mcp/install?name=${name}&config=${base64({ url })}`,
  vscode: (name, url) =>
    `vscode:mcp/install?${percentEncode(linkJson({ name, type: "http", url }))}`,
  "vscode-insiders": (name, url) =>
    `vscode-insiders:mcp/install?${percentEncode(linkJson({ name, type: "http", url }))}`,
  "lm-studio": (name, url) => `lmstudio://add_mcp?name=${name}&config=${base64({ url })}`,
  goose: (name, url) =>
    `goose://extension?type=streamable_http&name=${name}&url=${percentEncode(url)}&timeout=300`,
};

/**
 * Gives a link that asks the host to add a remote server; the user still has to agree there. A link holds no header and no command:
 * it is passed on, stored in histories, and opened by whoever clicks it.
 *
 * @throws {KitError} HOST_UNSUPPORTED when the host takes no such links
 * @throws {KitError} USAGE when the name is not allowed
 * @throws {KitError} URL_INVALID when the URL is not allowed
 * @see https://cursor.com/docs/mcp/install-links (2026-11-24)
 * @see https://github.com/microsoft/vscode/blob/main/src/vs/workbench/contrib/mcp/browser/mcpWorkbenchService.ts (2026-11-24)
 * @see https://lmstudio.ai/docs/app/mcp/deeplink (2026-11-24)
 * @see https://block.github.io/goose/deeplink-generator and `ui/desktop/src/components/settings/extensions/deeplink.ts` (2026-11-24)
 * @example deepLink("cursor", { name: "my-worker", url: "https://my-worker.example.workers.dev/mcp" });
 */
export function deepLink(host: DeepLinkHost, { name, url, ...options }: DeepLinkOptions): string {
  if (!Object.hasOwn(links, host)) throw noLinks(host);
  return links[host](checkServerName(name), parseServerUrl(url, options).href);
}

/** The hosts that `deepLink` knows. */
export function isDeepLinkHost(host: string): host is DeepLinkHost {
  return Object.hasOwn(links, host);
}

function noLinks(host: string): KitError {
  const who = isHost(host) ? hostDefinition(host).title : `Host ${quote(host)}`;
  return new KitError("HOST_UNSUPPORTED", `${who} takes no servers from links.`, {
    hint: `Hosts that do: ${Object.keys(links).join(", ")}.`,
  });
}

/**
 * JSON in which nothing is left that a further decoding would change: VS Code decodes its query twice, and an editor that reads
 * base64 out of a query once decoded takes `+` for a space. Everything but plain text is written `\u0025`.
 */
function linkJson(value: object): string {
  return JSON.stringify(value).replaceAll(
    /[^\x20-\x7e]|[%&+#?'()*!<>~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Leaves letters, digits, `-`, `.` and `_` only, so that a link can stand in Markdown, HTML and a chat message alike. */
function percentEncode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*~]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Of ASCII text without `>`, `?` and `~` base64 has no `+` and `/`; spaces at the end of the JSON keep `=` away. */
function base64(value: object): string {
  const json = linkJson(value);
  return Buffer.from(json.padEnd(Math.ceil(json.length / 3) * 3)).toString("base64");
}
