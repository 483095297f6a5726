import { win32 } from "node:path";
import type { Platform } from "../platform.ts";

/** Who the user is and where programs keep their things. No name in these lists holds a credential. */
const everyday: Record<Platform["os"], string[]> = {
  linux: ["USER", "LOGNAME", "LANG", "LC_ALL", "TMPDIR", "XDG_RUNTIME_DIR"],
  darwin: ["USER", "LOGNAME", "LANG", "LC_ALL", "TMPDIR"],
  win32: [
    "ALLUSERSPROFILE",
    "APPDATA",
    "COMSPEC",
    "HOMEDRIVE",
    "HOMEPATH",
    "LOCALAPPDATA",
    "PATHEXT",
    "PROGRAMDATA",
    "PROGRAMFILES",
    "PROGRAMFILES(X86)",
    "SYSTEMDRIVE",
    "SYSTEMROOT",
    "TEMP",
    "TMP",
    "USERNAME",
    "WINDIR",
  ],
};

/** What a program needs to put a browser in front of the person. */
const graphical: Record<Platform["os"], string[]> = {
  linux: [
    "BROWSER",
    "DBUS_SESSION_BUS_ADDRESS",
    "DESKTOP_SESSION",
    "DISPLAY",
    "GNOME_DESKTOP_SESSION_ID",
    "KDE_FULL_SESSION",
    "KDE_SESSION_VERSION",
    "WAYLAND_DISPLAY",
    "WSL_DISTRO_NAME",
    "WSL_INTEROP",
    "XAUTHORITY",
    "XDG_CONFIG_DIRS",
    "XDG_CONFIG_HOME",
    "XDG_CURRENT_DESKTOP",
    "XDG_DATA_DIRS",
    "XDG_DATA_HOME",
    "XDG_SESSION_TYPE",
  ],
  darwin: ["BROWSER"],
  win32: [],
};

/**
 * Gives the environment in which a host that was started from the desktop starts its servers: nothing of the terminal that the
 * kit runs in, and so no token that stands there.
 *
 * `PATH` is what the system gives a graphical session. On macOS and Linux that leaves out Homebrew, nvm and the like, which is why
 * entries that start in a terminal do not start in Claude Desktop.
 */
export function sessionEnvironment(platform: Platform): Record<string, string> {
  return pick(platform, everyday[platform.os], {
    linux: { HOME: platform.home, PATH: "/usr/local/bin:/usr/bin:/bin" },
    darwin: { HOME: platform.home, PATH: "/usr/bin:/bin:/usr/sbin:/sbin" },
    win32: { USERPROFILE: platform.home, PATH: windowsPath(platform) },
  });
}

/** Gives the environment for a program that opens the person's browser: the one above, and the session's display. */
export function browserEnvironment(platform: Platform): Record<string, string> {
  const PATH = valueOf(platform, "PATH");
  return {
    ...sessionEnvironment(platform),
    ...pick(platform, graphical[platform.os]),
    ...(PATH !== undefined && { PATH }), // the browser may be in a folder of the user's own
  };
}

function pick(
  platform: Platform,
  names: string[],
  always?: Record<Platform["os"], Record<string, string>>,
): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const name of names) {
    const value = valueOf(platform, name);
    if (value !== undefined && value !== "") picked[name] = value;
  }
  return { ...picked, ...always?.[platform.os] };
}

/** Windows takes a variable's name in any case: `Path`, `SystemRoot`. */
function valueOf({ os, env }: Platform, name: string): string | undefined {
  if (os !== "win32") return env[name];
  const found = Object.keys(env).find((key) => key.toUpperCase() === name);
  return found === undefined ? undefined : env[found];
}

/** A program of the Windows desktop has the user's `PATH` as it stands in the registry, which a terminal only adds to. */
function windowsPath(platform: Platform): string {
  const root = valueOf(platform, "SYSTEMROOT") ?? String.raw`C:\Windows`;
  return valueOf(platform, "PATH") ?? [win32.join(root, "System32"), root].join(";");
}
