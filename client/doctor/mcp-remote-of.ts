import type { Entry } from "../entry.ts";
import { hostDefinition } from "../hosts/table.ts";
import type { ListedServer } from "../list-servers.ts";
import type { Scene } from "./scene.ts";

/** How an entry comes to its mcp-remote. */
export type McpRemote =
  /** A file that Node.js runs, the kit's bridge among them. */
  | { by: "script"; file: string }
  /** A package that npx or the like downloads; `argument` names it, with its version if it has one. */
  | { by: "package"; argument: string; version: string | undefined }
  /** A program that was installed for good. */
  | { by: "program" };

/** A server that is reached through mcp-remote, and is not switched off. */
export interface BridgedServer {
  server: ListedServer;
  url: string;
  entry: Entry;
  mcpRemote: McpRemote;
}

/** Lists the servers that are reached through mcp-remote, whoever wrote their entries. */
export function bridgedServers({ servers }: Scene): BridgedServer[] {
  return servers.flatMap((server) => {
    const { entry: read, disabled } = server;
    if (read.kind !== "stdio" || disabled) return [];
    const { entry } = read;
    const url = server.url ?? entry.args.find(isUrl);
    const mcpRemote = mcpRemoteOf(entry);
    return mcpRemote && url !== undefined
      ? [{ server: Object.assign({}, server, { url }), url, entry, mcpRemote }]
      : [];
  });
}

/** Those of them whose arguments can be read to their end: one whose header file is missing can neither be asked nor signed in at. */
export function readableServers(scene: Scene): BridgedServer[] {
  return bridgedServers(scene).filter(({ server }) => server.kind === "bridge");
}

/** Lists the servers that their hosts call by themselves, and are not switched off. */
export function calledServers({ servers }: Scene): { server: ListedServer; url: string }[] {
  return servers.flatMap((server) => {
    const { host, entry: read, disabled } = server;
    const isCalled =
      read.kind === "remote" && !disabled && hostDefinition(host).remote !== undefined;
    return isCalled ? [{ server, url: read.url }] : [];
  });
}

/** Says how an entry comes to mcp-remote; nothing where it does not name it before the URL. */
export function mcpRemoteOf({ command, args }: Entry): McpRemote | undefined {
  const url = args.findIndex(isUrl);
  const before = url === -1 ? args : args.slice(0, url);
  const script = before.find((arg) => /mcp-remote.*\.[cm]?js$/i.test(arg));
  if (script !== undefined) return { by: "script", file: script };
  if (/(^|[\\/])mcp-remote(\.cmd|\.exe)?$/i.test(command)) return { by: "program" };
  const packages = before.flatMap((argument) => {
    const found = /^(?:--package=|-p=)?mcp-remote(?:@(?<version>.*))?$/.exec(argument);
    return found ? [{ by: "package" as const, argument, version: found.groups?.["version"] }] : [];
  });
  // `npx --package=mcp-remote@0.15.1 mcp-remote <url>` names it twice, and the first is downloaded.
  return packages.find(({ version }) => version !== undefined) ?? packages[0];
}

function isUrl(arg: string): boolean {
  return /^https?:\/\//i.test(arg);
}
