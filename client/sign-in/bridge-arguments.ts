import type { Entry } from "../entry.ts";
import { pathRules, type Platform } from "../platform.ts";
import { reasonOf } from "../host-file.ts";
import { KitError } from "../kit-error.ts";
import { quote } from "../quote.ts";
import { readRegularFile } from "../read-regular-file.ts";
import { parseServerUrl } from "../server-url.ts";

/** What mcp-remote makes of an entry's arguments, as far as a sign-in depends on it. */
export interface BridgeArguments {
  /** As it is written: `/mcp` and `/mcp/` are two sign-ins. */
  url: string;
  /** Of `--header` and `--header-file`, variables not put in. */
  headers: Record<string, string>;
  authorizeParams: Record<string, string>;
  resource?: string;
  clientMetadataUrl?: string;
  tokenEndpoint?: string;
  /** The callback port, where the entry names one. */
  port?: number;
}

/** A sign-in is that of an entry, or of one that holds nothing but the URL. */
export type SignInTarget = string | Entry;

/**
 * Reads an entry as mcp-remote 0.15.1 would.
 *
 * @throws {KitError} URL_INVALID when a URL that stands alone could not stand in an entry
 * @throws {KitError} USAGE when it starts no mcp-remote with a URL, or names a header file that cannot be read
 */
export async function readBridgeArguments(
  target: SignInTarget,
  platform: Platform,
): Promise<BridgeArguments> {
  if (typeof target === "string") {
    const { href } = parseServerUrl(target, { allowRoot: true });
    return { url: href, headers: {}, authorizeParams: {} };
  }
  const headers: Record<string, string> = {};
  const args: string[] = [];
  const given = argumentsOfBridge(target);
  for (let index = 0; index < given.length; index++) {
    const value = given[index + 1];
    if (given[index] === "--header" && value !== undefined) addHeader(headers, value);
    else if (given[index] === "--header-file" && value !== undefined)
      await addHeaderFile(headers, value, platform);
    else {
      args.push(given[index]!);
      continue;
    }
    index++;
  }
  const [url, second] = args;
  if (url === undefined || !/^https?:\/\//i.test(url))
    throw new KitError("USAGE", "The entry does not start mcp-remote with a URL.", {
      hint: "Sign-ins are kept for entries with mcp-remote only, as `mcp-kit install` writes them.",
    });
  const authorizeParams: Record<string, string> = {};
  for (const [index, flag] of args.entries()) {
    const [, key, value] = /^([^=]+)=(.*)$/s.exec(args[index + 1] ?? "") ?? [];
    if (flag === "--authorize-param" && key !== undefined) authorizeParams[key.trim()] = value!;
  }
  const port = Number.parseInt(second ?? "", 10) || undefined;
  const resource = args.includes("--disable-resource-parameter")
    ? undefined
    : flagOf(args, "--resource")?.trim();
  return {
    url,
    headers,
    authorizeParams,
    ...(resource && { resource }),
    ...withFlag(args, "--client-metadata-url", "clientMetadataUrl"),
    ...withFlag(args, "--token-endpoint", "tokenEndpoint"),
    ...(port !== undefined && { port }),
  };
}

/** Puts another callback port where mcp-remote reads it: behind the URL, but for headers. Words without one stay as they are. */
export function withCallbackPort(words: readonly string[], url: string, port: number): string[] {
  let at = words.indexOf(url) + 1;
  if (at === 0) return [...words];
  while (words[at] === "--header" || words[at] === "--header-file") at += 2;
  return at < words.length ? words.with(at, String(port)) : [...words];
}

/** What follows the bridge: a script that Node.js runs, or the package's name after npx. */
function argumentsOfBridge({ args }: Entry): string[] {
  const bridge = args.findIndex((arg) => /^mcp-remote(@|$)|\.[cm]?js$/.test(arg));
  return args.slice(bridge + 1);
}

function flagOf(args: string[], flag: string): string | undefined {
  const index = args.indexOf(flag);
  return index === -1 ? undefined : args[index + 1];
}

function withFlag(args: string[], flag: string, name: "clientMetadataUrl" | "tokenEndpoint") {
  const value = flagOf(args, flag)?.trim();
  return value && URL.canParse(value)
    ? { [name]: name === "tokenEndpoint" ? new URL(value).href : value }
    : {};
}

function addHeader(headers: Record<string, string>, line: string): void {
  const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(line) ?? [];
  if (name !== undefined && value !== undefined) headers[name] = value;
}

async function addHeaderFile(
  headers: Record<string, string>,
  file: string,
  { os, home }: Platform,
): Promise<void> {
  const path = pathRules({ os }).resolve(home, file);
  const text = await readRegularFile(path).catch((cause: unknown) => {
    throw new KitError(
      "USAGE",
      `The header file ${quote(file)} cannot be read: ${reasonOf(cause)}.`,
      {
        hint: "Write it again with `mcp-kit install <url> --header-file <file>`.",
        cause,
      },
    );
  });
  for (const line of text.toString("utf8").split(/\r?\n/)) {
    const trimmed = line.trim();
    if (!trimmed.startsWith("#")) addHeader(headers, trimmed);
  }
}
