import { constants } from "node:fs";
import { lstat, open, stat } from "node:fs/promises";
import { reasonOf } from "../host-file.ts";
import { pathRules } from "../platform.ts";
import { quote } from "../quote.ts";
import { atServer, type Check, type Symptom } from "./check.ts";
import { commandLine, mendedByInstall } from "./mend-command.ts";
import { mayChange, type Scene } from "./scene.ts";
import type { ListedServer } from "../list-servers.ts";

type Id = "header-file-exposed" | "header-file-missing";

/** The file from which mcp-remote takes the headers of an entry. */
export const exposedHeaders: Check<Id> = {
  finds: {
    "header-file-exposed": {
      severity: "fail",
      why: "Other users of this machine can read the keys in it, or put in their own.",
    },
    "header-file-missing": {
      severity: "fail",
      why: "mcp-remote ends at once when it cannot read the file.",
    },
  },
  async look(scene) {
    const found = scene.servers.map(async (server) => {
      const file = headerFileOf(server);
      return file === undefined ? [] : await lookAt(server, file, scene);
    });
    return (await Promise.all(found)).flat();
  },
};

async function lookAt(server: ListedServer, named: string, scene: Scene): Promise<Symptom<Id>[]> {
  const { platform } = scene;
  const file = pathRules(platform).resolve(platform.home, named);
  const at = atServer(server);
  const stats = await stat(file).catch(reasonOf);
  const what = `The header file ${quote(file)} of ${quote(server.name)}`;
  const obstacle =
    typeof stats === "string" ? stats : stats.isFile() ? undefined : "it is no regular file";
  if (typeof stats === "string" || obstacle !== undefined)
    return [
      {
        id: "header-file-missing",
        what: `${what} cannot be read: ${obstacle}.`,
        ...mendedByInstall(server, scene, ["--header-file", "<file>"]),
        at,
      },
    ];
  // Windows has no such mode: there the folder's own rights decide.
  if (platform.os === "win32" || (stats.mode & 0o077) === 0) return [];
  return [
    {
      id: "header-file-exposed",
      what: `${what} has mode ${(stats.mode & 0o777).toString(8).padStart(4, "0")}.`,
      mend: commandLine(["chmod", "600", file], platform),
      at,
      ...(mayChange(scene, server) && (await isOwnFile(file)) && { fix: () => close(file) }),
    },
  ];
}

function headerFileOf({ entry: read, disabled }: ListedServer): string | undefined {
  if (read.kind !== "stdio" || disabled) return undefined;
  const { args } = read.entry;
  const flag = args.indexOf("--header-file");
  return flag === -1 ? undefined : args[flag + 1];
}

/** What a link leads to may be anybody's. */
async function isOwnFile(file: string): Promise<boolean> {
  const stats = await lstat(file);
  return stats.isFile() && stats.uid === process.getuid?.();
}

/** By the open file, so that no link which takes its place meanwhile is followed, and no FIFO waited for. Never on Windows. */
async function close(file: string): Promise<void> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    await handle.chmod(0o600);
  } finally {
    await handle.close();
  }
}
