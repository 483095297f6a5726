import { realpath } from "node:fs/promises";
import type { Platform } from "./platform.ts";
import { KitError } from "./kit-error.ts";
import { nodeLifetime, type NodeLifetime } from "./node/node-lifetime.ts";
import { linksTo, nodesOnPath, wellKnownNodes } from "./node/node-places.ts";
import { askNodeVersion, isNewEnough, oldestNode } from "./node/node-version.ts";
import { quote } from "./quote.ts";

/** How the machine is asked. All have defaults that ask this one. */
export interface NodeProbes {
  /** Absolute path of the Node.js that runs now. */
  execPath?: string;
  /** Where a path leads, links followed; nothing when it leads nowhere. */
  realpath?: (path: string) => Promise<string | undefined>;
  /** What a Node.js says of its version, e.g. `24.21.0`; nothing when it does not start. */
  versionOf?: (path: string) => Promise<string | undefined>;
}

export interface StableNode {
  /** Absolute path, for an entry. */
  node: string;
  /** E.g. `24.21.0`. */
  version: string;
  /** Whether the path will outlast an upgrade of Node.js. */
  stable: boolean;
  /** What will go wrong, and when, if it is not stable. */
  warning?: string;
}

/**
 * Finds the Node.js that an entry should name: one that mcp-remote runs on, at a path that will still be there next month.
 *
 * That is the one that runs now, if its path stays; else a link that leads to it, as Homebrew and version managers keep one; else
 * another one that was installed for good; else one that will go away, with a warning. A version manager's shim is never taken: it
 * chooses by the folder it is started in, and the host starts it in any.
 *
 * @throws {KitError} NODE_TOO_OLD when there is none that mcp-remote runs on
 */
export async function findStableNode(
  platform: Platform,
  probes: NodeProbes = {},
): Promise<StableNode> {
  const { execPath = process.execPath, versionOf = askNodeVersion } = probes;
  const follow = probes.realpath ?? realpathOrNothing;
  const running = await follow(execPath);
  // A project's own, on PATH while npm runs a script, is not even asked.
  const elsewhere = [...wellKnownNodes(platform), ...nodesOnPath(platform)].filter(
    (path) => nodeLifetime(path, platform) !== "temporary",
  );
  const links: string[] = [];
  for (const path of [...(running === undefined ? [] : linksTo(running)), ...elsewhere])
    if (running !== undefined && (await follow(path)) === running) links.push(path);

  const candidates = [
    execPath,
    ...links,
    ...elsewhere,
    ...(running === undefined ? [] : [running]),
  ];
  const passedOver: string[] = [];
  for (const lifetime of ["stays", "version", "temporary"] as const) {
    for (const node of new Set(candidates)) {
      if (nodeLifetime(node, platform) !== lifetime || (await follow(node)) === undefined) continue;
      const version = await versionOf(node);
      if (version !== undefined && isNewEnough(version))
        return { node, version, stable: lifetime === "stays", ...warnOf(node, lifetime) };
      passedOver.push(`${quote(node)} is ${version ?? "no Node.js that starts"}`);
    }
  }
  throw new KitError(
    "NODE_TOO_OLD",
    `No Node.js was found that mcp-remote runs on${passedOver.length > 0 ? `: ${passedOver.join(", ")}` : ""}.`,
    {
      hint: `Install Node.js ${oldestNode} or newer from https://nodejs.org.`,
    },
  );
}

function warnOf(node: string, lifetime: NodeLifetime): { warning?: string } {
  if (lifetime === "version")
    return {
      warning: `${node} goes away when that version of Node.js is removed. After an upgrade, run: mcp-kit doctor --fix`,
    };
  if (lifetime === "temporary")
    return {
      warning: `${node} belongs to a project or a temporary folder and goes away with it. Install Node.js from https://nodejs.org, then run: mcp-kit doctor --fix`,
    };
  return {};
}

async function realpathOrNothing(path: string): Promise<string | undefined> {
  return realpath(path).catch(() => undefined);
}
