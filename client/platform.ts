import { homedir } from "node:os";
import { posix, win32 } from "node:path";
import { KitError } from "./kit-error.ts";
import { quote } from "./quote.ts";

/** The machine that a path is for. Nothing else decides it, so every platform can be had on any other. */
export interface Platform {
  os: "darwin" | "win32" | "linux";
  env: Record<string, string | undefined>;
  /** The user's home, absolute. */
  home: string;
  /** Whether a file or folder is there. Default: asks the file system. */
  exists?: (path: string) => boolean;
  /** The names in a folder; none when it is not there. Default: asks the file system. */
  list?: (folder: string) => string[];
}

/** Describes the machine that this process runs on. Other Unixes pass for Linux: they follow the same XDG rules. */
export function currentPlatform(): Platform {
  const { platform: os, env } = process;
  return { os: os === "darwin" || os === "win32" ? os : "linux", env, home: homedir() };
}

/** @throws {KitError} HOST_UNSUPPORTED when the home is not absolute, or holds a NUL */
export function homeFolder(platform: Platform): string {
  const path = absoluteOnly(platform, platform.home);
  if (path !== undefined) return path;
  throw new KitError("HOST_UNSUPPORTED", `The home ${quote(platform.home)} is not absolute.`, {
    hint: "Set HOME (USERPROFILE on Windows) to the whole path of the user's folder.",
  });
}

/** The folder that a variable names. XDG has a relative one ignored, and the same serves every other variable. */
export function variableFolder(platform: Platform, variable: string): string | undefined {
  return absoluteOnly(platform, platform.env[variable] ?? "");
}

export function pathRules({ os }: Pick<Platform, "os">) {
  return os === "win32" ? win32 : posix;
}

function absoluteOnly(platform: Platform, path: string): string | undefined {
  return pathRules(platform).isAbsolute(path) && !path.includes("\0") ? path : undefined;
}
