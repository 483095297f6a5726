import { currentPlatform } from "./platform.ts";
import type { SignInTarget } from "./sign-in/bridge-arguments.ts";
import type { SignInOptions, SignInStatus } from "./sign-in-status.ts";

export interface StartSignInOptions extends SignInOptions {
  /** Called with the address of the sign-in page, for a person whose browser does not open by itself. */
  onUrl?: (url: string) => void;
  /** Whether mcp-remote opens the person's browser. Default: true. On Windows it always does. */
  open?: boolean;
  /** For the person to sign in. Default: 300 000. */
  timeoutMs?: number;
  signal?: AbortSignal;
  /** What the server is called, for the commands in hints. Default: the URL, where the target is one. */
  name?: string | undefined;
}

export interface SignedIn {
  /** False when the server asked for no sign-in: then nothing is stored. */
  needed: boolean;
  /** How the sign-in stands now. */
  status: SignInStatus;
}

/**
 * Signs a person in at a server, through mcp-remote itself, so that the sign-in lies where the entry will find it. Done before an
 * entry is installed, since Claude Desktop gives up after about a minute.
 *
 * The page's address is checked before a browser is opened: https, or http of this machine.
 *
 * @throws {KitError} SIGN_IN_FAILED when it is refused, nobody signs in in time, or the page's address is not safe
 * @throws {KitError} CONNECT_FAILED when the server cannot be reached, with mcp-remote's last words
 * @throws {KitError} URL_INVALID, USAGE when there is nothing that mcp-remote could be started with
 * @example await signIn("http://localhost:8788/mcp", { onUrl: (url) => console.error(`Sign in at ${url}`) });
 */
export async function signIn(
  target: SignInTarget,
  options: StartSignInOptions = {},
): Promise<SignedIn> {
  // Loaded late: it brings the MCP SDK.
  const { runSignIn } = await import("./sign-in/run-sign-in.ts");
  return runSignIn(target, {
    platform: currentPlatform(),
    timeoutMs: 300_000,
    open: true,
    ...options,
  });
}
