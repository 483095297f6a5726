import { setEntry } from "../client/documents/edit-entry.ts";
import { applySplices } from "../client/documents/splice.ts";
import type { ShapedEntry } from "../client/hosts/host.ts";
import { hostDefinition } from "../client/hosts/table.ts";

/** Prints the smallest file of a host that holds the entry, in the host's own format. */
export async function printEntry(host: string, key: string, value: ShapedEntry): Promise<string> {
  const { format, container } = hostDefinition(host);
  const place = { file: host, format, container };
  return applySplices("", await setEntry(place, "", key, value)).trimStart();
}
