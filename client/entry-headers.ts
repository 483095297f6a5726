import type { Entry } from "./entry.ts";
import type { Platform } from "./platform.ts";
import { readBridgeArguments } from "./sign-in/bridge-arguments.ts";

/**
 * Gives the headers that an entry's mcp-remote sends, with the values of variables put in.
 *
 * @throws {KitError} USAGE when the entry starts no mcp-remote, or names a header file that cannot be read
 */
export async function entryHeaders(
  entry: Entry,
  platform: Platform,
): Promise<Record<string, string>> {
  const { headers } = await readBridgeArguments(entry, platform);
  const filled = Object.entries(headers).map(([name, value]) => [
    name,
    value.replaceAll(
      /\$\{([^}]+)\}/g,
      (whole, variable: string) => entry.env?.[variable] ?? platform.env[variable] ?? whole,
    ),
  ]);
  return Object.fromEntries(filled);
}
