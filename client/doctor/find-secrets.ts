import { hasSecret, isSecret, mask } from "../server-url.ts";

/** Where a secret stands, itself masked. */
export interface FoundSecret {
  where: string;
  /** `header` for `--header`, which mcp-remote has. */
  by: "header" | "url" | "other";
}

/** Finds the secrets in the arguments of any program. */
export function secretsIn(args: readonly string[]): FoundSecret[] {
  return args.flatMap((arg, index): FoundSecret[] => {
    const flag = args[index - 1] ?? "";
    if (/^(--header|-H)$/.test(flag)) return secretsOfHeader(arg, flag);
    if (/^https?:\/\//i.test(arg)) return secretsOfUrl(arg);
    const where = secretIn(arg, flag, index + 1);
    return where === undefined ? [] : [{ where, by: "other" }];
  });
}

function secretIn(arg: string, flag: string, number: number): string | undefined {
  if (/^--?[\w-]+$/.test(flag) && isSecretFlag(flag) && isValue(arg)) return `${flag} ...`;
  const [, name, value = ""] = /^(--?[\w-]+)=(.*)$/s.exec(arg) ?? [];
  if (name !== undefined && isSecretFlag(name) && isValue(value)) return `${name}=...`;
  if (/"client_secret"\s*:\s*"[^"$]/.test(arg)) return `${flag} {"client_secret":"..."}`.trim();
  return hasToken(arg) ? `argument ${number}: ...` : undefined;
}

export function secretsOfHeader(line: string, flag: string): FoundSecret[] {
  const [, name = "", value = ""] = /^([^:]*):\s*(.*)$/s.exec(line) ?? [];
  const isPlain =
    value === "" ||
    /\$\{[^}]+\}/.test(value) ||
    !(isSecret([name, value]) || /cookie/i.test(name) || hasToken(value));
  return isPlain
    ? []
    : [{ where: `${flag} ${name}: ...`, by: flag === "--header" ? "header" : "other" }];
}

export function secretsOfUrl(text: string): FoundSecret[] {
  if (!URL.canParse(text)) return [];
  const url = new URL(text);
  const isBad = url.username !== "" || url.password !== "" || hasSecret(url);
  return isBad ? [{ where: mask(text), by: "url" }] : [];
}

/** By the end of its name: `--token-endpoint` takes a URL, and `--token-file` a path. */
function isSecretFlag(flag: string): boolean {
  return /(^|[-_])(token|secret|passw(or)?d|pwd|(api|access|private|auth)[-_]?key)$/i.test(flag);
}

/** What follows a flag and is no reference to something else: a variable, a file, or the next flag. */
function isValue(text: string): boolean {
  return text !== "" && !/^(-|\$|~|@|\.{0,2}[\\/]|[A-Za-z]:[\\/]|https?:)/.test(text);
}

function hasToken(text: string): boolean {
  return text
    .split(/[\s=:,"']+/)
    .some((word) => word.length >= 20 && !word.startsWith("-") && isSecret(["", word]));
}
