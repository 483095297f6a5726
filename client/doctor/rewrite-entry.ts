import { addEntry, changedMeanwhile } from "../add-entry.ts";
import { installBridge } from "../bridge/install-bridge.ts";
import { decodeHostFile, readEntries } from "../documents/edit-entry.ts";
import { isRecord } from "../is-record.ts";
import { readHostFile } from "../host-file.ts";
import { hostDefinition } from "../hosts/table.ts";
import { isOwnEntry } from "../install/own-entry.ts";
import type { ListedServer } from "../list-servers.ts";
import { userFolder } from "../user-folder.ts";
import type { Scene } from "./scene.ts";

/**
 * Writes an entry again with some of its words exchanged, and everything else of it as the user has it. It leaves a receipt, so
 * that `mcp-kit uninstall` brings back what was there.
 *
 * @throws {KitError} HOST_FILE_REFUSED, USAGE when the file or the entry is not what it was a moment ago
 */
export async function exchangeWords(
  server: ListedServer,
  scene: Scene,
  words: ReadonlyMap<string, string>,
): Promise<void> {
  await rewriteWords(server, scene, (list) => list.map((word) => words.get(word) ?? word));
}

/**
 * Writes an entry again with its words as `rewrite` has them, which is given each list in it, and each word outside of lists as a
 * list of one. Everything else of it stays as the user has it, and a receipt brings back what was there.
 *
 * @param headerFile one that was written for the entry, and goes with it
 * @throws {KitError} HOST_FILE_REFUSED, USAGE when the file or the entry is not what it was a moment ago
 */
export async function rewriteWords(
  server: ListedServer,
  scene: Scene,
  rewrite: (words: readonly string[]) => readonly string[],
  headerFile?: string,
): Promise<void> {
  const entry = await readEntry(server);
  await writeAgain(server, scene, { instead: entry, value: rewritten(entry, rewrite), headerFile });
}

/** Has an entry run the kit's own bridge in place of `script`, which stays where it is: a folder that npm filled is npm's to change. */
export async function giveOwnBridge(
  server: ListedServer,
  scene: Scene,
  script: string,
): Promise<void> {
  const { file } = await installBridge({ userFolder: userFolder(scene.platform) });
  await exchangeWords(server, scene, new Map([[script, file]]));
}

/**
 * Reads an entry as it stands in the file now.
 *
 * @throws {KitError} USAGE when it has gone
 */
export async function readEntry(server: ListedServer): Promise<Record<string, unknown>> {
  const { host, file, name } = server;
  const { format, container } = hostDefinition(host);
  const { path, found } = await readHostFile(file);
  const text = found ? decodeHostFile(path, found.bytes) : "";
  const value = (await readEntries({ file: path, format, container }, text))[name];
  if (!isRecord(value)) throw changedMeanwhile(name, path);
  return value;
}

/**
 * Puts another entry in the place of one that the user allows to be changed.
 *
 * @param change.instead the entry as it was read
 * @param change.headerFile one that was written for the entry, and goes with it
 * @throws {KitError} HOST_FILE_REFUSED, USAGE when the entry is not `instead` any more
 */
export async function writeAgain(
  { host, file, name }: ListedServer,
  { platform, named }: Scene,
  change: { instead: unknown; value: unknown; headerFile?: string | undefined },
): Promise<void> {
  const { headerFile, ...entry } = change;
  const { format, container } = hostDefinition(host);
  await addEntry(
    { file, format, container },
    {
      host,
      name,
      ...entry,
      replace: named,
      userFolder: userFolder(platform),
      isOurs: isOwnEntry(host, platform),
      headerFiles: headerFile === undefined ? undefined : [headerFile],
    },
  );
}

/** In the entry's own members and in its lists, which in every host hold command and arguments. */
function rewritten(
  value: Record<string, unknown>,
  rewrite: (words: readonly string[]) => readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      if (isWord(member)) return [key, rewrite([member])[0]];
      return [key, Array.isArray(member) && member.every(isWord) ? rewrite(member) : member];
    }),
  );
}

function isWord(member: unknown): member is string {
  return typeof member === "string";
}
