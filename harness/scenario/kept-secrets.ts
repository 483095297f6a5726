import { cutSecrets, secretsIn } from "../github/secrets.ts";

/**
 * What a Worker keeps to itself besides GitHub's secrets: the kit's cookie key, what workers-oauth-provider issues
 * (`<user>:<grant>:<secret>`), and a header that carries a token.
 */
const kept =
  /\b(?:(c00c1e)[\da-f]{58}\b|([\w.@-]{1,64}:)[A-Za-z\d]{16}:[\w-]{32}(?![\w-])|(Bearer )(?=\S*\d)[\w.~+/:-]{16,}=*)/g;

/** Tells which secrets an answer gives away, each cut to what says whose it is. */
export function keptSecretsIn(text: string): string[] {
  const own = [...text.matchAll(kept)].map(([secret]) => cutKeptSecrets(secret));
  return [...new Set([...secretsIn(text), ...own])];
}

/** Cuts the secrets in a text to what says whose they are. */
export function cutKeptSecrets(text: string): string {
  return cutSecrets(text).replaceAll(kept, "$1$2$3…");
}
