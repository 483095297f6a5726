import { KitError } from "./kit-error.ts";
import { quote } from "./quote.ts";
import { parseServerUrl } from "./server-url.ts";

const allowed = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** No file of that name can exist on Windows, and hosts name their logs for the server. */
const windowsDevice = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** First labels that say what a host is for, and not whose it is. */
const generic = new Set(["mcp", "www", "api"]);

/**
 * Gives the name under which a host lists the server: the one asked for, if it is safe everywhere, or one from the URL.
 *
 * `https://my-worker.example.workers.dev/mcp` is `my-worker`, `https://mcp.example.com/mcp` is `example`,
 * `http://localhost:8788/mcp` is `local-8788`.
 *
 * @throws {KitError} USAGE when the name is not allowed
 * @throws {KitError} URL_INVALID when it has to come from a URL that is not allowed
 */
export function serverName(url: string, name?: string): string {
  return checkServerName(name ?? nameFromUrl(parseServerUrl(url, { allowRoot: true })));
}

/** @throws {KitError} USAGE when the name could hurt a shell, a file system or a JavaScript object */
export function checkServerName(name: string): string {
  if (isServerName(name)) return name;
  throw new KitError("USAGE", `The server name ${quote(name)} is not allowed.`, {
    hint: "Use 1 to 64 letters, digits, - and _, the first a letter or digit, for example my-worker.",
  });
}

/** Tells whether a name is safe everywhere: {@link checkServerName}. */
export function isServerName(name: string): boolean {
  return allowed.test(name) && !windowsDevice.test(name) && !(name in {}) && name !== "prototype";
}

function nameFromUrl(url: URL): string {
  const { hostname, port, protocol } = url;
  if (hostname === "localhost" || hostname === "127.0.0.1")
    return `local-${port || (protocol === "https:" ? "443" : "80")}`;
  if (/^[\d.]+$/.test(hostname) || hostname.startsWith("["))
    return hostname.replaceAll(/[^\da-f]+/g, "-").replaceAll(/^-|-$/g, "");
  const [first = "", second] = hostname.split(".");
  const label = generic.has(first) && second !== undefined ? second : first;
  return label.slice(0, 64);
}
