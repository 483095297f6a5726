import { quote } from "../quote.ts";

/** Shows an entry's name as it is, and quoted where it could be taken for something else: anybody may have written it. */
export function shownName(name: string): string {
  const quoted = quote(name);
  return quoted === `"${name}"` ? name : quoted;
}
