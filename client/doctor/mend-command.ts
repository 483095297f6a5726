import { hostConfigFiles } from "../host-config-file.ts";
import type { ReadEntry } from "../hosts/host.ts";
import type { Host } from "../hosts/table.ts";
import type { ListedServer } from "../list-servers.ts";
import type { Platform } from "../platform.ts";
import { isInside } from "../probe/allowed-hop.ts";
import { quote } from "../quote.ts";
import { isServerName } from "../server-name.ts";
import { parseServerUrl } from "../server-url.ts";
import type { Symptom } from "./check.ts";
import { mayChange, type Scene } from "./scene.ts";

interface Target {
  host: Host;
  file: string;
}

/** Writes a command of the kit for a person to paste, with the flags that lead it to the same file. */
export function kitCommand(
  words: readonly string[],
  { host, file }: Target,
  platform: Platform,
): string {
  const usual = hostConfigFiles(host, platform);
  const found = usual.filter(({ exists }) => exists);
  const isClear =
    usual.some((each) => each.file === file) &&
    (found.length < 2 || words[0] === "doctor" || words[0] === "login" || words[0] === "logout");
  return commandLine(
    [
      "mcp-kit",
      ...words,
      ...(host === "claude-desktop" ? [] : ["--host", host]),
      ...(isClear ? [] : ["--file", file]),
    ],
    platform,
  );
}

/** The command that has `--fix` mend what is wrong with an entry, named where it is not the kit's. */
function fixCommand(server: ListedServer, { platform }: Scene): string {
  return kitCommand(["doctor", ...(server.ours ? [] : [server.name]), "--fix"], server, platform);
}

/**
 * Says how an entry is written again, in the kit's own form. What `more` adds to the command goes last. An entry of a name that the
 * kit gives none is for its user to rename first: under another name it would stand beside it, or in the place of somebody else's.
 */
export function mendedByInstall(
  server: ListedServer,
  { platform }: Scene,
  more: readonly string[] = [],
): Pick<Symptom, "mend" | "rename"> {
  if (!isServerName(server.name))
    return { mend: editCommand(server.file, platform), rename: renaming(server, platform) };
  const url = usableUrl(server.url ?? urlAmong(server.entry));
  const words = [
    "install",
    url ?? "<url>",
    "--name",
    server.name,
    ...(server.ours && !server.touched ? [] : ["--force"]),
    // Without it the kit writes nothing, and says how to add a Connector.
    ...(server.host === "claude-desktop" && url !== undefined && isPublic(url) ? ["--bridge"] : []),
    ...more,
  ];
  return { mend: kitCommand(words, server, platform) };
}

function renaming(server: ListedServer, platform: Platform): string {
  const better = server.name.replaceAll(/[^\w-]+/g, "-").replaceAll(/^\W+|\W+$/g, "");
  const usual = isServerName(better) ? better : "my-worker";
  const then = kitCommand(["doctor", usual, "--fix"], server, platform);
  return `The kit changes no entry that is called ${quote(server.name)}: call it ${quote(usual)} there, or another name of letters, digits and -. Then: \`${then}\``;
}

/**
 * Says how an entry is mended: by `--fix`, which changes an entry of somebody else's only when the user names it, or by writing it
 * again where there is no other way.
 */
export function mendedBy(
  scene: Scene,
  server: ListedServer,
  fix: (() => Promise<void>) | undefined,
): Pick<Symptom, "mend" | "rename" | "fix" | "changesFile"> {
  const can = fix !== undefined && isServerName(server.name);
  return {
    ...(can ? { mend: fixCommand(server, scene) } : mendedByInstall(server, scene)),
    ...(can && mayChange(scene, server) && { fix }),
    changesFile: true,
  };
}

/** The command that opens a file for a person to write in, in the editor that comes with their system. */
export function editCommand(file: string, platform: Platform): string {
  const editors = { win32: ["notepad"], darwin: ["open", "-t"], linux: ["xdg-open"] };
  return commandLine([...editors[platform.os], file], platform);
}

/** The command that leaves a file where it is, under a name by which nobody reads it. */
export function setAsideCommand(file: string, platform: Platform): string {
  const move = platform.os === "win32" ? "move" : "mv";
  return commandLine([move, file, `${file}.unused`], platform);
}

/** The command that ends a process, as its user asks for it. */
export function endCommand(pid: number, platform: Platform): string {
  const end = platform.os === "win32" ? ["taskkill", "/pid"] : ["kill"];
  return commandLine([...end, String(pid)], platform);
}

/** Quotes what a shell would take apart. */
export function commandLine(words: readonly string[], { os }: Pick<Platform, "os">): string {
  return words
    .map((word) => {
      if (/^[\w@%+=:,./\\-]+$/.test(word) && (os === "win32" || !word.includes("\\"))) return word;
      if (/^<[a-z]+>$/.test(word)) return word; // for the person to fill in
      return os === "win32"
        ? `"${word.replaceAll('"', "")}"`
        : `'${word.replaceAll("'", String.raw`'\''`)}'`;
    })
    .join(" ");
}

/** The URL of an entry whose arguments cannot be read to their end. */
function urlAmong(entry: ReadEntry): string | undefined {
  return entry.kind === "stdio"
    ? entry.entry.args.find((each) => /^https?:/.test(each))
    : undefined;
}

/** Whether the internet reaches it, as far as its name tells. */
export function isPublic(url: string): boolean {
  return url.startsWith("https:") && !isInside(new URL(url).hostname);
}

/** Gives a URL as the kit takes it; nothing where it would refuse it, as one that holds a secret. */
export function usableUrl(url: string | undefined): string | undefined {
  try {
    return url === undefined ? undefined : parseServerUrl(url, { allowRoot: true }).href;
  } catch {
    return undefined; // it may hold a secret, and the kit would refuse it
  }
}
