import { readRegularFile } from "../read-regular-file.ts";
import { sha256Of } from "./install-bridge.ts";
import { packagedBridge, type PackagedBridge } from "./packaged-bridge.ts";

export interface BridgeReport {
  /**
   * - `current`: byte for byte the one that comes with this package
   * - `older`: made by another release of the kit, of the same or an older mcp-remote
   * - `newer`: made by another release of the kit, of a newer mcp-remote
   * - `altered`: has a bridge's name and other bytes than the name says
   * - `missing`: there is no such file
   * - `foreign`: none of the kit's, e.g. mcp-remote's own `dist/proxy.js`
   */
  state: "current" | "older" | "newer" | "altered" | "missing" | "foreign";
  /** The version of mcp-remote that its name gives, e.g. `0.15.1`. */
  mcpRemote?: string;
}

/** A bridge has some two megabytes; any other script may be larger. */
const maxBytes = 64 * 1024 * 1024;

/** Says whether the file that an entry starts is the bridge that comes with this package. Only reads. */
export async function inspectBridge(path: string, bridge?: PackagedBridge): Promise<BridgeReport> {
  const { groups } =
    /(?:^|[\\/])mcp-remote-(?<version>\d+\.\d+\.\d+)-(?<start>[0-9a-f]{8})\.mjs$/.exec(path) ?? {};
  const { version, start } = groups ?? {};
  const content = await readRegularFile(path, maxBytes).catch(ignoreMissing);
  const named = version === undefined ? {} : { mcpRemote: version };
  if (!content) return { state: "missing", ...named };
  if (version === undefined || start === undefined) return { state: "foreign" };
  const ours = bridge ?? (await packagedBridge());
  const sha256 = sha256Of(content);
  if (sha256 === ours.sha256) return { state: "current", ...named };
  if (!sha256.startsWith(start)) return { state: "altered", ...named };
  return { state: isNewer(version, ours.mcpRemote) ? "newer" : "older", ...named };
}

function isNewer(version: string, than: string): boolean {
  return version.localeCompare(than, "en", { numeric: true }) > 0;
}

function ignoreMissing(error: unknown): undefined {
  if (
    error instanceof Error &&
    "code" in error &&
    (error.code === "ENOENT" || error.code === "ENOTDIR")
  )
    return undefined;
  throw error;
}
