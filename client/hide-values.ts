/** Takes out of somebody else's words what must not be repeated. */
export type Hide = (words: string) => string;

/** Nothing that short is a secret, and every other word would hold it. */
const shortest = 6;

/** A header is there to be kept to oneself; what is shorter than `shortest` is hidden where it is a word of its own. */
const shortestHeader = 3;

/**
 * Makes what hides known secrets, the values of headers and others, wherever a server or a program repeats them: each whole and
 * without its scheme (`Bearer` and the like), as it is, and as JSON and URLs write it.
 */
export function hideValues(headers: Iterable<string>, others: Iterable<string> = []): Hide {
  const long = [...formsOf(headers), ...formsOf(others)].filter(({ length }) => length >= shortest);
  const short = formsOf(headers).filter(
    ({ length }) => length >= shortestHeader && length < shortest,
  );
  // One may hold another.
  const secrets = [...new Set([...long, ...short])].toSorted((a, b) => b.length - a.length);
  const patterns = secrets.map((secret) => {
    const text = secret.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
    return new RegExp(secret.length < shortest ? `(?<!\\w)${text}(?!\\w)` : text, "g");
  });
  return (words) => patterns.reduce((text, pattern) => text.replaceAll(pattern, "..."), words);
}

function formsOf(values: Iterable<string>): string[] {
  return [...values]
    .flatMap((value) => [value, value.replace(/^\S+\s+/, "")])
    .flatMap((value) => [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)]);
}
