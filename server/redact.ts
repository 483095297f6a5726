const secretNames =
  "code|state|code_verifier|client_secret|refresh_token|access_token|token|handle|password";

/** What to cut out, and what to leave in its place: the name of what was there, if there was one. */
const rules: [pattern: RegExp, replacement: string][] = [
  [/\b(cookie|set-cookie|mcp-session-id)(["\\]*\s*:\s*["\\]*)[^\r\n"\\]+/gi, "$1$2[cut]"],
  [/\b(bearer|basic)(\s+|%20|\+)[^\s"'\\,]+/gi, "$1 [cut]"],
  [/\b(?:gh[opsur]_|github_pat_)\w{8,}/g, "[GitHub token]"],
  // Codes and tokens of the OAuth provider: user, grant and secret.
  [/\b[\w-]+(?::|%3A)[\w-]{8,}(?::|%3A)[\w-]{16,}/gi, "[OAuth token]"],
  [/\b[0-9a-f]{64}\.[0-9a-f]{64}\b/g, "[session id]"],
  // As in a query or a form, and as in JSON, which may be a string in JSON again.
  [
    new RegExp(`(?:(?<![\\w-])|(?<=%[\\dA-F]{2}))(${secretNames})(=|%3D)\\s*[^&\\s"'\\\\#]+`, "gi"),
    "$1$2[cut]",
  ],
  [
    new RegExp(`(\\\\*")(${secretNames})(\\1\\s*:\\s*)\\1(?:(?!\\1).)*\\1`, "gis"),
    "$1$2$3$1[cut]$1",
  ],
];

/**
 * Cuts out of a text what could be used to sign in: GitHub's tokens and ours, codes, cookies, session ids, and the values of
 * OAuth's secret parameters, however they are encoded. It is the last resort of the log, which is written without them.
 */
export function redact(text: string): string {
  return rules.reduce((left, [pattern, replacement]) => left.replace(pattern, replacement), text);
}
