import { stat } from "node:fs/promises";
import { pathRules, type Platform } from "../platform.ts";
import {
  readBridgeArguments,
  type BridgeArguments,
  type SignInTarget,
} from "./bridge-arguments.ts";
import { listSignInFiles, signInStore, type SignInStore } from "./store.ts";

/** Finds the store of a target's sign-in. */
export async function openSignInStore(
  target: SignInTarget,
  platform: Platform,
): Promise<{ bridge: BridgeArguments; store: SignInStore }> {
  const bridge = await readBridgeArguments(target, platform);
  return { bridge, store: signInStore(bridge, target, platform) };
}

/**
 * Finds what lies where mcp-remote keeps a target's sign-in, and keeps it from doing so: a file for a folder, or the reverse.
 *
 * @throws {KitError} USAGE when the entry does not start mcp-remote
 */
export async function findObstacle(
  target: SignInTarget,
  platform: Platform,
): Promise<{ path: string; is: "no folder" | "a folder" } | undefined> {
  const { store } = await openSignInStore(target, platform);
  for (const path of [pathRules(platform).dirname(store.folder), store.folder]) {
    const stats = await stat(path).catch(() => undefined);
    if (stats && !stats.isDirectory()) return { path, is: "no folder" };
  }
  for (const path of await listSignInFiles(store)) {
    const stats = await stat(path).catch(() => undefined);
    if (stats?.isDirectory()) return { path, is: "a folder" };
  }
  return undefined;
}
