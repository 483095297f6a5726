/** What a page may print by mistake: GitHub's tokens, bearers, and any long word of letters and digits mixed. */
const SECRETS =
  /\bgh[opsur]_\w+|\bgithub_pat_\w+|\bBearer\s+\S+|(?<![\w.~+/=:-])(?=[\w.~+/=:-]*\d)(?=[\w.~+/=:-]*[A-Za-z])[\w.~+=:-]{24,}/g;

/**
 * Takes out of a page's text what could be used to sign in. It rather takes too much: a reader misses an identifier, and
 * never sees a token.
 */
export function redactText(text: string): string {
  return text.replaceAll(SECRETS, "…");
}
