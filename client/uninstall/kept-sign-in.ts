import { readEntry } from "../documents/edit-entry.ts";
import type { Place } from "../documents/place.ts";
import { hostDefinition, type Host } from "../hosts/table.ts";
import type { Platform } from "../platform.ts";
import { readBridgeArguments } from "../sign-in/bridge-arguments.ts";
import { openSignInStore } from "../sign-in/open-store.ts";
import { listSignInFiles } from "../sign-in/store.ts";

/**
 * Finds the sign-in that stays behind when an entry goes.
 *
 * @param before the host's file with the entry
 * @returns the server's URL, by which `mcp-kit logout` takes it; nothing where no sign-in is stored under it
 */
export async function keptSignIn(
  { host, name, place, before }: { host: Host; name: string; place: Place; before: string },
  platform: Platform,
): Promise<string | undefined> {
  try {
    const entry = hostDefinition(host).read(await readEntry(place, before, name));
    if (entry?.kind !== "stdio") return undefined;
    const { url } = await readBridgeArguments(entry.entry, platform);
    const { store } = await openSignInStore(url, platform);
    return (await listSignInFiles(store)).length > 0 ? url : undefined;
  } catch {
    return undefined; // no bridge to a URL, or to one that the kit does not take
  }
}
