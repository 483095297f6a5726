import { posix, win32 } from "node:path";
import { pathRules, type Platform } from "../platform.ts";

/** Where installers put Node.js, and leave it in the same place when they upgrade it. */
export function wellKnownNodes({ os, env, home }: Platform): string[] {
  if (os === "win32") {
    const installed = [env["ProgramFiles"], env["ProgramW6432"], "C:\\Program Files"]
      .filter((folder) => folder !== undefined)
      .map((folder) => win32.join(folder, "nodejs", "node.exe"));
    const link = env["NVM_SYMLINK"];
    const nvm = link === undefined ? [] : [win32.join(link, "node.exe")];
    return [...installed, ...nvm].filter((path) => isWhole(path, os));
  }
  const inHome = posix.join(home, ".nix-profile/bin/node");
  return os === "darwin"
    ? [
        "/opt/homebrew/bin/node",
        "/usr/local/bin/node",
        "/opt/local/bin/node",
        "/run/current-system/sw/bin/node",
        inHome,
      ]
    : [
        "/usr/local/bin/node",
        "/usr/bin/node",
        "/home/linuxbrew/.linuxbrew/bin/node",
        "/snap/node/current/bin/node",
        "/run/current-system/sw/bin/node",
        inHome,
      ];
}

/** What PATH leads to, of whole paths only: a relative entry would mean another program in every folder. */
export function nodesOnPath({ os, env }: Platform): string[] {
  const rules = pathRules({ os });
  const path = Object.entries(env).find(([name]) =>
    os === "win32" ? name.toUpperCase() === "PATH" : name === "PATH",
  )?.[1];
  return (path ?? "")
    .split(rules.delimiter)
    .map((folder) => (os === "win32" ? folder.replaceAll('"', "") : folder))
    .filter((folder) => isWhole(folder, os))
    .map((folder) => rules.join(folder, os === "win32" ? "node.exe" : "node"));
}

/** A version manager's folder, and the links beside it which that manager turns to the version in use. */
const managers: [
  RegExp,
  (folders: { before: string; version: string; after: string }) => string[],
][] = [
  // Homebrew: <prefix>/Cellar/node@22/22.1.0/bin/node
  [
    /^(?<before>.*\/)Cellar\/(?<version>[^/]+)\/[^/]+(?<after>\/.*)$/,
    ({ before, version, after }) => [
      before.slice(0, -1) + after,
      `${before}opt/${version}${after}`,
    ],
  ],
  // fnm: <fnm>/node-versions/v22.1.0/installation/bin/node
  [
    /^(?<before>.*[\\/])node-versions[\\/](?<version>[^\\/]+)[\\/]installation(?<after>[\\/].*)$/,
    ({ before, after }) => [`${before}aliases${after[0]}default${after}`],
  ],
  // nvm: <nvm>/versions/node/v22.1.0/bin/node
  [
    /^(?<before>.*\/)versions\/node\/(?<version>[^/]+)(?<after>\/.*)$/,
    ({ before, after }) => [`${before}current${after}`],
  ],
  // mise, scoop, snap: <manager>/node/22.1.0/bin/node
  [
    /^(?<before>.*[\\/])v?(?<version>\d[\d.]*)(?<after>[\\/].*)$/,
    ({ before, version, after }) =>
      ["current", /^\d+/.exec(version)?.[0], /^\d+\.\d+/.exec(version)?.[0], "lts", "latest"]
        .filter((name) => name !== undefined && name !== version)
        .map((name) => before + name + after),
  ],
];

/** Guesses the links that may lead to a file in a version manager's folder, best first. Nobody has looked whether they are there. */
export function linksTo(path: string): string[] {
  return managers.flatMap(([pattern, links]) => {
    const { before, version, after } = pattern.exec(path)?.groups ?? {};
    return before !== undefined && version !== undefined && after !== undefined
      ? links({ before, version, after })
      : [];
  });
}

/** On Windows `\node.exe` and `C:node.exe` depend on the drive and folder that a program happens to run in. */
function isWhole(path: string, os: Platform["os"]): boolean {
  if (path.includes("\0")) return false;
  return os === "win32" ? /^([A-Za-z]:[\\/]|\\\\)/.test(path) : posix.isAbsolute(path);
}
