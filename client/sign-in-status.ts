import { currentPlatform, type Platform } from "./platform.ts";
import type { SignInTarget } from "./sign-in/bridge-arguments.ts";
import type { PortHolder, RunProgram } from "./sign-in/port-holder.ts";

export interface SignInOptions {
  /** Default: this machine. */
  platform?: Platform;
}

export interface SignInStatusOptions extends SignInOptions {
  /** How `lsof`, `netstat` and `tasklist` are run where there is no /proc. */
  run?: RunProgram;
}

export interface SignInStatus {
  url: string;
  /** Whether mcp-remote would start without asking a person, as far as the store tells. */
  signedIn: boolean;
  /** Since the tokens were written, by sign-in or by refresh. */
  ageS?: number;
  /** Of the access token; negative once it is over. */
  expiresInS?: number;
  /** Whether mcp-remote can renew the access token by itself. */
  refreshable: boolean;
  /** The client that mcp-remote is registered as at the authorization server. */
  clientId?: string;
  /** Where the browser comes back to after a sign-in. */
  callbackPort: number;
  /** Who listens there now; mcp-remote then takes one of the next seven, unless the entry names the port. */
  callbackPortHolder?: PortHolder;
  /** Whole paths. */
  files: string[];
}

/**
 * Says how it stands with the sign-in that mcp-remote has stored for a server. Nothing is asked of the network, and no token is
 * part of the answer.
 *
 * @param target the entry, since headers and MCP_REMOTE_CONFIG_DIR make it another sign-in, or the URL of one without either
 * @throws {KitError} USAGE when the entry does not start mcp-remote
 */
export async function signInStatus(
  target: SignInTarget,
  { platform = currentPlatform(), run }: SignInStatusOptions = {},
): Promise<SignInStatus> {
  const { openSignInStore } = await import("./sign-in/open-store.ts");
  const { listSignInFiles, readClient, readTokens } = await import("./sign-in/store.ts");
  const { findPortHolder } = await import("./sign-in/port-holder.ts");
  const { bridge, store } = await openSignInStore(target, platform);
  const [found, client, files, callbackPortHolder] = await Promise.all([
    readTokens(store),
    readClient(store),
    listSignInFiles(store),
    findPortHolder(store.callbackPort, platform, run),
  ]);
  const { expires_at, expires_in } = found?.tokens ?? {};
  // mcp-remote adds the time; without it, the life counts from when the file was written.
  const expiresAt =
    expires_at ??
    (found && expires_in !== undefined ? found.writtenAt + expires_in * 1000 : undefined);
  const expiresInS = expiresAt === undefined ? undefined : secondsUntil(expiresAt);
  const refreshable = found?.tokens.refresh_token !== undefined;
  return {
    url: bridge.url,
    // A minute before its end mcp-remote no longer counts on a token.
    signedIn: found !== undefined && (refreshable || (expiresInS ?? Infinity) > 60),
    ...(found && { ageS: -secondsUntil(found.writtenAt) }),
    ...(expiresInS !== undefined && { expiresInS }),
    refreshable,
    ...(client && { clientId: client.client_id }),
    callbackPort: store.callbackPort,
    ...(callbackPortHolder && { callbackPortHolder }),
    files,
  };
}

function secondsUntil(time: number): number {
  return Math.round((time - Date.now()) / 1000);
}
