import { existsSync } from "node:fs";
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
}

/** A program that starts MCP servers from a configuration file of its own. */
export type Host = "claude-desktop";

type Locate = (platform: Platform) => string;

const locateFile: Record<Host, Record<Platform["os"], Locate>> = {
  "claude-desktop": {
    darwin: (platform) =>
      posix.join(home(platform), "Library/Application Support/Claude/claude_desktop_config.json"),
    linux: (platform) =>
      posix.join(
        folder(platform, "XDG_CONFIG_HOME", ".config"),
        "Claude/claude_desktop_config.json",
      ),
    win32: (platform) => {
      const local = folder(platform, "LOCALAPPDATA", "AppData", "Local");
      const packaged = win32.join(local, "Packages", "Claude_pzs8sxrjxfjjc");
      const roaming = (platform.exists ?? existsSync)(packaged)
        ? win32.join(packaged, "LocalCache", "Roaming")
        : folder(platform, "APPDATA", "AppData", "Roaming");
      return win32.join(roaming, "Claude", "claude_desktop_config.json");
    },
  },
};

/**
 * Finds the configuration file of a host. The file need not be there yet.
 *
 * On Windows the MSIX build of Claude Desktop, where it is installed, goes before the classic one: Windows shows it a folder of
 * its own in place of `%APPDATA%`.
 *
 * @throws {KitError} HOST_UNSUPPORTED when the host or the system is not known, or the home folder is not absolute
 * @example hostConfigFile("claude-desktop", currentPlatform());
 */
export function hostConfigFile(host: Host, platform: Platform): string {
  if (Object.hasOwn(locateFile, host) && Object.hasOwn(locateFile[host], platform.os))
    return locateFile[host][platform.os](platform);
  throw new KitError("HOST_UNSUPPORTED", `Host ${quote(host)} is not known on ${platform.os}.`, {
    hint: `Known hosts: ${Object.keys(locateFile).join(", ")}.`,
  });
}

/** Describes the machine that this process runs on. Other Unixes pass for Linux: they follow the same XDG rules. */
export function currentPlatform(): Platform {
  const { platform: os, env } = process;
  return { os: os === "darwin" || os === "win32" ? os : "linux", env, home: homedir() };
}

/** A folder that a variable names. XDG has a relative one ignored, and the same serves Windows. */
function folder(platform: Platform, variable: string, ...fallback: string[]): string {
  return (
    absolute(platform, platform.env[variable] ?? "") ??
    pathRules(platform).join(home(platform), ...fallback)
  );
}

function home(platform: Platform): string {
  const path = absolute(platform, platform.home);
  if (path !== undefined) return path;
  throw new KitError("HOST_UNSUPPORTED", `The home ${quote(platform.home)} is not absolute.`, {
    hint: "Set HOME (USERPROFILE on Windows) to the whole path of the user's folder.",
  });
}

function absolute(platform: Platform, path: string): string | undefined {
  return pathRules(platform).isAbsolute(path) && !path.includes("\0") ? path : undefined;
}

function pathRules({ os }: Platform) {
  return os === "win32" ? win32 : posix;
}
