import { attribute, elementsOf, enclosing, type Node } from "./dom.ts";

/** Where the forms of a page may lead, by one policy: its sources as they are written, e.g. `'self' https://github.com`. */
export type FormAction = readonly string[];

const DEFAULT_PORTS: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };
/** What a host may be given with: a scheme, a port, a path. */
const HOST_SOURCE =
  /^(?:(?<scheme>[a-z][a-z\d+.-]*):\/\/)?(?<host>\*|(?:\*\.)?[^:/*]+|\[[^\]]*\])(?::(?<port>\d+|\*))?(?<path>\/[^?#]*)?(?:[?#].*)?$/i;

/**
 * Reads what the policies of a page say about its forms: each header, each policy in one, and `<meta>`.
 *
 * @see https://www.w3.org/TR/CSP3/#directive-form-action
 */
export function formActionsOf(header: string | null, document: Node): FormAction[] {
  const metas = elementsOf(document).filter(
    (each) =>
      each.tagName === "meta" &&
      attribute(each, "http-equiv")?.toLowerCase() === "content-security-policy" &&
      enclosing(each).some(({ tagName }) => tagName === "head"),
  );
  const policies = [header ?? "", ...metas.map((each) => attribute(each, "content") ?? "")];
  return policies.flatMap((policy) => policy.split(",")).flatMap(formActionOf);
}

/** Of a directive that is there twice the first counts. */
function formActionOf(policy: string): FormAction[] {
  const directives = policy.split(";").map((each) => each.trim().split(/\s+/));
  const found = directives.find(([name]) => name?.toLowerCase() === "form-action");
  return found ? [found.slice(1)] : [];
}

/**
 * Tells whether a form of a page may lead to an address. Chromium and Safari ask so again at every redirect.
 *
 * @see https://www.w3.org/TR/CSP3/#match-url-to-source-list
 */
export function mayLeadTo(
  sources: FormAction,
  page: URL,
  { url, isRedirect }: { url: URL; isRedirect: boolean },
): boolean {
  return sources.some((source) => {
    if (source === "*") return url.protocol in DEFAULT_PORTS || url.protocol === page.protocol;
    if (source.toLowerCase() === "'self'") return isSelf(url, page);
    const scheme = /^[a-z][a-z\d+.-]*:$/i.exec(source)?.[0];
    if (scheme !== undefined) return isScheme(url, scheme);
    return isHost(url, { source, page, isRedirect });
  });
}

function isSelf(url: URL, page: URL): boolean {
  if (url.origin === page.origin && url.origin !== "null") return true;
  const isDefault = [url, page].every(({ port }) => port === "");
  return url.hostname === page.hostname && isDefault && isScheme(url, page.protocol);
}

/** What may lead to `http:` may lead to `https:`. */
function isScheme({ protocol }: URL, scheme: string): boolean {
  const wanted = scheme.toLowerCase();
  return protocol === wanted || (wanted === "http:" && protocol === "https:");
}

function isHost(
  url: URL,
  { source, page, isRedirect }: { source: string; page: URL; isRedirect: boolean },
): boolean {
  const { scheme, host = "", port, path = "/" } = HOST_SOURCE.exec(source)?.groups ?? {};
  if (!isScheme(url, scheme === undefined ? page.protocol : `${scheme}:`)) return false;
  const wanted = host.toLowerCase();
  const isNamed = wanted.startsWith("*")
    ? url.hostname.endsWith(wanted.slice(1))
    : url.hostname === wanted;
  const actualPort = url.port || DEFAULT_PORTS[url.protocol];
  const isUpgraded = port === "80" && actualPort === "443";
  const isPort = port === "*" || isUpgraded || actualPort === (port ?? DEFAULT_PORTS[url.protocol]);
  // Where a redirect leads, a path would tell what only its site may know.
  const isPath =
    isRedirect || (path.endsWith("/") ? url.pathname.startsWith(path) : url.pathname === path);
  return wanted !== "" && isNamed && isPort && isPath;
}
