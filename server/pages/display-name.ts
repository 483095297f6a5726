const maxCharacters = 80;

/**
 * Makes a name that a client chose fit to be shown: one line, no bidirectional overrides, no invisible or
 * control characters, at most 80 characters.
 *
 * An override (U+202E) can show a name backwards, and with it another name than the one that is there.
 *
 * @see https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
 */
export function displayName(name: string): string {
  const visible = name
    .replace(/[\s\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, "")
    .trim();
  const characters = Array.from(visible);
  if (characters.length === 0) return "An app without a name";
  if (characters.length <= maxCharacters) return visible;
  return `${characters
    .slice(0, maxCharacters - 1)
    .join("")
    .trimEnd()}…`;
}
