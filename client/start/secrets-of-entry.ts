import { entryHeaders } from "../entry-headers.ts";
import type { Entry } from "../entry.ts";
import { hideValues, type Hide } from "../hide-values.ts";
import type { Platform } from "../platform.ts";
import { isSecret } from "../server-url.ts";

/** Makes what hides an entry's own secrets: its variables, its headers, those in a file of headers too, and what its URL holds. */
export async function secretsOfEntry(entry: Entry, platform: Platform): Promise<Hide> {
  const { args, env = {} } = entry;
  const headers = args
    .filter((_, index) => args[index - 1] === "--header")
    .map((header) => header.slice(header.indexOf(":") + 1).trim());
  // Of what is no mcp-remote, or has lost its file of headers, the arguments are known all the same.
  const sent = await entryHeaders(entry, platform).catch(() => ({}));
  const variables = Object.values(env).filter((value) => !value.startsWith("/"));
  return hideValues(
    [...headers, ...Object.values<string>(sent)],
    [...variables, ...args.flatMap(secretsOfUrl)],
  );
}

function secretsOfUrl(arg: string): string[] {
  const url = /^https?:/i.test(arg) ? URL.parse(arg) : null;
  if (!url) return [];
  const [, user = ""] = /^\w+:\/\/([^/?#]*)@/.exec(arg) ?? [];
  const parameters = [...url.searchParams].flatMap((pair) => (isSecret(pair) ? [pair[1]] : []));
  return [user, user.slice(user.indexOf(":") + 1), ...parameters];
}
