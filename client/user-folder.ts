import { homeFolder, pathRules, type Platform } from "./platform.ts";

/**
 * Names the kit's own folder in the user's home, e.g. `/home/me/.remote-mcp-kit`. It need not be there yet.
 *
 * It lies outside AppData, since the MSIX build of Claude Desktop is shown another AppData than everybody else.
 *
 * @throws {KitError} HOST_UNSUPPORTED when the home folder is not absolute
 */
export function userFolder(platform: Platform): string {
  return pathRules(platform).join(homeFolder(platform), ".remote-mcp-kit");
}
