import type { OAuthDiscoveryState } from "@modelcontextprotocol/sdk/client/auth.js";
import type { OAuthClientInformationMixed } from "@modelcontextprotocol/sdk/shared/auth.js";

/** An OAuth client as an authorization server knows it, and where that server is. */
export interface KnownClient {
  information?: OAuthClientInformationMixed | undefined;
  discovery?: OAuthDiscoveryState | undefined;
}

/**
 * Keeps what sign-ins at an endpoint found out, for the next person there: who comes second need neither discover nor register.
 *
 * One person's second sign-in is another client all the same: an authorization server may end the first grant when the same
 * client comes again.
 */
export class KnownClients {
  readonly #clients = new Map<string, (KnownClient & { logins: Set<string> })[]>();

  /** Takes a client that this person has not signed in with yet. */
  take(url: string, login: string): KnownClient {
    const known = this.#clients.get(url) ?? [];
    this.#clients.set(url, known);
    const free = known.find(({ logins }) => !logins.has(login));
    if (free !== undefined) {
      free.logins.add(login);
      return free;
    }
    const added = { discovery: known[0]?.discovery, logins: new Set([login]) };
    known.push(added);
    return added;
  }

  /** Forgets all about an endpoint: the next one there starts afresh. */
  forget(url: string): void {
    this.#clients.delete(url);
  }
}
