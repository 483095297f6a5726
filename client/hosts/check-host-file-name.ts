import { existsSync } from "node:fs";
import { hostConfigFiles } from "../host-config-file.ts";
import { KitError } from "../kit-error.ts";
import { currentPlatform, pathRules, type Platform } from "../platform.ts";
import { quote } from "../quote.ts";
import { hostDefinition, type Host } from "./table.ts";

export interface HostFileNameOptions {
  /** Accepts a file of another name. A missing folder is refused all the same. */
  force?: boolean;
  /** Default: this machine. */
  platform?: Platform;
}

/**
 * Checks a file that the user names as the host's own, and gives its absolute path.
 *
 * Its name has to be the one that the host reads, and its folder has to be there: the kit makes no folder but the host's usual one,
 * so a slip in `--file` can neither write over a foreign file nor leave folders behind.
 *
 * @throws {KitError} USAGE when the name is another one, the folder is missing, or the path holds a NUL
 * @throws {KitError} HOST_UNSUPPORTED when the host is not known
 */
export function checkHostFileName(
  host: Host,
  file: string,
  options: HostFileNameOptions = {},
): string {
  const { force = false, platform = currentPlatform() } = options;
  const { title, files } = hostDefinition(host);
  const rules = pathRules(platform);
  const name = rules.basename(file);
  if (file === "" || file.includes("\0"))
    throw new KitError("USAGE", `The file ${quote(file)} is no path.`, {
      hint: "Give the whole path of the host's configuration file.",
    });
  const path = rules.resolve(file);
  if (hostConfigFiles(host, platform).some((usual) => usual.file === path)) return path;
  const own = new Set(files[platform.os].map((place) => rules.basename(place.path)));
  if (!force && !hasName(own, name, platform))
    throw new KitError("USAGE", `${title} reads no file of the name ${quote(name)}.`, {
      hint: `Name a file called ${[...own].join(" or ")}, or add --force to write to this one.`,
    });
  const folder = rules.dirname(path);
  if (!(platform.exists ?? existsSync)(folder))
    throw new KitError("USAGE", `The folder ${quote(folder)} is not there.`, {
      hint: "Correct the path, or create the folder first where an entry is to be put in: only the host's usual folder is made for you.",
    });
  return path;
}

function hasName(own: Set<string>, name: string, { os }: Platform): boolean {
  if (os !== "win32") return own.has(name);
  return [...own].some((known) => known.toLowerCase() === name.toLowerCase());
}
