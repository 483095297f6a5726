import { createRequire } from "node:module";

/**
 * Gives the absolute path of the file that `node` runs to bridge a host's stdio to a remote server: the pinned mcp-remote.
 *
 * mcp-remote has no `exports` and no `main`, so its file is named outright.
 */
export function bridgeFile(): string {
  return createRequire(import.meta.url).resolve("mcp-remote/dist/proxy.js");
}
