import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What lies beside a bundled bridge and says what it is. */
export interface BridgeManifest {
  /** The version of mcp-remote that the bridge was made of, e.g. `0.15.1`. */
  mcpRemote: string;
  /** The bridge's file name, which holds the start of its checksum: `mcp-remote-0.15.1-0f3a9c51.mjs`. */
  file: string;
  /** In hexadecimal. */
  sha256: string;
  bytes: number;
  /** The name of the file with the licences of everything in the bridge. */
  licences: string;
  /** In a checkout: identifies the packages and the recipe that it was made from. */
  madeFrom?: string;
}

/** @returns nothing where no bridge was made yet */
export function readBridgeManifest(folder: string): BridgeManifest | undefined {
  try {
    const manifest: BridgeManifest = JSON.parse(
      readFileSync(join(folder, "manifest.json"), "utf8"),
    );
    return manifest;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
