import { isDeepStrictEqual } from "node:util";
import { bridgeArguments } from "../bridge/bridge-arguments.ts";
import type { Entry } from "../entry.ts";
import { isRecord } from "../is-record.ts";
import { hostDefinition, type Host } from "../hosts/table.ts";
import { pathRules, type Platform } from "../platform.ts";
import { userFolder } from "../user-folder.ts";

const bridgeName = /^mcp-remote-\d+\.\d+\.\d+-[0-9a-f]{8}\.mjs$/;

/**
 * Tells an entry that the kit wrote by its shape, receipt or no receipt: Node.js starts a bridge in the very folder where the kit
 * keeps them. An entry with a plain URL has no such mark; those the kit knows by their receipts only.
 */
export function isOwnEntry(host: Host, platform: Platform): (value: unknown) => boolean {
  return (value) => ownEntry(host, platform, value) !== undefined;
}

/** Whether such an entry is still as the kit writes them, so that nothing of somebody's own goes with it. */
export function isUnchangedEntry(host: Host, platform: Platform): (value: unknown) => boolean {
  return (value) => {
    const entry = ownEntry(host, platform, value);
    if (!entry) return false;
    const [script = "", url = "", ...flags] = entry.args;
    const at = flags.indexOf("--header-file");
    const headerFile = at === -1 ? [] : flags.slice(at, at + 2);
    const transport = flags.includes("sse-only") ? "sse-only" : "http-only";
    const protocol = { transport, modernOnly: flags.includes("--protocol") } as const;
    const args = [script, ...bridgeArguments(url, protocol), ...headerFile];
    const made = { command: entry.command, args };
    const name = isRecord(value) && typeof value["name"] === "string" ? value["name"] : "";
    return isDeepStrictEqual(value, hostDefinition(host).stdio(made, name));
  };
}

/**
 * Tells an entry that its host has touched since: it calls the very URL that the kit wrote, and differs by switches and lists only, as
 * `disabled: true` and `autoApprove`, by what a host writes down that nobody has set, or by a table that it keeps there for its
 * user's decisions. Other tables and texts, such as headers, are somebody's own.
 */
export function isTouchedEntry(host: Host): (value: unknown, written: unknown) => boolean {
  const { read, ownTables = [] } = hostDefinition(host);
  return (value, written) => {
    if (!isRecord(value) || !isRecord(written)) return false;
    const [now, before] = [read(value), read(written)];
    if (now?.kind !== "remote" || before?.kind !== "remote" || now.url !== before.url) return false;
    return [...new Set([...Object.keys(value), ...Object.keys(written)])].every(
      (key) =>
        isDeepStrictEqual(value[key], written[key]) ||
        ownTables.includes(key) ||
        [value[key], written[key]].every(isSwitch),
    );
  };
}

function isSwitch(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    typeof value === "boolean" ||
    typeof value === "number" ||
    Array.isArray(value) ||
    (isRecord(value) && Object.keys(value).length === 0)
  );
}

function ownEntry(host: Host, platform: Platform, value: unknown): Entry | undefined {
  const read = hostDefinition(host).read(value);
  if (read?.kind !== "stdio") return undefined;
  const rules = pathRules(platform);
  const [script = ""] = read.entry.args;
  const isNode = /^node(js)?(\.exe)?$/i.test(rules.basename(read.entry.command));
  const isBridge =
    bridgeName.test(rules.basename(script)) &&
    script === rules.join(userFolder(platform), "bridge", rules.basename(script));
  return isNode && isBridge ? read.entry : undefined;
}
