import { posix, win32 } from "node:path";
import type { Platform } from "./platform.ts";
import { KitError } from "./kit-error.ts";
import { quote } from "./quote.ts";

/**
 * Names the kit's own folder in the user's home, e.g. `/home/me/.remote-mcp-kit`. It need not be there yet.
 *
 * It lies outside AppData, since the MSIX build of Claude Desktop is shown another AppData than everybody else.
 *
 * @throws {KitError} HOST_UNSUPPORTED when the home folder is not absolute
 */
export function userFolder({ os, home }: Platform): string {
  const rules = os === "win32" ? win32 : posix;
  if (rules.isAbsolute(home) && !home.includes("\0")) return rules.join(home, ".remote-mcp-kit");
  throw new KitError("HOST_UNSUPPORTED", `The home ${quote(home)} is not absolute.`, {
    hint: "Set HOME (USERPROFILE on Windows) to the whole path of the user's folder.",
  });
}
