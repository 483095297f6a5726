import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readBridgeManifest, type BridgeManifest } from "./bridge-manifest.ts";

/** The bridge that comes with this package. */
export interface PackagedBridge extends BridgeManifest {
  /** Absolute path of the file that `node` runs. */
  path: string;
  /** Absolute path of the licences. */
  licencesPath: string;
}

/** Node.js runs TypeScript in a checkout only, never from an installed package. */
const inCheckout = import.meta.url.endsWith(".ts");

const root = fileURLToPath(new URL("../../", import.meta.url));
/** Not dist/, which `npm run build` removes while other programs may be starting the bridge. */
const checkoutFolder = join(root, "node_modules", ".cache", "remote-mcp-kit", "bridge");
const packagedFolder = fileURLToPath(new URL("../../bridge/", import.meta.url));

/**
 * Gives the bridge that comes with this package: the pinned mcp-remote with all that it needs in one file, which starts without
 * anything beside it.
 *
 * In a checkout it is made on first use, within a second, and made again when the lock file or its recipe has changed.
 */
export async function packagedBridge(): Promise<PackagedBridge> {
  const folder = inCheckout ? await bridgeOfCheckout() : packagedFolder;
  const manifest = readBridgeManifest(folder);
  if (!manifest) throw new TypeError(`The package was built without a bridge in ${folder}.`);
  return {
    ...manifest,
    path: join(folder, manifest.file),
    licencesPath: join(folder, manifest.licences),
  };
}

/**
 * Gives the absolute path of a file that `node` runs to bridge a host's stdio to a remote server, at once and without making
 * anything: in a checkout mcp-remote's own, which is good as long as its packages stay beside it.
 */
export function bridgeFile(): string {
  const packaged = inCheckout ? undefined : readBridgeManifest(packagedFolder);
  if (packaged) return join(packagedFolder, packaged.file);
  // mcp-remote has no `exports` and no `main`, so its file is named outright.
  return createRequire(import.meta.url).resolve("mcp-remote/dist/proxy.js");
}

/** Gives the bridge in the user's own folder, where an installation has put the one that comes with this package. */
export function installedBridge(userFolder: string): string | undefined {
  const manifest = readBridgeManifest(inCheckout ? checkoutFolder : packagedFolder);
  const path = manifest && join(userFolder, "bridge", manifest.file);
  return path !== undefined && existsSync(path) ? path : undefined;
}

async function bridgeOfCheckout(): Promise<string> {
  const { buildBridge, bridgeRecipe } = await import("./build-bridge.ts");
  const folder = checkoutFolder;
  const madeFrom = await bridgeRecipe(root);
  if (readBridgeManifest(folder)?.madeFrom !== madeFrom) await buildBridge({ folder, madeFrom });
  return folder;
}
