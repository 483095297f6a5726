const ENCODED = String.raw`(?<=%[\dA-Fa-f]{2})`;
/** Where something that has a shape of its own begins, also after a percent-encoded character. */
const SHAPE = `(?:\\b|${ENCODED})`;
/** Where a whole word begins. */
const WORD = String.raw`(?:(?<![\w.~+:-]|%[\dA-Fa-f]|%(?=[\dA-Fa-f]{2}))|${ENCODED})`;

/** What may be printed by mistake, by its shape. */
const secrets = new RegExp(
  [
    String.raw`\bBearer\s+[^\s"'\\,]+`,
    `${SHAPE}(?:gh[opsur]_|github_pat_)\\w+`,
    // A JSON Web Token begins with `{"`, in base64url.
    `(?:(?<![\\w-])|${ENCODED})eyJ[\\w-]*\\.[\\w-]+\\.[\\w-]*`,
    // GitHub's codes are of 20 hex digits.
    `${SHAPE}(?=\\d*[A-Fa-f])(?=[A-Fa-f]*\\d)[\\dA-Fa-f]{20,}\\b`,
    // Any long word of letters and digits mixed, but for a URL's host, a file, and the name of a cookie.
    `${WORD}(?<!//|%2F%2F)(?!__(?:Host|Secure)-)(?![\\w.~+:-]*\\.[a-z]{1,4}(?::\\d+)*(?![\\w.~+:-]))(?=[\\w.~+:-]*\\d)(?=[\\w.~+:-]*[A-Za-z])[\\w.~+:-]{24,}=*`,
  ].join("|"),
  "g",
);

/** Parameters whose values are secret however short they are: those of OAuth, and a password. */
const NAMES =
  "code|state|code_challenge|code_verifier|client_secret|access_token|refresh_token|id_token|device_code|password";

/** In a query or a form, which may stand in a query itself. */
const parameters = new RegExp(
  `((?:(?<![\\w-])|${ENCODED})(?:${NAMES})(?:=|%3D))(?:(?!%26)[^&\\s"'\\\\#;])+`,
  "g",
);

/** In JSON, which may be a string in JSON again. */
const members = new RegExp(`(?<!\\\\)((\\\\*["'])(?:${NAMES})\\2\\s*:\\s*\\2)(?:(?!\\2).)*`, "gs");

/**
 * Takes out of a text from elsewhere, a page or a log, what could be used to sign in. It rather takes too much: a reader misses
 * an identifier, and never sees a token.
 */
export function redactText(text: string): string {
  return text.replaceAll(parameters, "$1…").replaceAll(members, "$1…").replaceAll(secrets, "…");
}
