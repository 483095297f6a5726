import type { Hide } from "../hide-values.ts";
import { plainText } from "../plain-text.ts";

/** GitHub's and other well-known tokens, bearers, and any long word of letters and digits mixed. */
const secrets =
  /\b(?:gh[opsur]_|github_pat_|sk-|xox[a-z]-)\S+|\b(?:Bearer|Basic)\s+\S+|(?<![\w.~+/=:-])(?=[\w.~+=:-]*\d)(?=[\w.~+=:-]*[A-Za-z])[\w.~+=:-]{24,}/g;

/** Parameters of OAuth whose values are secret however short they are. */
const parameters =
  /(?<=\b(?:code|state|code_challenge|code_verifier|client_secret|access_token|refresh_token|id_token)["']?\s*[=:]\s*["']?)[^&\s"',}]+/g;

const maxLines = 8;
const maxLine = 300;

/**
 * Makes the end of what a program wrote to stderr fit to be shown: its last lines, without stacks, secrets and control
 * characters. It rather takes out too much: a reader misses an identifier, and never sees a token.
 *
 * @param hide what the program itself was given
 */
export function lastWords(stderr: string, hide: Hide): string {
  return hide(stderr)
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "" && !/^\s*(at |node:internal|\^+\s*$)/.test(line))
    .filter((line) => !isOfDump(line))
    .map((line) => line.replace(/^\[\d+\] /, "")) // mcp-remote puts its process id before each
    .map((line) => plainText(redactSecrets(line), maxLine))
    .filter((line) => line !== "")
    .slice(-maxLines)
    .join("\n");
}

/** Whether a line is of an object that Node.js has written out; its `[cause]: …` stays. */
function isOfDump(line: string): boolean {
  return /^\s*[{}[\]]+[,;]?\s*$/.test(line) || /^\s+['"]?\w+['"]?: [^:]*,?$/.test(line);
}

/** Takes out of a text from elsewhere what could be used to sign in. */
export function redactSecrets(text: string): string {
  return text.replaceAll(parameters, "...").replaceAll(secrets, "...");
}
