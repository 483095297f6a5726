import { isRecord } from "../is-record.ts";
import type { Entry } from "../entry.ts";
import type { ReadEntry, SecretHeader, ShapedEntry } from "./host.ts";

interface Keys {
  command?: string;
  env?: string;
  /** Where a URL may stand; the first that is there counts. */
  url?: readonly string[];
  /** By which value of which member the host is told to leave an entry alone. Most have none, and start what says so. */
  off?: readonly [key: string, value: boolean];
}

/** The members that most hosts share. An empty `env` is left out, as people leave it out. */
export function command({ command: file, args, env }: Entry): ShapedEntry {
  return { command: file, args: [...args], ...(hasMembers(env) && { env: { ...env } }) };
}

/** Writes headers as a table, each secret by the host's reference to a variable. */
export function headerTable(
  headers: readonly SecretHeader[] | undefined,
  reference: (header: SecretHeader) => string,
): { headers?: Record<string, string> } {
  if (!headers?.length) return {};
  const named = headers.map((header): [string, string] => [
    header.name,
    header.scheme === undefined ? reference(header) : `${header.scheme} ${reference(header)}`,
  ]);
  return { headers: Object.fromEntries(named) };
}

/** Reads an entry of anybody's making: a command goes before a URL, as it does in the hosts. */
export function readShape(value: unknown, keys: Keys = {}): ReadEntry | undefined {
  if (!isRecord(value)) return undefined;
  const isOff = keys.off !== undefined && value[keys.off[0]] === keys.off[1];
  const disabled = isOff ? { disabled: true as const } : {};
  const entry = readEntry(value, keys);
  if (entry) return { kind: "stdio", entry, ...disabled };
  const url = (keys.url ?? ["url"]).map((key) => value[key]).find((found) => isString(found));
  if (!isString(url)) return undefined;
  const hasCredentials = Object.entries(value).some(
    ([key, own]) => /header|token|auth|key|secret|requestOptions/i.test(key) && !isEmpty(own),
  );
  return { kind: "remote", url, ...(hasCredentials && { hasCredentials }), ...disabled };
}

/**
 * Says what keeps a host from reading an entry that {@link readShape} does not know: `is no object`. Nothing of one that may be
 * another kind of server, of which some hosts have several.
 */
export function faultOf(value: unknown): string | undefined {
  if (!isRecord(value)) return "is no object";
  const fault = ["command", "cmd", "url"].find(
    (key) => isGiven(value[key]) && !isString(value[key]),
  );
  // An older Zed has a table there.
  if (fault !== undefined && !isRecord(value[fault])) return `has a ${fault} that is no text`;
  if (Object.keys(value).every((key) => beside.has(key))) return "has neither a command nor a URL";
  const { args } = value;
  if (isGiven(args) && !(Array.isArray(args) && args.every(isString)))
    return "has args that are no list of texts";
  const variables = ["env", "envs"].find((key) => isGiven(value[key]) && !isTexts(value[key]));
  return variables && `has an ${variables} that is no table of texts`;
}

/** What stands beside a command or a URL, and is no server by itself. */
const beside: ReadonlySet<string> = new Set([
  "args",
  "autoApprove",
  "cwd",
  "disabled",
  "enabled",
  "env",
  "envs",
  "timeout",
]);

function isGiven(value: unknown): boolean {
  return value !== undefined;
}

function isTexts(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every(isString);
}

function readEntry(value: Record<string, unknown>, keys: Keys): Entry | undefined {
  const file = value[keys.command ?? "command"];
  const args = value["args"] ?? [];
  const env = value[keys.env ?? "env"] ?? {};
  if (!isString(file) || !Array.isArray(args) || !args.every(isString)) return undefined;
  if (!isRecord(env) || !Object.values(env).every(isString)) return undefined;
  const variables = Object.entries(env).filter((pair): pair is [string, string] =>
    isString(pair[1]),
  );
  return {
    command: file,
    args: [...args],
    ...(variables.length > 0 && { env: Object.fromEntries(variables) }),
  };
}

/** Some hosts write down what nobody has set: `headers: {}`. */
function isEmpty(value: unknown): boolean {
  return !value || (typeof value === "object" && Object.keys(value).length === 0);
}

function hasMembers(env: Record<string, string> | undefined): boolean {
  return env !== undefined && Object.keys(env).length > 0;
}

function isString(value: unknown): value is string {
  return typeof value === "string";
}
