/** Before and after a joiner that shows: U+200D makes a family of three emoji, U+200C parts two letters of a Persian word. */
const joinable = "Arab Syrc Deva Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh Khmr Mymr"
  .split(" ")
  .map((script) => `\\p{scx=${script}}`)
  .join("");
const seen = [
  `(?<=[${joinable}])[\\u200C\\u200D](?=[${joinable}])`,
  "(?<=[\\p{ExtPict}\\p{EMod}\\uFE0F])\\u200D(?=\\p{ExtPict})",
  "(?<=\\p{ExtPict})\\uFE0F",
].join("|");
const unseen = "[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\p{NChar}]";
const invisible = new RegExp(`(?!${seen})${unseen}`, "gu");

/**
 * Makes a text that somebody else chose fit to be shown: one line, no bidirectional overrides, no invisible or control characters,
 * no marks that are stacked into the lines above and below, and not longer than it may be. What joins or parts letters stays where
 * that is seen: in emoji, and in scripts that need it.
 *
 * An override (U+202E) can show a name backwards, and with it another name than the one that is there.
 *
 * @see https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
 * @see https://www.unicode.org/reports/tr31/#Layout_and_Format_Control_Characters
 */
export function plainText(text: string, maxCharacters: number): string {
  const visible = text
    // U+2800 is a pattern of Braille with no dot in it.
    .replace(/[\s\p{Zl}\p{Zp}\u2800]+/gu, " ")
    .replace(invisible, "")
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
