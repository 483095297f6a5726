import { attemptSignIn, type AttemptOptions, type SignInAttempt } from "./attempt.ts";
import { signInFailed } from "./failure.ts";
import { showUrl, type Hop } from "./hop.ts";

export interface SignedIn {
  /** Where it ended: the client's redirect URI with its query, or the last page. */
  url: string;
  /** The way there. */
  hops: readonly Hop[];
}

/**
 * Signs in as a person would, without one, who approves unless `act` says otherwise: follows the authorization URL, approves on the consent page, chooses the
 * account at GitHub and authorizes there, and returns to the client.
 *
 * It is done when the client's redirect URI is reached: `stopBefore`, or the `redirect_uri` of the first address.
 *
 * @throws {KitError} SIGN_IN_FAILED when a hop fails, leaves this machine and GitHub, or the client is told an error
 * @throws {KitError} PAGE_NOT_UNDERSTOOD when it cannot be told which button approves
 * @throws {KitError} LOGIN_UNKNOWN when GitHub does not offer the account
 * @example
 * const { url } = await completeSignIn({ url: authorizationUrl, login: "octocat", stopBefore: redirectUri });
 * const code = new URL(url).searchParams.get("code");
 */
export async function completeSignIn(options: AttemptOptions): Promise<SignedIn> {
  return approved(await attemptSignIn(options));
}

/** Takes an attempt that the client got a code from. @throws {KitError} SIGN_IN_FAILED for any other ending */
export function approved({ ending, url, hops }: SignInAttempt): SignedIn {
  if (ending.kind === "approved") return { url, hops };
  if (ending.kind === "stopped") {
    throw signInFailed(`${showUrl(new URL(url))} answered ${ending.status}.`, hops);
  }
  const description = ending.errorDescription === null ? "" : `: ${ending.errorDescription}`;
  throw signInFailed(`The client is told "${ending.error}"${description}`, hops);
}
