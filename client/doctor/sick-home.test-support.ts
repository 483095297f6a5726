import { mkdir, mkdtempDisposable, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { installBridge } from "../bridge/install-bridge.ts";
import { createEntry } from "../create-entry.ts";
import { diagnose, type DiagnoseOptions } from "../diagnose.ts";
import type { Entry } from "../entry.ts";
import { hostConfigFile } from "../host-config-file.ts";
import { type Platform } from "../platform.ts";
import type { ReadEntry } from "../hosts/host.ts";
import type { Host } from "../hosts/table.ts";
import type { ListedServer } from "../list-servers.ts";
import { personAt } from "../person.test-support.ts";
import { userFolder } from "../user-folder.ts";
import type { Scene } from "./scene.ts";

/** Where the fixed Node.js of these tests is. */
export const goodNode = "/usr/bin/node";

/** A home in which something may be wrong, and a doctor who asks no network unless told to. */
export async function sickHome(host: Host = "claude-desktop") {
  const home = await mkdtempDisposable(join(tmpdir(), "mcp-kit-"));
  const person = await personAt(home.path);
  const { platform } = person;
  const file = hostConfigFile(host, platform);
  const versions: Record<string, string> = { [goodNode]: "24.0.0" };
  const run = async (options: DiagnoseOptions = {}) => {
    const diagnosis = await diagnose({
      platform,
      offline: true,
      node: {
        execPath: goodNode,
        realpath: (path) => Promise.resolve(versions[path] && path),
        versionOf: (path) => Promise.resolve(versions[path]),
      },
      processes: () => Promise.resolve([]),
      ...options,
    });
    for (const { id, mend } of [...diagnosis.findings, ...diagnosis.fixed])
      if (!/^(mcp-kit|chmod|kill|mv|open|xdg-open|npx wrangler dev) ?/.test(mend))
        throw new Error(`${id} is mended by no command: ${mend}`);
    return diagnosis;
  };
  const write = async (text: string) => {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  };
  return {
    path: home.path,
    platform,
    visited: () => person.visited(),
    file,
    /** The Node.js of this machine, by path and version. */
    versions,
    write,
    writeServers: (mcpServers: Record<string, unknown>) =>
      write(JSON.stringify({ theme: "dark", mcpServers }, null, 4)),
    read: () => readFile(file, "utf8"),
    servers: async () =>
      (JSON.parse(await readFile(file, "utf8")) as { mcpServers: Record<string, Entry> })
        .mcpServers,
    /** An entry of the kit's own with nothing wrong. */
    ownEntry: async (url = "http://localhost:8788/mcp") => {
      const bridge = await installBridge({ userFolder: userFolder(platform) });
      return createEntry(url, { node: goodNode, bridge: bridge.file, platform });
    },
    run,
    /** What is found, by severity, id and name. */
    found: async (options?: DiagnoseOptions) =>
      (await run(options)).findings.map(({ severity, id, name }) =>
        [severity, id, ...(name === null ? [] : [name])].join(" "),
      ),
    list: async () => (await readdir(home.path, { recursive: true })).toSorted(),
    [Symbol.asyncDispose]: () => home.remove(),
  };
}

/** A scene of another platform than this one, for checks that touch no file. */
export function sceneOf(platform: Platform, entries: Record<string, ReadEntry>): Scene {
  const file = hostConfigFile("claude-desktop", platform);
  const servers = Object.entries(entries).map(([name, entry]): ListedServer => {
    const url =
      entry.kind === "remote" ? entry.url : entry.entry.args.find((arg) => /^https?:/.test(arg));
    const server: ListedServer = {
      host: "claude-desktop",
      file,
      name,
      kind: entry.kind === "remote" ? "remote" : "bridge",
      ours: false,
      disabled: false,
      entry,
    };
    return url === undefined ? server : Object.assign(server, { url });
  });
  return {
    platform,
    files: [{ host: "claude-desktop", file }],
    servers,
    unreadable: [],
    receipts: [],
    unusable: [],
    named: false,
    options: {},
    memory: { written: new Set(), probes: new Map() },
  };
}

export const stdio = (command: string, ...args: string[]): ReadEntry => ({
  kind: "stdio",
  entry: { command, args },
});

export const windows: Platform = {
  os: "win32",
  env: { SystemRoot: "C:\\Windows", Path: "C:\\Windows\\System32;C:\\nodejs" },
  home: "C:\\Users\\Jörg & Co",
};

export const mac: Platform = { os: "darwin", env: {}, home: "/Users/me" };
