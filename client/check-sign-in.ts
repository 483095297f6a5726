import { currentPlatform } from "./platform.ts";
import type { ProbeOptions } from "./probe-server.ts";
import type { SignInTarget } from "./sign-in/bridge-arguments.ts";
import type { SignInOptions, SignInStatus } from "./sign-in-status.ts";

export type SignInState =
  /** The server takes the stored access token. */
  | "valid"
  /** The server refuses an access token that should still hold; whether the refresh token still works is only known as below. */
  | "refused"
  /** The access token is over; whether the refresh token still works is only known once mcp-remote has used it. */
  | "refreshable"
  /** The access token is over or refused, and there is nothing to renew it with. */
  | "expired"
  /** The authorization server no longer knows mcp-remote's registration: sign-in fails until it is forgotten here too. */
  | "client-forgotten"
  /** Nothing is stored. */
  | "signed-out"
  /** The server asks for no sign-in, or could not be asked. */
  | "unknown";

export interface SignInCheck {
  state: SignInState;
  /** What was found, one sentence. */
  message: string;
  /** What to do, where there is something to do. */
  hint?: string;
  status: SignInStatus;
}

export interface CheckSignInOptions
  extends SignInOptions, Pick<ProbeOptions, "fetch" | "signal" | "timeoutMs"> {}

/**
 * Finds out whether a stored sign-in still works, without spending anything of it: the access token is shown to the server that it
 * is for, the client's name to the authorization server. The refresh token is left alone, since it may be good for one use.
 *
 * @throws {KitError} USAGE when the entry does not start mcp-remote
 */
export async function checkSignIn(
  target: SignInTarget,
  options: CheckSignInOptions = {},
): Promise<SignInCheck> {
  // Loaded late: it brings the MCP SDK.
  const { runSignInCheck } = await import("./sign-in/run-sign-in-check.ts");
  return runSignInCheck(target, { platform: currentPlatform(), ...options });
}
