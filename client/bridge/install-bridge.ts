import { createHash } from "node:crypto";
import { chmod, lstat, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { KitError } from "../kit-error.ts";
import { packagedBridge, type PackagedBridge } from "./packaged-bridge.ts";
import { writeAtomically } from "./write-atomically.ts";

export interface InstallBridgeOptions {
  /** The kit's folder, from `userFolder(platform)`. */
  userFolder: string;
  /** Default: the one that comes with this package. */
  bridge?: PackagedBridge;
}

export interface InstalledBridge {
  /** Absolute path for an entry, e.g. `/home/me/.remote-mcp-kit/bridge/mcp-remote-0.15.1-b5bb386c.mjs`. */
  file: string;
  mcpRemote: string;
  sha256: string;
  /** False when it was there already, byte for byte. */
  changed: boolean;
}

/**
 * Puts the bridge where it outlasts this package: into the user's own folder, readable and writable for the user alone.
 *
 * Its name holds the start of its checksum, so a newer one takes nothing from entries that use this one, and from programs that
 * run it. One that was altered is put right.
 *
 * @throws {KitError} BRIDGE_UNUSABLE when the folder cannot be written, or the package itself was altered
 */
export async function installBridge(options: InstallBridgeOptions): Promise<InstalledBridge> {
  const bridge = options.bridge ?? (await packagedBridge());
  const folder = join(options.userFolder, "bridge");
  const file = join(folder, bridge.file);
  try {
    const [content, licences] = await Promise.all([
      readFile(bridge.path),
      readFile(bridge.licencesPath),
    ]);
    if (sha256Of(content) !== bridge.sha256) throw packageAltered(bridge.path);
    for (const path of [options.userFolder, folder]) await makeOwnFolder(path);
    const changed = await writeWhereDifferent(file, content);
    await writeWhereDifferent(join(folder, licencesName(bridge.file)), licences);
    return { file, mcpRemote: bridge.mcpRemote, sha256: bridge.sha256, changed };
  } catch (cause) {
    if (cause instanceof KitError) throw cause;
    throw new KitError(
      "BRIDGE_UNUSABLE",
      `The bridge could not be written to ${folder}: ${cause instanceof Error ? cause.message : String(cause)}.`,
      {
        hint: "See that the folder is yours and the disk has room, and run the command again.",
        cause,
      },
    );
  }
}

export function sha256Of(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** Beside the bridge, since it is another one for another bridge. */
function licencesName(file: string): string {
  return file.replace(/\.mjs$/, ".LICENSES.txt");
}

/** Whoever may write here decides what the host starts. */
async function makeOwnFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  const { mode } = await lstat(path);
  if (process.platform !== "win32" && (mode & 0o022) !== 0) await chmod(path, 0o700);
}

async function writeWhereDifferent(path: string, content: Buffer): Promise<boolean> {
  const there = await lstat(path).catch(() => undefined);
  if (there?.isFile() && there.size === content.length && content.equals(await readFile(path))) {
    if (process.platform !== "win32" && (there.mode & 0o077) !== 0) await chmod(path, 0o600);
    return false;
  }
  await writeAtomically(path, content);
  return true;
}

function packageAltered(path: string): KitError {
  return new KitError("BRIDGE_UNUSABLE", `${path} is not the bridge that was packed.`, {
    hint: "Install the package again: npm install remote-mcp-kit.",
  });
}
