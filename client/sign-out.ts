import { currentPlatform } from "./platform.ts";
import type { SignInTarget } from "./sign-in/bridge-arguments.ts";
import type { SignInOptions } from "./sign-in-status.ts";

export interface SignedOut {
  /** The files that were there and are no more, whole paths. */
  removed: string[];
}

/**
 * Forgets the sign-in that mcp-remote has stored for one server: its tokens, its registration, and what unfinished sign-ins left.
 * Everybody else's files stay. A link is removed, and not what it points to.
 *
 * The server is not told: what it has issued stays valid there until it expires.
 *
 * @throws {KitError} USAGE when the entry does not start mcp-remote
 * @throws {KitError} SIGN_IN_STORE_REFUSED when a file cannot be removed
 */
export async function signOut(
  target: SignInTarget,
  { platform = currentPlatform() }: SignInOptions = {},
): Promise<SignedOut> {
  const { openSignInStore } = await import("./sign-in/open-store.ts");
  const { listSignInFiles } = await import("./sign-in/store.ts");
  const { removeFile } = await import("./sign-in/remove-file.ts");
  const { store } = await openSignInStore(target, platform);
  const removed: string[] = [];
  let failure: unknown;
  for (const file of await listSignInFiles(store)) {
    try {
      if (await removeFile(file)) removed.push(file);
    } catch (error) {
      failure ??= error; // the others go all the same
    }
  }
  if (failure !== undefined) throw failure;
  return { removed };
}
