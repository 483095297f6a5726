/** Takes out of somebody else's words what must not be repeated. */
export type Hide = (words: string) => string;

/** Nothing that short is a secret, and every other word would hold it. */
const shortest = 6;

/**
 * Makes what hides known secrets, the values of headers and variables, wherever a server or a program repeats them: each whole and
 * without its scheme (`Bearer` and the like), as it is, and as JSON and URLs write it.
 */
export function hideValues(values: Iterable<string>): Hide {
  const secrets = [...values]
    .flatMap((value) => [value, value.replace(/^\S+\s+/, "")])
    .flatMap((value) => [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)])
    .filter((value) => value.length >= shortest)
    // One may hold another.
    .toSorted((one, other) => other.length - one.length);
  const all = new Set(secrets);
  return (words) => [...all].reduce((text, secret) => text.replaceAll(secret, "..."), words);
}
