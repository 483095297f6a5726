/** A quote in JSON, also in JSON that is a string in JSON, and as Node.js prints an object. */
const quote = "\\\\*[\"'`]";
const space = "(?:\\s|\\\\+[nrt])";
/** Names begin where no other does. */
const start = "(?:(?<![\\w-])|(?<=\\\\[nrt]))";

/** Good for a secret only, whatever stands before: `GITHUB_CLIENT_SECRET`, `upstreamAccessToken`. */
const unmistakable =
  "[\\w-]*(?:client_?secret|(?:access|refresh|id)_?token|code_?verifier|encryption_?key|session[_-]?id)";
/** OAuth's, where they are parameters or fields: an error has a code as well. */
const parameters = "code|state|token|handle|password";
const cookies = "(?:set-)?cookie";

/** Between a name and its value, as in `"name":["value"]`, `name='value'` and `["name","value"]`. */
const between = `(?:${quote}${space}*,|(?:${quote})?${space}*[=:])${space}*(?:\\[${space}*)?`;

/**
 * Ends where a query has its next parameter or a line its next word, and not at an apostrophe, which a URL may have. What begins with
 * a quote as HTML writes it is left to the rule for quotes.
 */
const unquoted = '(?!&(?:amp;)*(?:#0*3[49]|quot);)(?:[^&\\s"\\\\#]|&(?:amp;)*(?:#\\d+|quot|amp);)+';

/** What to cut out, and what to leave in its place: the name of what was there, if there was one. */
const rules: [pattern: RegExp, replacement: string][] = [
  // A list of several, each to the quote that belongs to its own first one, or to the end.
  [
    rule(
      `(${start}(?:${unmistakable}|${parameters}|${cookies})(?:${quote}${space}*,|(?:${quote})?${space}*[=:])${space}*\\[)(?:${space}*(?:(${quote})(?:(?!(?<!\\\\)\\2)[^])*(?:\\2|$)|null|true|false|-?\\d[\\d.]*)${space}*,?)+`,
    ),
    "$1[cut]",
  ],
  // To the quote that belongs to the first one, which has no further backslash before it; or to the end.
  [
    rule(
      `(${start}(?:${unmistakable}|${parameters}|${cookies})${between}(${quote}))(?:(?!(?<!\\\\)\\2)[^])+`,
    ),
    "$1[cut]",
  ],
  [rule(`(${start}${cookies}${space}*[=:])[^\\r\\n]+`), "$1[cut]"],
  [rule(`(${start}${unmistakable}${space}*[=:]${space}*)${unquoted}`), "$1[cut]"],
  [rule(`(${start}(?:${parameters})${space}*=${space}*)${unquoted}`), "$1[cut]"],
  [rule(`(bearer|basic)(?:${space}|[+=:,]|${quote})+[^\\s"\\\\,]+`), "$1 [cut]"],
  // Also in the middle of a word, and with line breaks in it, as long as it is not whole before one.
  [
    rule(
      `(?:gh[opsur]_|github_pat_)(?:\\w{36,}|\\w*(?:${space}+(?=\\w*\\d)(?=\\w*[a-z])\\w{8,})+|${space}*\\w{16,})`,
    ),
    "[GitHub token]",
  ],
  [rule("\\b(?:gh[opsur]_|github_pat_)\\w{8,}"), "[GitHub token]"],
  // Codes and tokens of the OAuth provider: user, grant and secret.
  [rule("(?<![\\w-])[\\w-]+:(?:[\\w-]{8,}:){1,4}[\\w-]{16,}"), "[OAuth token]"],
  [rule("[0-9a-f]{64}\\.[0-9a-f]{64}"), "[session id]"],
];

function rule(pattern: string): RegExp {
  return new RegExp(pattern, "gi");
}

/** What was written inside of something else has its outermost writing taken off: of HTML, of JSON, or of a URL. */
const writings: ((text: string) => string)[] = [
  (text) =>
    text
      .replaceAll(/&#0*(3[49]);/g, (_, digits: string) => characterOf(digits, 10))
      .replaceAll(/&(?:quot|amp);/g, (entity) => (entity === "&amp;" ? "&" : '"')),
  (text) => text.replaceAll(/\\u00([0-7][\da-f])/gi, (_, hex: string) => characterOf(hex, 16)),
  (text) => text.replaceAll(/%([0-7][\da-f])/gi, (_, hex: string) => characterOf(hex, 16)),
];
/** A URL in a URL in a URL. */
const maxWritings = 6;

function characterOf(digits: string, base: 10 | 16): string {
  return String.fromCharCode(Number.parseInt(digits, base));
}

/**
 * Cuts out of a text what could be used to sign in: GitHub's tokens and ours, codes, cookies, session ids, and the values of
 * OAuth's secret parameters. Where something was cut out only once the text was decoded, the text stays decoded.
 *
 * It rather cuts too much, and is the last resort of the log, which is written without all that.
 */
export function redact(text: string): string {
  let redacted = cut(text);
  let inner = redacted;
  for (let level = 0; level < maxWritings; level++) {
    const outer = inner;
    inner = writings.map((decode) => decode(outer)).find((each) => each !== outer) ?? outer;
    if (inner === outer) break;
    const left = cut(inner);
    if (left !== inner) redacted = inner = left;
  }
  return redacted;
}

function cut(text: string): string {
  return rules.reduce((left, [pattern, replacement]) => left.replace(pattern, replacement), text);
}
