import { KitError } from "./kit-error.ts";
import { quote } from "./quote.ts";

/**
 * Refuses what does not pass through `cmd /c npx …` as it stands.
 *
 * The text is interpreted by two instances of cmd.exe, once more when `npx.cmd` hands its arguments on, and some hosts do not
 * quote at all. How often a `^` or a `%` would have to be escaped therefore depends on the host, so nothing is escaped.
 *
 * @throws {KitError} URL_INVALID for a URL, USAGE for anything else
 * @see https://learn.microsoft.com/windows-server/administration/windows-commands/cmd
 */
export function checkCmdArgument(argument: string): void {
  // `%` names variables, `&` and `|` begin a command, `^` escapes, `,` `;` `=` between arguments stay as they are in `%*`.
  const stranger = /[^A-Za-z0-9\-._~:/\\?=+,@[\]${}]/u.exec(argument)?.[0];
  if (stranger === undefined) return;
  const isUrl = /^https?:/.test(argument);
  throw new KitError(
    isUrl ? "URL_INVALID" : "USAGE",
    `${quote(argument)} holds ${quote(stranger)}, which cmd.exe would interpret.`,
    {
      hint: isUrl
        ? "Leave out --portable: the installed entry starts Node.js without cmd.exe."
        : "Leave out --portable, or use a path without it.",
    },
  );
}
