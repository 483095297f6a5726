import { KitError } from "./kit-error.ts";
import { quote } from "./quote.ts";

/** These make the entry run something else than what it says. */
const steersLoading =
  /^(NODE_OPTIONS|NODE_PATH|PATH|PATHEXT|COMSPEC|LD_.*|DYLD_.*|NPM_CONFIG_.*)$/i;

/** @throws {KitError} USAGE for a name that is no variable's or steers what is loaded, and for a value with control characters */
export function checkEntryEnv(env: Record<string, string>): void {
  for (const [name, value] of Object.entries(env)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || steersLoading.test(name))
      throw new KitError("USAGE", `The variable ${quote(name)} may not stand in an entry.`, {
        hint: "Use letters, digits and _; variables that steer what Node.js or the system loads are refused.",
      });
    if (/\p{Cc}/u.test(value))
      throw new KitError("USAGE", `The value of ${quote(name)} holds a control character.`, {
        hint: "Give the value in one line.",
      });
  }
}
