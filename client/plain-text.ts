import { stripVTControlCharacters } from "node:util";

/**
 * Makes text from elsewhere, a server's name or a program's last words, fit for a terminal: one line, without control and
 * formatting characters, cut at `max` characters.
 */
export function plainText(text: string, max = 200): string {
  // Cut twice: what is removed need not be read to its end, and a pair of surrogates stays whole.
  const line = stripVTControlCharacters(text.slice(0, max * 10))
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
  const characters = Array.from(line);
  return characters.length > max ? `${characters.slice(0, max).join("")}...` : line;
}
