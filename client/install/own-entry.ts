import { isAbsolute } from "node:path";
import { hostDefinition, type Host } from "../hosts/table.ts";
import type { Platform } from "../platform.ts";
import { userFolder } from "../user-folder.ts";

/** The file name of a bridge in the kit's own folder. */
const bridgeName = /[\\/]bridge[\\/]mcp-remote-\d+\.\d+\.\d+-[0-9a-f]{8}\.mjs$/;

/**
 * Tells an entry that the kit wrote by its shape, receipt or no receipt: it starts a bridge in the kit's own folder. An entry with
 * a plain URL has no such mark; those the kit knows by their receipts only.
 */
export function isOwnEntry(host: Host, platform: Platform): (value: unknown) => boolean {
  const folder = userFolder(platform);
  return (value) => {
    const read = hostDefinition(host).read(value);
    const [script = ""] = read?.kind === "stdio" ? read.entry.args : [];
    return isAbsolute(script) && script.startsWith(folder) && bridgeName.test(script);
  };
}
