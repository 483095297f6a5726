import type { Platform } from "../platform.ts";
import {
  readBridgeArguments,
  type BridgeArguments,
  type SignInTarget,
} from "./bridge-arguments.ts";
import { signInStore, type SignInStore } from "./store.ts";

/** Finds the store of a target's sign-in. */
export async function openSignInStore(
  target: SignInTarget,
  platform: Platform,
): Promise<{ bridge: BridgeArguments; store: SignInStore }> {
  const bridge = await readBridgeArguments(target, platform);
  return { bridge, store: signInStore(bridge, target, platform) };
}
