import { checkSignIn } from "../check-sign-in.ts";
import type { Entry } from "../entry.ts";
import type { InstallOptions } from "../install-server.ts";
import type { Platform } from "../platform.ts";
import { signIn } from "../sign-in.ts";
import { signOut } from "../sign-out.ts";

type Order = Pick<InstallOptions, "open" | "signal" | "onProgress"> & {
  platform: Platform;
  url: string;
};

/**
 * Signs in where no stored sign-in holds, before anything is written: Claude Desktop gives up after about a minute, and a person
 * may need longer than that.
 *
 * @throws {KitError} as `signIn` does
 */
export async function signInFirst(entry: Entry, order: Order): Promise<void> {
  const { platform, signal } = order;
  const { state, status } = await checkSignIn(entry, { platform, ...(signal && { signal }) });
  if (state === "client-forgotten") return signInAnew(entry, order);
  const holds = state === "valid" || state === "refreshable" || state === "unknown";
  if (!holds || !status.signedIn) await askPerson(entry, order);
}

/** Forgets what is stored, since it did not hold, and signs in. */
export async function signInAnew(entry: Entry, order: Order): Promise<void> {
  await signOut(entry, order);
  await askPerson(entry, order);
}

async function askPerson(entry: Entry, order: Order): Promise<void> {
  const { platform, signal, url, open = true, onProgress: say = () => {} } = order;
  say(open ? "Signing in: your browser opens" : "Signing in");
  await signIn(entry, {
    platform,
    open,
    name: url,
    ...(signal && { signal }),
    onUrl: (page) => say(`If no browser opens, sign in at ${page}`),
  });
}
