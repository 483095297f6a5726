import { existsSync } from "node:fs";
import { KitError } from "../kit-error.ts";
import { askNodeVersion, isNewEnough, oldestNode } from "../node/node-version.ts";
import { pathRules, type Platform } from "../platform.ts";
import { quote } from "../quote.ts";
import { findStableNode } from "../stable-node.ts";
import { sessionEnvironment } from "../start/session-environment.ts";
import { atServer, type Check, type Symptom } from "./check.ts";
import { bridgedServers, type BridgedServer } from "./mcp-remote-of.ts";
import { goesAway } from "./goes-away.ts";
import { mendedByInstall, mendedBy } from "./mend-command.ts";
import { exchangeWords } from "./rewrite-entry.ts";
import type { Scene } from "./scene.ts";

type Id = "node-missing" | "node-too-old" | "node-goes-away" | "command-not-found";

/** The Node.js behind an entry with mcp-remote. */
export const entryNode: Check<Id> = {
  finds: {
    "node-missing": {
      severity: "fail",
      why: "The host starts exactly this file, and an upgrade of Node.js or of a version manager takes such files away.",
    },
    "node-too-old": {
      severity: "fail",
      why: `mcp-remote needs Node.js ${oldestNode} or newer, and ends while it starts on an older one.`,
    },
    "node-goes-away": {
      severity: "warn",
      why: "The server is gone once that folder is moved, removed or installed again.",
    },
    "command-not-found": {
      severity: "warn",
      why: "A host that is started from the desktop has the system's PATH, without what nvm, Homebrew and the like add to it in a terminal.",
    },
  },
  async look(scene) {
    const found = bridgedServers(scene).map((bridged) => lookAt(bridged, scene));
    return (await Promise.all(found)).flat();
  },
};

async function lookAt(bridged: BridgedServer, scene: Scene): Promise<Symptom<Id>[]> {
  const { platform, options } = scene;
  const { command } = bridged.entry;
  const versionOf = options.node?.versionOf ?? askNodeVersion;
  const isWhole = pathRules(platform).isAbsolute(command);
  const node = isWhole ? command : whereIs("node", platform);
  const program = programName(command);
  const isThere = platform.exists ?? existsSync;
  if (!isWhole && program !== "cmd" && whereIs(command, platform) === undefined)
    return [symptom("command-not-found", `${quote(command)} is not in ${pathOf(platform)}.`)];
  // Whatever it is that is to start mcp-remote.
  if (isWhole && program !== "node" && !isThere(command))
    return [symptom("node-missing", `${quote(command)} is not there.`)];
  if (node === undefined || !/^(node|npx)$/.test(program) || (isWhole && program !== "node"))
    return [];
  const version = await versionOf(node);
  if (version === undefined)
    return [symptom("node-missing", `${quote(node)} is no Node.js that starts.`)];
  if (!isNewEnough(version))
    return [symptom("node-too-old", `${quote(node)} is Node.js ${version}.`)];
  if (!isWhole || !goesAway(node, platform)) return [];
  const found = `The Node.js ${quote(node)} belongs to a project or a temporary folder.`;
  if (bridged.server.ours) return [symptom("node-goes-away", found)];
  // Its bridge lies there too, as a rule, and is exchanged with it.
  const mending = mendedByInstall(bridged.server, scene);
  return [
    {
      id: "node-goes-away",
      what: found,
      at: atServer(bridged.server),
      ...mending,
      changesFile: true,
    },
  ];

  function symptom(id: Id, what: string): Symptom<Id> {
    const { server } = bridged;
    const fix = async () => {
      const stable = await findStableNode(platform, options.node);
      if (id === "node-goes-away" && goesAway(stable.node, platform))
        throw new KitError(
          "NODE_TOO_OLD",
          "No Node.js was found that mcp-remote runs on and that stays.",
          {
            hint: "Install Node.js from https://nodejs.org, and run the command again.",
          },
        );
      await exchangeWords(server, scene, new Map([[command, stable.node]]));
    };
    return {
      id,
      what,
      at: atServer(server),
      // npx is not exchanged for node: their arguments differ.
      ...mendedBy(scene, server, program === "node" ? fix : undefined),
    };
  }
}

function programName(command: string): string {
  const file = command.slice(Math.max(command.lastIndexOf("/"), command.lastIndexOf("\\")) + 1);
  const program = file.toLowerCase().replace(/\.(exe|cmd)$/, "");
  // Debian's name, and those of several versions beside each other: `nodejs`, `node22`, `node-22`.
  return program.replace(/^node(?:js)?-?[\d.]*$/, "node");
}

/** Where a host that was started from the desktop finds a program, without starting it. */
function whereIs(program: string, platform: Platform): string | undefined {
  const rules = pathRules(platform);
  const endings = platform.os === "win32" ? ["", ".exe", ".cmd"] : [""];
  return pathOf(platform)
    .split(rules.delimiter)
    .filter((folder) => folder !== "")
    .flatMap((folder) => endings.map((ending) => rules.join(folder, program + ending)))
    .find((file) => (platform.exists ?? existsSync)(file));
}

function pathOf(platform: Platform): string {
  return sessionEnvironment(platform)["PATH"] ?? "";
}
