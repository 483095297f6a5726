import { readFile } from "node:fs/promises";
import { bridgeArguments } from "./bridge/bridge-arguments.ts";
import { packagedBridge } from "./bridge/packaged-bridge.ts";
import { headerArguments } from "./headers.ts";
import { oldestNode } from "./node/node-version.ts";
import { checkServerName } from "./server-name.ts";
import { parseServerUrl, type ServerUrlOptions } from "./server-url.ts";

export interface McpbOptions extends ServerUrlOptions {
  /** What the host calls the server. */
  name: string;
  url: string;
  /** Of the bundle, e.g. `1.2.0`. A host installs another version over the one it has. Default: `1.0.0`. */
  version?: string;
  /** What people see. Default: the name. */
  displayName?: string;
  /** One sentence for people. Default: names the server's host. */
  description?: string;
  /** Who offers it. Default: the server's host. */
  author?: string;
  /** Names of headers whose values the host asks each user for and keeps in the system's keychain, e.g. `["Authorization"]`. */
  headers?: string[];
}

/** Extensions that Claude Desktop keeps apart from its configuration file, with a Node.js of its own. */
const manifestVersion = "0.3";

/**
 * Makes an `.mcpb` bundle, with which people install the server in Claude Desktop by a double click: no Node.js, no
 * configuration file. It holds the bridge and its licences; the same options give the same bytes.
 *
 * @throws {KitError} USAGE when the name is not allowed
 * @throws {KitError} URL_INVALID when the URL is not https or loopback http, names no endpoint, or holds a secret
 * @throws {KitError} HEADER_REFUSED when a header's name is malformed, reserved or given twice
 * @see https://github.com/modelcontextprotocol/mcpb/blob/main/MANIFEST.md
 * @example await writeFile("my-worker.mcpb", await createMcpb({ name: "my-worker", url }));
 */
export async function createMcpb(options: McpbOptions): Promise<Uint8Array> {
  checkServerName(options.name);
  const url = parseServerUrl(options.url, options);
  const headers = headerArguments(options.headers ?? []);
  const [bridge, { strToU8, zipSync }] = await Promise.all([packagedBridge(), import("fflate")]);
  const entryPoint = `server/${bridge.file}`;
  const manifest = {
    manifest_version: manifestVersion,
    name: options.name,
    display_name: options.displayName ?? options.name,
    version: options.version ?? "1.0.0",
    description: options.description ?? `Connects to the MCP server at ${url.host}.`,
    author: { name: options.author ?? url.host },
    server: {
      type: "node",
      entry_point: entryPoint,
      mcp_config: {
        command: "node",
        args: [`\${__dirname}/${entryPoint}`, ...bridgeArguments(url.href), ...headers.args],
        env: Object.fromEntries(
          headers.variables.map((name) => [name, `\${user_config.${settingFor(name)}}`]),
        ),
      },
    },
    user_config: Object.fromEntries(
      headers.variables.map((variable, index) => [
        settingFor(variable),
        {
          type: "string",
          title: options.headers?.[index] ?? variable,
          description: `What is sent to ${url.host} as the header ${options.headers?.[index] ?? variable}.`,
          sensitive: true,
          required: true,
        },
      ]),
    ),
    tools_generated: true,
    compatibility: {
      platforms: ["darwin", "win32", "linux"],
      runtimes: { node: `>=${oldestNode}` },
    },
  };
  const files = {
    "manifest.json": strToU8(`${JSON.stringify(manifest, null, 2)}\n`),
    [entryPoint]: new Uint8Array(await readFile(bridge.path)),
    "server/LICENSES.txt": new Uint8Array(await readFile(bridge.licencesPath)),
  };
  // Zip stores local time without a zone: the parts of this date are the same everywhere. 3 is Unix, for the mode.
  return zipSync(files, { level: 9, mtime: new Date(1980, 0, 1), os: 3, attrs: 0o100644 << 16 });
}

function settingFor(variable: string): string {
  return variable.toLowerCase();
}
