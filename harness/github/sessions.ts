import { createNonce } from "./secrets.ts";
import type { GitHubUser } from "./user-schema.ts";

interface Session {
  /** Who is signed in, the last one first. */
  readonly accounts: readonly GitHubUser[];
  /** The page that the account was chosen for, until somebody comes there. */
  chosenFor: string | null;
}

/** Who is signed in at GitHub, by the session cookie of each browser. */
export class Sessions {
  readonly #open = new Map<string, Session>();

  /**
   * Signs a user in, beside whoever is in that browser already.
   *
   * @param returnTo the page that asked who is at the keyboard
   * @param former the browser's session so far
   * @returns the value of the session cookie
   */
  open(user: GitHubUser, returnTo: string, former: string): string {
    const others = this.accountsOf(former).filter((account) => account !== user);
    const session = createNonce();
    this.#open.delete(former);
    this.#open.set(session, { accounts: [user, ...others], chosenFor: returnTo });
    return session;
  }

  userOf(session: string): GitHubUser | undefined {
    return this.accountsOf(session)[0];
  }

  accountsOf(session: string): readonly GitHubUser[] {
    return this.#open.get(session)?.accounts ?? [];
  }

  /** Tells, once, whether the user has just chosen an account for a page, who need not choose again then. */
  takeChoice(session: string, page: string): boolean {
    const found = this.#open.get(session);
    if (found?.chosenFor !== page) return false;
    found.chosenFor = null;
    return true;
  }

  clear(): void {
    this.#open.clear();
  }
}
