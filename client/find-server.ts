import { listServers, type ListedServer, type ListServersOptions } from "./list-servers.ts";
import { KitError } from "./kit-error.ts";
import { quote } from "./quote.ts";
import { parseServerUrl } from "./server-url.ts";
import type { SignInTarget } from "./sign-in/bridge-arguments.ts";

/** Whose sign-in is meant. */
export interface FoundServer {
  /** What was asked for: a name, or the URL. */
  name: string;
  url: string;
  target: SignInTarget;
}

/**
 * Finds the server that a person means, by the name of its entry in any host's file, or by its URL.
 *
 * @throws {KitError} USAGE when there is none of that name, when it has no sign-in with mcp-remote, or when several have
 */
export async function findServer(
  nameOrUrl: string,
  options: ListServersOptions = {},
): Promise<FoundServer> {
  if (/^https?:/i.test(nameOrUrl)) {
    const { href } = parseServerUrl(nameOrUrl, { allowRoot: true });
    return { name: nameOrUrl, url: href, target: href };
  }
  const { servers, refused } = await listServers(options);
  const named = servers.filter(({ name }) => name === nameOrUrl);
  const [first, ...others] = named.filter(({ kind }) => kind === "bridge");
  if (first?.entry.kind === "stdio" && first.url !== undefined) {
    const other = others.find((each) => !isSame(each, first));
    if (other) throw ambiguous(nameOrUrl, [first, other]);
    return { name: nameOrUrl, url: first.url, target: first.entry.entry };
  }
  if (named[0]) throw withoutBridge(named[0]);
  if (refused[0]) throw refused[0];
  const known = servers.flatMap(({ name, kind }) => (kind === "bridge" ? [name] : []));
  throw new KitError("USAGE", `There is no server ${quote(nameOrUrl)} in any host's file.`, {
    hint:
      known.length > 0
        ? `There are ${[...new Set(known)].join(", ")}. A URL does as well.`
        : "Give the server's URL, or install it first: mcp-kit install <url>.",
  });
}

/** The same arguments are the same sign-in, whichever bridge and Node.js they are for. */
function isSame({ entry: a }: ListedServer, { entry: b }: ListedServer): boolean {
  if (a.kind !== "stdio" || b.kind !== "stdio") return false;
  const key = ({ args, env = {} }: typeof a.entry) => JSON.stringify([args.slice(1), env]);
  return key(a.entry) === key(b.entry);
}

function ambiguous(name: string, [a, b]: [ListedServer, ListedServer]): KitError {
  return new KitError(
    "USAGE",
    `Two servers are called ${quote(name)}: in ${a.file} and in ${b.file}.`,
    {
      hint:
        a.host === b.host
          ? "Say which: --file <path>."
          : `Say which: --host ${a.host}, or --host ${b.host}.`,
    },
  );
}

function withoutBridge({ name, host, kind }: ListedServer): KitError {
  const message =
    kind === "remote"
      ? `${host} reaches ${quote(name)} by itself, and keeps the sign-in itself.`
      : `${quote(name)} in ${host} is a program on this machine: it has no sign-in with mcp-remote.`;
  return new KitError("USAGE", message, {
    hint:
      kind === "remote"
        ? "Sign in or out in the host."
        : "Name a server that is reached through mcp-remote.",
  });
}
