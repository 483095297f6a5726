import { mcpRemoteVersion } from "./bridge/mcp-remote-version.ts";
import { bridgeArguments, type BridgeProtocol } from "./bridge/bridge-arguments.ts";
import { bridgeFile } from "./bridge/packaged-bridge.ts";
import { checkCmdArgument } from "./cmd-argument.ts";
import { checkEntryEnv } from "./entry-env.ts";
import type { Entry } from "./entry.ts";
import { headersInEnv, type Header } from "./headers.ts";
import { currentPlatform, pathRules, type Platform } from "./platform.ts";
import { KitError } from "./kit-error.ts";
import { quote } from "./quote.ts";
import { parseServerUrl, type ServerUrlOptions } from "./server-url.ts";

export interface EntryOptions extends ServerUrlOptions, BridgeProtocol {
  /** Absolute path of the Node.js that runs the bridge, e.g. from `findStableNode`. Default: the one that runs now. */
  node?: string;
  /** Absolute path of the bridge, e.g. from `installBridge`. Default: this package's pinned mcp-remote. */
  bridge?: string;
  /** Variables for the bridge, e.g. `{ MCP_REMOTE_CONFIG_DIR: "/home/me/.mcp-auth" }`. */
  env?: Record<string, string>;
  /** Headers for the server. Their values stand in the entry's variables, never in its arguments. */
  headers?: Header[];
  /** Absolute path of a file with headers, from `writeHeaderFile` or `readHeaderFile`. Nothing of it stands in the entry. */
  headerFile?: string;
  /** Makes an entry that names no file of this machine: npx downloads the pinned mcp-remote at each start. */
  portable?: boolean;
  /** The system that the entry is for. Default: this one. */
  platform?: Pick<Platform, "os">;
}

/**
 * Makes the entry with which Claude Desktop reaches a remote MCP server through mcp-remote.
 *
 * Both paths are absolute, so that neither `PATH`, npx nor a shell has a say in what is started; the portable form leaves that to
 * the machine it comes to. Nothing is written, and no network is asked.
 *
 * @throws {KitError} URL_INVALID when the URL is not https or loopback http, names no endpoint, or holds a secret; in the portable
 * form for Windows also when `cmd.exe` would change it
 * @throws {KitError} USAGE when a path is relative or a variable is not allowed
 * @throws {KitError} HEADER_REFUSED when a header is malformed
 * @example
 * createEntry("http://localhost:8788/mcp").args.slice(1);
 * // ["http://localhost:8788/mcp", "--transport", "http-only", "--auth-timeout", "300"]
 */
export function createEntry(url: string, options: EntryOptions = {}): Entry {
  const { href } = parseServerUrl(url, options);
  const { os } = options.platform ?? currentPlatform();
  const headers = headersInEnv(options.headers ?? []);
  checkEntryEnv(options.env ?? {});
  checkApart(options.env ?? {}, headers.env);
  const env = { ...options.env, ...headers.env };
  const forBridge = [
    ...bridgeArguments(href, options),
    ...headers.args,
    ...headerFileArguments(options.headerFile, os),
  ];
  return {
    ...(options.portable ? portable(forBridge, os) : installed(forBridge, options, os)),
    ...(Object.keys(env).length > 0 && { env }),
  };
}

function installed(forBridge: string[], options: EntryOptions, os: Platform["os"]): Entry {
  const command = options.node ?? process.execPath;
  const bridge = options.bridge ?? bridgeFile();
  for (const path of [command, bridge]) checkAbsolute(path, os);
  return { command, args: [bridge, ...forBridge] };
}

function portable(forBridge: string[], os: Platform["os"]): Entry {
  // Never without a version: npx would run whatever has that name today.
  const args = ["-y", `mcp-remote@${mcpRemoteVersion}`, ...forBridge];
  if (os !== "win32") return { command: "npx", args };
  // npx is a batch file there, which Windows starts through cmd.exe only.
  for (const argument of args) checkCmdArgument(argument);
  return { command: "cmd", args: ["/c", "npx", ...args] };
}

function headerFileArguments(path: string | undefined, os: Platform["os"]): string[] {
  if (path === undefined) return [];
  checkAbsolute(path, os);
  return ["--header-file", path];
}

function checkAbsolute(path: string, os: Platform["os"]): void {
  // `\file` is on whichever drive the host starts from.
  const isWhole = os !== "win32" || /^([a-z]:|[\\/]{2})/i.test(path);
  if (pathRules({ os }).isAbsolute(path) && isWhole && !path.includes("\0")) return;
  throw new KitError("USAGE", `The path ${quote(path)} is not absolute.`, {
    hint: "A host starts its servers in a folder of its own choice: give the whole path.",
  });
}

function checkApart(env: Record<string, string>, headers: Record<string, string>): void {
  const taken = Object.keys(headers).find((name) => Object.hasOwn(env, name));
  if (taken === undefined) return;
  throw new KitError(
    "USAGE",
    `The variable ${quote(taken)} is wanted for a header and for something else.`,
    {
      hint: "Call the other one differently, or give the header in a file: --header-file <file>.",
    },
  );
}
