import type { ListedServer } from "../list-servers.ts";
import { quote } from "../quote.ts";
import { isSecret, mask } from "../server-url.ts";
import { atServer, type Check } from "./check.ts";
import { installCommand } from "./mend-command.ts";
import { mcpRemoteOf } from "./mcp-remote-of.ts";
import type { Scene } from "./scene.ts";

/** A secret where other programs can read it: in an entry's arguments, or in its URL. */
export const secretArgument: Check<"secret-in-arguments" | "secret-in-url"> = {
  finds: {
    "secret-in-arguments": {
      severity: "fail",
      why: "Every program on this machine can read the arguments of another in the process list.",
    },
    "secret-in-url": {
      severity: "fail",
      why: "A URL is kept in logs on its whole way, and is shown and copied as if it were public.",
    },
  },
  look(scene) {
    return scene.servers.flatMap((server) => {
      const { entry: read, name } = server;
      const where =
        read.kind === "stdio" ? secretsIn(read.entry.args) : secretsOfUrl(read.url).slice(0, 1);
      if (where.length === 0) return [];
      return [
        {
          id: read.kind === "stdio" ? ("secret-in-arguments" as const) : ("secret-in-url" as const),
          what: `The entry ${quote(name)} holds a secret in ${where.map(quote).join(" and ")}.`,
          ...mendedBy(server, scene),
          at: atServer(server),
        },
      ];
    });
  },
};

function mendedBy(server: ListedServer, scene: Scene): { mend: string; advice: string } {
  const { entry: read } = server;
  const replace = "Have the secret replaced: it has been readable.";
  if (read.kind === "stdio" && mcpRemoteOf(read.entry) === undefined)
    return { mend: "Put it into the entry's env, or into a file.", advice: replace };
  return {
    mend: installCommand(server, scene, ["--header-file", "<file>"]),
    advice: `Write it into a file as a header, with mode 600, where the server takes one. ${replace}`,
  };
}

/** Names the arguments with a secret, the secret itself masked. */
function secretsIn(args: readonly string[]): string[] {
  return args.flatMap((arg, index) => {
    const flag = args[index - 1] ?? "";
    if (/^(--header|-H)$/.test(flag)) return secretsOfHeader(arg, flag);
    if (/^--?[\w-]+$/.test(flag) && isSecretFlag(flag) && isValue(arg)) return [`${flag} ...`];
    const [, name, value = ""] = /^(--?[\w-]+)=(.*)$/s.exec(arg) ?? [];
    if (name !== undefined && isSecretFlag(name) && isValue(value)) return [`${name}=...`];
    if (/^https?:\/\//i.test(arg)) return secretsOfUrl(arg);
    if (/"client_secret"\s*:\s*"[^"$]/.test(arg)) return [`${flag} {"client_secret":"..."}`.trim()];
    return hasToken(arg) ? [`argument ${index + 1}: ...`] : [];
  });
}

function secretsOfHeader(line: string, flag: string): string[] {
  const [, name = "", value = ""] = /^([^:]*):\s*(.*)$/s.exec(line) ?? [];
  const isPlain =
    value === "" ||
    /\$\{[^}]+\}/.test(value) ||
    !(isSecret([name, value]) || /cookie/i.test(name) || hasToken(value));
  return isPlain ? [] : [`${flag} ${name}: ...`];
}

function secretsOfUrl(text: string): string[] {
  if (!URL.canParse(text)) return [];
  const { username, password, searchParams } = new URL(text);
  const isBad = username !== "" || password !== "" || [...searchParams].some(isSecret);
  return isBad ? [mask(text)] : [];
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
