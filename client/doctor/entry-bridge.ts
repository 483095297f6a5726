import { join } from "node:path";
import { inspectBridge, type BridgeReport } from "../bridge/inspect-bridge.ts";
import { mcpRemoteVersion } from "../bridge/mcp-remote-version.ts";
import { packagedBridge } from "../bridge/packaged-bridge.ts";
import { reasonOf } from "../host-file.ts";
import { quote } from "../quote.ts";
import { userFolder } from "../user-folder.ts";
import { atServer, type Check, type Symptom } from "./check.ts";
import { bridgedServers, type BridgedServer } from "./mcp-remote-of.ts";
import { goesAway } from "./goes-away.ts";
import { mendedByInstall, mendedBy } from "./mend-command.ts";
import { giveOwnBridge } from "./rewrite-entry.ts";
import type { Scene } from "./scene.ts";

type Id = "bridge-missing" | "bridge-altered" | "bridge-stale" | "bridge-goes-away";

/** The file that an entry has Node.js run. */
export const entryBridge: Check<Id> = {
  finds: {
    "bridge-missing": {
      severity: "fail",
      why: "The host starts Node.js with a file that is not there, and shows the server as failed.",
    },
    "bridge-altered": {
      severity: "fail",
      why: "Whoever changed it decides what runs with your tokens each time the host starts.",
    },
    "bridge-stale": {
      severity: "warn",
      why: "What this release of the kit mends and was tested with is not in it.",
    },
    "bridge-goes-away": {
      severity: "warn",
      why: "The server is gone once that folder is moved, removed or installed again.",
    },
  },
  async look(scene) {
    const found = bridgedServers(scene).map((bridged) => lookAt(bridged, scene));
    return (await Promise.all(found)).flat();
  },
};

async function lookAt(bridged: BridgedServer, scene: Scene): Promise<Symptom<Id>[]> {
  const { server, mcpRemote } = bridged;
  if (mcpRemote.by !== "script") return [];
  const { file } = mcpRemote;
  const found = await inspectBridge(file).then(
    ({ state, mcpRemote: version }) => describe(state, file, version),
    (error: unknown) => ({
      id: "bridge-missing" as const,
      what: `The bridge ${quote(file)} cannot be read: ${reasonOf(error)}.`,
    }),
  );
  if (!found && goesAway(file, scene.platform))
    return [
      {
        id: "bridge-goes-away",
        what: `The bridge ${quote(file)} belongs to a project or a temporary folder.`,
        ...mendedByInstall(server, scene),
        at: atServer(server),
        changesFile: true,
      },
    ];
  if (!found) return [];
  const { changesFile, ...mending } = mendedBy(scene, server, () =>
    giveOwnBridge(server, scene, file),
  );
  // The bridge that the entry names already is put right, and the entry stays as it is.
  const isNamed =
    file === join(userFolder(scene.platform), "bridge", (await packagedBridge()).file);
  return [
    { ...found, at: atServer(server), ...mending, ...(!isNamed && changesFile && { changesFile }) },
  ];
}

function describe(
  state: BridgeReport["state"],
  file: string,
  version: string | undefined,
): { id: Id; what: string } | undefined {
  const bridge = `The bridge ${quote(file)}`;
  switch (state) {
    case "missing":
      return { id: "bridge-missing", what: `${bridge} is not there.` };
    case "altered":
      return {
        id: "bridge-altered",
        what: `${bridge} does not have the bytes that its name says.`,
      };
    case "older":
      return {
        id: "bridge-stale",
        what:
          version === mcpRemoteVersion
            ? `${bridge} was made by another release of the kit.`
            : `${bridge} is mcp-remote ${version}; this release of the kit has ${mcpRemoteVersion}.`,
      };
    default:
      return undefined; // current, newer, or none of the kit's
  }
}
