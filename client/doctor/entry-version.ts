import { dirname, join } from "node:path";
import { mcpRemoteVersion } from "../bridge/mcp-remote-version.ts";
import { quote } from "../quote.ts";
import { readRegularFile } from "../read-regular-file.ts";
import { atServer, type Check, type Symptom } from "./check.ts";
import { bridgedServers, type BridgedServer } from "./mcp-remote-of.ts";
import { mendedBy } from "./mend-command.ts";
import { exchangeWords, giveOwnBridge } from "./rewrite-entry.ts";
import type { Scene } from "./scene.ts";

type Id = "mcp-remote-unpinned" | "mcp-remote-vulnerable" | "mcp-remote-old";

/** The first version that does not give a server's words to a shell. */
const safeSince = "0.1.16";

/** The version of mcp-remote that an entry of anybody's making starts. The kit's own bridges are looked after by `entryBridge`. */
export const entryVersion: Check<Id> = {
  finds: {
    "mcp-remote-unpinned": {
      severity: "warn",
      why: "npx runs whatever has that name on the day: nobody has tested it with this server, and whoever takes the name over runs code here.",
    },
    "mcp-remote-vulnerable": {
      severity: "fail",
      why: `Before ${safeSince} a server could have mcp-remote run any command on this machine (CVE-2025-6514).`,
    },
    "mcp-remote-old": {
      severity: "warn",
      why: "Faults of sign-in and of restarts that later releases have mended are still in it.",
    },
  },
  async look(scene) {
    const found = bridgedServers(scene).map((bridged) => lookAt(bridged, scene));
    return (await Promise.all(found)).flat();
  },
};

async function lookAt(bridged: BridgedServer, scene: Scene): Promise<Symptom<Id>[]> {
  const { server, mcpRemote } = bridged;
  const version = await versionOf(bridged);
  if (mcpRemote.by === "program" || version === undefined) return [];
  const named = mcpRemote.by === "script" ? mcpRemote.file : mcpRemote.argument;
  const id = judge(version);
  if (!id) return [];
  return [
    {
      id,
      what:
        id === "mcp-remote-unpinned"
          ? `The entry ${quote(server.name)} starts ${quote(named)}, which is no exact version.`
          : `The entry ${quote(server.name)} starts mcp-remote ${version} (${quote(named)}); the kit has ${mcpRemoteVersion}.`,
      at: atServer(server),
      ...mendedBy(scene, server, () =>
        mcpRemote.by === "package"
          ? exchangeWords(server, scene, new Map([[named, pinned(named)]]))
          : giveOwnBridge(server, scene, named),
      ),
    },
  ];
}

/** Nothing where it cannot be seen, and where it is the kit's own bridge. */
async function versionOf({ mcpRemote }: BridgedServer): Promise<string | undefined> {
  if (mcpRemote.by === "package") return mcpRemote.version ?? "";
  if (mcpRemote.by === "program") return undefined;
  const manifest = join(dirname(dirname(mcpRemote.file)), "package.json");
  const text = await readRegularFile(manifest).then(String, () => "");
  const [, version] = /"version"\s*:\s*"(\d+\.\d+\.\d+[^"\s]*)"/.exec(text) ?? [];
  return /"name"\s*:\s*"mcp-remote"/.test(text) ? version : undefined;
}

function judge(version: string): Id | undefined {
  if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) return "mcp-remote-unpinned";
  if (isOlder(version, safeSince)) return "mcp-remote-vulnerable";
  return isOlder(version, mcpRemoteVersion) ? "mcp-remote-old" : undefined;
}

function isOlder(version: string, than: string): boolean {
  return version.localeCompare(than, "en", { numeric: true }) < 0;
}

function pinned(argument: string): string {
  return `${argument.replace(/mcp-remote(@.*)?$/, "mcp-remote")}@${mcpRemoteVersion}`;
}
