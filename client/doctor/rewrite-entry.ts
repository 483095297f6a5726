import { addEntry } from "../add-entry.ts";
import { decodeHostFile, readEntries } from "../documents/edit-entry.ts";
import { isRecord } from "../documents/entry-document.ts";
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
  await writeAgain(server, scene, exchanged(await readEntry(server), words));
}

/** Reads an entry as it stands in the file now; without members where it has gone. */
export async function readEntry({
  host,
  file,
  name,
}: ListedServer): Promise<Record<string, unknown>> {
  const { format, container } = hostDefinition(host);
  const { path, found } = await readHostFile(file);
  const text = found ? decodeHostFile(path, found.bytes) : "";
  const value = (await readEntries({ file: path, format, container }, text))[name];
  return isRecord(value) ? value : {};
}

/** Puts another entry in the place of one that the user allows to be changed. */
export async function writeAgain(
  { host, file, name }: ListedServer,
  { platform, named }: Scene,
  value: unknown,
): Promise<void> {
  const { format, container } = hostDefinition(host);
  await addEntry(
    { file, format, container },
    {
      host,
      name,
      value,
      replace: named,
      userFolder: userFolder(platform),
      isOurs: isOwnEntry(host, platform),
    },
  );
}

/** In the entry's own members and in its lists, which in every host hold command and arguments. */
function exchanged(
  value: Record<string, unknown>,
  words: ReadonlyMap<string, string>,
): Record<string, unknown> {
  const exchange = (word: unknown) => (typeof word === "string" ? (words.get(word) ?? word) : word);
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      Array.isArray(member) ? member.map(exchange) : exchange(member),
    ]),
  );
}
