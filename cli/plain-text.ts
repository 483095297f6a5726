import { stripVTControlCharacters } from "node:util";

/** Takes out of somebody else's words what would move a terminal's cursor, colour it, or turn its text around; lines stay. */
export function plainText(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/(?!\n)[\p{Cc}\p{Cf}]/gu, "");
}
