/** What may be printed by mistake: GitHub's tokens, bearers, and any long word of letters and digits mixed. */
const secrets =
  /\bgh[opsur]_\w+|\bgithub_pat_\w+|\bBearer\s+\S+|(?<![\w.~+/=:-])(?=[\w.~+/=:-]*\d)(?=[\w.~+/=:-]*[A-Za-z])[\w.~+=:-]{24,}/g;

/** Parameters of OAuth whose values are secret however short they are. */
const parameters =
  /(?<=[?&](?:code|state|code_challenge|client_secret|access_token|refresh_token)=)[^&\s"]+/g;

/**
 * Takes out of a text from elsewhere, a page or a log, what could be used to sign in. It rather takes too much: a reader misses
 * an identifier, and never sees a token.
 */
export function redactText(text: string): string {
  return text.replaceAll(parameters, "…").replaceAll(secrets, "…");
}
