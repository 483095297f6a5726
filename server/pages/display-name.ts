import { plainText } from "../plain-text.ts";

/** Makes a name that a client chose fit to be shown: see {@link plainText}; at most 80 characters. */
export function displayName(name: string): string {
  return plainText(name, 80) || "An app without a name";
}
