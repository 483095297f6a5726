/**
 * Makes a text that somebody else chose fit to be shown: one line, no bidirectional overrides, no invisible or control characters,
 * no marks that are stacked into the lines above and below, and not longer than it may be.
 *
 * An override (U+202E) can show a name backwards, and with it another name than the one that is there.
 *
 * @see https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
 */
export function plainText(text: string, maxCharacters: number): string {
  const visible = text
    // U+2800 is a pattern of Braille with no dot in it.
    .replace(/[\s\p{Zl}\p{Zp}\u2800]+/gu, " ")
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}\p{NChar}]/gu, "")
    .replace(/(\p{M}{2})\p{M}+/gu, "$1")
    // Without a letter of its own, a mark goes onto whatever stands before.
    .replace(/^[\s\p{M}]+/u, "")
    .trim();
  const characters = Array.from(visible);
  if (characters.length <= maxCharacters) return visible;
  return `${characters
    .slice(0, maxCharacters - 1)
    .join("")
    .trimEnd()}…`;
}
