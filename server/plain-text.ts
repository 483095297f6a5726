/**
 * Makes a text that somebody else chose fit to be shown: one line, no bidirectional overrides, no invisible or control characters,
 * and not longer than it may be.
 *
 * An override (U+202E) can show a name backwards, and with it another name than the one that is there.
 *
 * @see https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
 */
export function plainText(text: string, maxCharacters: number): string {
  const visible = text
    .replace(/[\s\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, "")
    .trim();
  const characters = Array.from(visible);
  if (characters.length <= maxCharacters) return visible;
  return `${characters
    .slice(0, maxCharacters - 1)
    .join("")
    .trimEnd()}…`;
}
