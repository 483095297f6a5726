import { installBridge } from "../bridge/install-bridge.ts";
import { createEntry } from "../create-entry.ts";
import { isRecord } from "../is-record.ts";
import { hostDefinition } from "../hosts/table.ts";
import { KitError } from "../kit-error.ts";
import type { ListedServer } from "../list-servers.ts";
import { quote } from "../quote.ts";
import { mask } from "../server-url.ts";
import { findStableNode } from "../stable-node.ts";
import { userFolder } from "../user-folder.ts";
import { atServer, type Check } from "./check.ts";
import { keepHeaders } from "./keep-headers.ts";
import { mendedByInstall, isPublic, mendedBy, usableUrl } from "./mend-command.ts";
import { readEntry, writeAgain } from "./rewrite-entry.ts";
import type { Scene } from "./scene.ts";

/** An entry with a URL in the file of a host that starts programs only, as Claude Desktop does. */
export const urlEntry: Check<"url-entry"> = {
  finds: {
    "url-entry": {
      severity: "fail",
      why: "The host starts programs only, and passes over an entry with a URL or shows a fault at each start.",
    },
  },
  look(scene) {
    return scene.servers.flatMap((server) => {
      const { host, name, entry: read } = server;
      const { title, remote } = hostDefinition(host);
      if (read.kind !== "remote" || remote !== undefined) return [];
      const url = usableUrl(read.url);
      const mended = mendedBy(
        scene,
        server,
        url === undefined ? undefined : () => giveBridge(server, url, scene),
      );
      return [
        {
          id: "url-entry" as const,
          what: `The entry ${quote(name)} gives ${title} the URL ${quote(mask(read.url))}, which it does not accept in its file.`,
          at: atServer(server),
          ...mended,
          // Connectors are called from the internet, and never get to a server in here.
          ...(host === "claude-desktop" &&
            url !== undefined &&
            isPublic(url) && {
              advice: `Or add the URL in ${title} under Settings -> Connectors.`,
            }),
        },
      ];
    });
  },
};

/**
 * Puts in its place what `mcp-kit install --bridge` writes. Its headers go into a file.
 *
 * @throws {KitError} USAGE when the entry says more than that, which would be lost
 */
async function giveBridge(server: ListedServer, url: string, scene: Scene): Promise<void> {
  const { platform, options } = scene;
  const instead = await readEntry(server);
  const { url: _, type, headers = {}, ...more } = instead;
  const others = [...Object.keys(more), ...(isTable(headers) ? [] : ["headers"])];
  if (others.length > 0)
    throw new KitError(
      "USAGE",
      `The entry holds ${others.map(quote).join(", ")} besides its URL.`,
      {
        hint: `Take over what you need: ${mendedByInstall(server, scene, ["--header-file", "<file>"]).mend}`,
      },
    );
  const [{ node }, { file }] = await Promise.all([
    findStableNode(platform, options.node),
    installBridge({ userFolder: userFolder(platform) }),
  ]);
  const write = async (headerFile?: string) => {
    const entry = createEntry(url, {
      node,
      bridge: file,
      platform,
      ...(type === "sse" && { transport: "sse-only" }),
      ...(headerFile !== undefined && { headerFile }),
      allowRoot: true, // it is the user's own
    });
    const value = hostDefinition(server.host).stdio(entry, server.name);
    await writeAgain(server, scene, { instead, value, headerFile });
  };
  const kept = Object.entries(isTable(headers) ? headers : {}).map(([name, value]) => ({
    name,
    value,
  }));
  await (kept.length > 0 ? keepHeaders(server.name, kept, platform, write) : write());
}

function isTable(value: unknown): value is Record<string, string> {
  return isRecord(value) && Object.values(value).every((each) => typeof each === "string");
}
