import { isAbsolute } from "node:path";
import { bridgeFile } from "./bridge/packaged-bridge.ts";
import { checkEntryEnv } from "./entry-env.ts";
import type { Entry } from "./entry.ts";
import { KitError } from "./kit-error.ts";
import { quote } from "./quote.ts";
import { parseServerUrl, type ServerUrlOptions } from "./server-url.ts";

export interface EntryOptions extends ServerUrlOptions {
  /** Absolute path of the Node.js that runs the bridge. Default: the one that runs now. */
  node?: string;
  /** Absolute path of the bridge. Default: this package's pinned mcp-remote. */
  bridge?: string;
  /** Variables for the bridge, e.g. `{ MCP_REMOTE_CONFIG_DIR: "/home/me/.mcp-auth" }`. */
  env?: Record<string, string>;
}

/**
 * Makes the entry with which Claude Desktop reaches a remote MCP server through mcp-remote.
 *
 * Both paths are absolute, so that neither `PATH`, npx nor a shell has a say in what is started. Nothing is written, and no
 * network is asked.
 *
 * @throws {KitError} URL_INVALID when the URL is not https or loopback http, names no endpoint, or holds a secret
 * @throws {KitError} USAGE when a path is relative or a variable is not allowed
 * @example
 * createEntry("http://localhost:8788/mcp").args.slice(1);
 * // ["http://localhost:8788/mcp", "--transport", "http-only"]
 */
export function createEntry(url: string, options: EntryOptions = {}): Entry {
  const { href } = parseServerUrl(url, options);
  const { node = process.execPath, env = {} } = options;
  checkEntryEnv(env);
  const bridge = options.bridge ?? bridgeFile();
  for (const path of [node, bridge]) checkAbsolute(path);
  // mcp-remote takes its first argument for the URL; flags follow.
  const args = [bridge, href, "--transport", "http-only"];
  return { command: node, args, ...(Object.keys(env).length > 0 && { env: { ...env } }) };
}

function checkAbsolute(path: string): void {
  if (isAbsolute(path) && !path.includes("\0")) return;
  throw new KitError("USAGE", `The path ${quote(path)} is not absolute.`, {
    hint: "A host starts its servers in a folder of its own choice: give the whole path.",
  });
}
