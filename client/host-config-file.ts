import { existsSync, readdirSync } from "node:fs";
import type { FilePlace } from "./hosts/host.ts";
import { hostDefinition, type Host } from "./hosts/table.ts";
import { homeFolder, pathRules, variableFolder, type Platform } from "./platform.ts";

export type { Host } from "./hosts/table.ts";

/** One place where a host's configuration file may lie. */
export interface HostConfigFile {
  file: string;
  /** Whether the file is there. */
  exists: boolean;
  /** Tells the places of one host apart: `msix` and `classic` for Claude Desktop on Windows. */
  variant: string;
}

/** @see https://learn.microsoft.com/windows/apps/desktop/modernize/package-identity-overview `Name_PublisherId` */
const publisherId = "[0-9A-Za-z]+";

const defaults = {
  home: { variable: undefined, path: "" },
  appData: { variable: "APPDATA", path: "AppData/Roaming" },
  localAppData: { variable: "LOCALAPPDATA", path: "AppData/Local" },
  xdgConfig: { variable: "XDG_CONFIG_HOME", path: ".config" },
} as const satisfies Record<FilePlace["from"], { variable: string | undefined; path: string }>;

/**
 * Finds the configuration file of a host: the one that is there, or else the one that the installed variant would make.
 *
 * On Windows the MSIX build of Claude Desktop goes before the classic one where neither or both have a file: Windows shows it a
 * folder of its own in place of `%APPDATA%`.
 *
 * @throws {KitError} HOST_UNSUPPORTED when the host is not known, or the home folder is not absolute
 * @example hostConfigFile("claude-desktop", currentPlatform());
 */
export function hostConfigFile(host: Host, platform: Platform): string {
  const [best] = hostConfigFiles(host, platform);
  if (!best) throw new TypeError("every host has a place for its file");
  return best.file;
}

/**
 * Lists every place where the host's configuration file may lie here, the likelier first. Where two exist, only the user knows
 * which build they start.
 *
 * @throws {KitError} HOST_UNSUPPORTED when the host is not known, or the home folder is not absolute
 */
export function hostConfigFiles(host: Host, platform: Platform): HostConfigFile[] {
  return candidates(host, platform)
    .toSorted((a, b) => b.rank - a.rank)
    .map(({ file, exists, variant }) => ({ file, exists, variant }));
}

interface Candidate extends HostConfigFile {
  /** How sure it is that the host reads this one. */
  rank: number;
}

const rank = { named: 4, there: 3, installed: 2, usual: 1, unlikely: 0 };

function candidates(host: string, platform: Platform): Candidate[] {
  const exists = platform.exists ?? existsSync;
  return hostDefinition(host).files[platform.os].flatMap((place) => {
    const { variant, installed } = place;
    const named = namedFile(place, platform);
    if (named !== undefined)
      return [{ file: named, exists: exists(named), variant, rank: rank.named }];
    const base = baseFolder(place.from, platform);
    return matchingNames(place, base, platform).map((name) => {
      const at = (path: string) => below(platform, base, path.replace(/[^/]*\*[^/]*/, name));
      const file = at(place.path);
      const there = exists(file);
      return { file, exists: there, variant, rank: rankOf(there) };

      function rankOf(isThere: boolean): number {
        if (isThere) return rank.there;
        if (installed === undefined) return rank.usual;
        return exists(at(installed)) ? rank.installed : rank.unlikely;
      }
    });
  });
}

/** The file that one of the host's own variables names. */
function namedFile({ variables = {} }: FilePlace, platform: Platform): string | undefined {
  for (const [variable, path] of Object.entries(variables)) {
    const folder = variableFolder(platform, variable);
    if (folder !== undefined) return below(platform, folder, path);
  }
  return undefined;
}

/** What a pattern in the path stands for; one name that replaces nothing where there is none. */
function matchingNames({ path, known }: FilePlace, base: string, platform: Platform): string[] {
  const parts = path.split("/");
  const pattern = parts.findIndex((part) => part.includes("*"));
  if (pattern === -1) return [""];
  const matches = new RegExp(`^${parts[pattern]?.replace("*", publisherId)}$`);
  const folder = below(platform, base, parts.slice(0, pattern).join("/"));
  const found = (platform.list ?? listFolder)(folder).filter((name) => matches.test(name));
  return [...new Set([...(known === undefined ? [] : [known]), ...found.toSorted()])];
}

function baseFolder(from: FilePlace["from"], platform: Platform): string {
  const { variable, path } = defaults[from];
  return (
    (variable === undefined ? undefined : variableFolder(platform, variable)) ??
    below(platform, homeFolder(platform), path)
  );
}

function below(platform: Platform, folder: string, path: string): string {
  return pathRules(platform).join(folder, ...path.split("/"));
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // not there, or not for us to see: then there is nothing to find in it
  }
}
