import { KitError } from "./kit-error.ts";
import { quote } from "./quote.ts";

export interface ServerUrlOptions {
  /** Accepts a URL without a path, for a server that really answers MCP at `/`. */
  allowRoot?: boolean;
}

interface Refusal<Subject> {
  refuses: (subject: Subject) => boolean;
  because: string;
  hint: (subject: Subject) => string;
}

const example = "https://my-worker.example.workers.dev/mcp";

/** mcp-remote takes plain http for these two only, not for `[::1]`. */
const loopback = new Set(["localhost", "127.0.0.1"]);

const secretName =
  /token(?!s\b|ize)|secret|passw|pwd|(api|access|private|auth)[_-]?key|^key$|^auth$|authorization|bearer|credential|^sig(nature)?$|jwt/i;
const secretValue = /^(gh[opsur]_|github_pat_|sk-|xox[a-z]-|eyJ[\w-]+\.)/;

const giveExample = () => `Give the server's plain address, for example ${example}.`;

const textRefusals: Refusal<string>[] = [
  {
    // `new URL()` would drop some of these in silence, and so change what the user reads.
    refuses: (text) => /[\p{C}\p{Z}]/u.test(text),
    because: "holds a space, or a character that cannot be seen",
    hint: giveExample,
  },
  {
    refuses: (text) => /[\\"'`<>|^!;$]/.test(text) || /%(?![0-9a-f]{2})/i.test(text),
    because: "holds a character that a command line may interpret",
    hint: giveExample,
  },
  {
    refuses: (text) => !/^https?:\/\//i.test(text),
    because: "is no http or https URL",
    hint: giveExample,
  },
  {
    refuses: (text) => !URL.canParse(text),
    because: "has a host or a port that there cannot be",
    hint: giveExample,
  },
];

const urlRefusals: Refusal<URL>[] = [
  {
    refuses: (url) => url.protocol === "http:" && !loopback.has(url.hostname),
    because: "is plain http, which mcp-remote accepts for localhost and 127.0.0.1 only",
    hint: () => "Use https, or http://localhost:<port>/mcp for a server on this machine.",
  },
  {
    refuses: (url) => url.username !== "" || url.password !== "",
    because: "holds a user name or password, which other programs could read in the process list",
    hint: () => "Leave out what stands before the @: the server asks for sign-in by itself.",
  },
  {
    refuses: (url) => url.href.includes("#"),
    because: "has a fragment, which never reaches a server",
    hint: () => "Leave out the # and what follows it.",
  },
  {
    refuses: hasSecret,
    because: "seems to carry a secret, which other programs could read in the process list",
    hint: () => "Leave the secret out of the URL, and let the server ask for sign-in.",
  },
  {
    // Between the pairs of a query `&` is ordinary; in a path it is rare, and an injection's favourite.
    refuses: (url) => url.pathname.includes("&"),
    because: "holds a character that a command line may interpret",
    hint: () => "Write & in a path as %26.",
  },
];

const rootRefusal: Refusal<URL> = {
  refuses: (url) => url.pathname === "/",
  because: "names no endpoint",
  hint: (url) => `Most servers answer at ${url.origin}/mcp.`,
};

/**
 * Checks the URL of a remote MCP server by allow-list and normalises it, as `new URL()` does: an international host name becomes
 * punycode.
 *
 * A URL without a path is refused unless `allowRoot` is set. It is nearly always the Worker's origin, copied from a browser, and
 * the proxy would ask for the resource `https://host/`, which no endpoint below it answers for.
 *
 * @throws {KitError} URL_INVALID, with user information and query masked in the message
 * @see https://www.rfc-editor.org/rfc/rfc8707 resource indicators
 */
export function parseServerUrl(input: string, { allowRoot = false }: ServerUrlOptions = {}): URL {
  check(input, input, textRefusals);
  const url = new URL(input);
  check(url, input, allowRoot ? urlRefusals : [...urlRefusals, rootRefusal]);
  return url;
}

/** The first refusal that applies is the one reported. */
function check<Subject>(subject: Subject, input: string, refusals: Refusal<Subject>[]): void {
  const refusal = refusals.find(({ refuses }) => refuses(subject));
  if (!refusal) return;
  throw new KitError("URL_INVALID", `The URL ${quote(mask(input))} ${refusal.because}.`, {
    hint: refusal.hint(subject),
  });
}

export function isSecret([name, value]: [string, string]): boolean {
  return secretName.test(name) || secretValue.test(value);
}

/** Whether a URL seems to carry a secret in its query or its path. */
export function hasSecret({ searchParams, pathname }: URL): boolean {
  return [...searchParams].some(isSecret) || maskPath(pathname) !== pathname;
}

/** A refused URL may hold a secret where one must not stand. */
export function mask(input: string): string {
  return maskPath(input)
    .replace(/\/\/[^/?#]*@/, "//...@")
    .replace(/#.*/su, "#...")
    .replace(/\?[^#]*/su, "?...");
}

/** Takes out of a path what is a well-known token, and what a parameter of its (`;token=...`) calls secret. */
function maskPath(path: string): string {
  return path.replaceAll(/[^/;,?#]+/g, (part) => {
    const [, name = "", value = part] = /^([^=]*)=(.+)$/su.exec(part) ?? [];
    if (name !== "" && secretName.test(decoded(name))) return `${name}=...`;
    const isToken = value.length >= 20 && secretValue.test(decoded(value));
    return isToken ? part.replace(value, "...") : part;
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a percent sign that encodes nothing
  }
}
