import { isDeepStrictEqual } from "node:util";
import type { Place } from "./documents/place.ts";
import { KitError } from "./kit-error.ts";
import { quote } from "./quote.ts";
import { checkServerName } from "./server-name.ts";

export interface AddEntryOptions {
  /** For whom, e.g. `claude-desktop`: for the receipt. */
  host: string;
  /** What the host calls the server. */
  name: string;
  /** What the entry holds, in the host's own shape; a list's item without its name. */
  value: unknown;
  /** Replaces an entry of that name that is somebody else's. */
  replace?: boolean;
  /** The entry as it was read for this change, which is made only while it still stands so. */
  instead?: unknown;
  /** Files with headers that were written for it: the receipt names them, so that they can go with it. */
  headerFiles?: readonly string[] | undefined;
  /** Writes nothing at all. */
  dryRun?: boolean;
  /** Aborted, it keeps the entry from being written. */
  signal?: AbortSignal | undefined;
  /** The kit's own folder, e.g. `/home/me/.remote-mcp-kit`. */
  userFolder: string;
  /** Tells an entry of the kit's own that has no receipt; such a one is replaced without being asked. */
  isOurs?: (value: unknown) => boolean;
}

export interface AddedEntry {
  /** Where the bytes of the file lie, links followed. */
  file: string;
  /** False when the entry was there already: then nothing was written. */
  changed: boolean;
  /** Whether the entry held something else before. */
  replaces: boolean;
  /** The file as it was; nothing when there was none. */
  before: string | undefined;
  /** The file as it stands now, or would stand after a dry run. */
  text: string;
  /** By what `undoAdd` knows this change. Nothing was written where it is missing. */
  receipt?: string;
  /** What a person should know, in whole sentences. */
  warnings: string[];
}

/**
 * Puts an entry into a host's configuration file, keeps every other byte of it, and leaves a receipt by which it can be undone to
 * the byte.
 *
 * @throws {KitError} USAGE when the name is not allowed, is taken by an entry that is not the kit's, or the entry is not `instead`
 * @throws {KitError} HOST_FILE_REFUSED when the file is not what its host can read, or cannot be replaced; it is left as it was
 * @example
 * await addEntry(place, { host: "claude-desktop", name: "my-worker", value: createEntry(url), userFolder });
 */
export async function addEntry(place: Place, options: AddEntryOptions): Promise<AddedEntry> {
  const { host, value, replace = false, dryRun = false, userFolder, isOurs, headerFiles } = options;
  const name = checkServerName(options.name);
  // Loaded late: most of this room's weight, which a command that only prints an entry can do without.
  const { changeHostFile } = await import("./change-host-file.ts");
  const { readEntries, readEntry } = await import("./documents/edit-entry.ts");
  const { goOnInstead } = await import("./history.ts");
  const made = {
    id: crypto.randomUUID(),
    host,
    name,
    value,
    date: new Date().toISOString(),
    ...(headerFiles && { headerFiles }),
  };
  const wanted: unknown = JSON.parse(JSON.stringify(value));

  const {
    result,
    text = "",
    ...changed
  } = await changeHostFile(
    place,
    async (past, at) => {
      const entries = await readEntries(at, past.text ?? "");
      const similar = Object.keys(entries).find(
        (other) => other !== name && other.toLowerCase() === name.toLowerCase(),
      );
      const now = await readEntry(at, past.text ?? "", name);
      if ("instead" in options && !isDeepStrictEqual(now, options.instead))
        throw changedMeanwhile(name, at.file);
      const known = past.steps.some(
        (step) => step.name === name && isDeepStrictEqual(step.value, now),
      );
      const free = now === undefined || isDeepStrictEqual(now, wanted);
      const wasOurs = past.steps.some((step) => step.name === name);
      if (!free && !known && !isOurs?.(now) && !replace) throw taken(name, at.file, wasOurs);
      return {
        ...(await goOnInstead(past, at, made, isOurs)),
        result: { similar, replaces: !free },
      };
    },
    { userFolder, dryRun, signal: options.signal },
  );
  const warnings = [
    ...changed.warnings,
    ...(result.similar === undefined
      ? []
      : [
          `There is an entry ${quote(result.similar)} too: the names differ only in capital letters.`,
        ]),
  ];
  const written = changed.changed && !dryRun;
  const { replaces } = result;
  return { ...changed, replaces, text, warnings, ...(written && { receipt: made.id }) };
}

function taken(name: string, file: string, wasOurs: boolean): KitError {
  return new KitError(
    "USAGE",
    wasOurs
      ? `The entry ${name} in ${file} was changed since the kit wrote it.`
      : `There is an entry ${name} in ${file} that is not the kit's.`,
    {
      hint: "Choose another name with --name, or replace the entry, and what was set in it, with --force.",
    },
  );
}

/** Refuses a change that was made up from an entry that another program has changed, or taken out, since. */
export function changedMeanwhile(name: string, file: string): KitError {
  return new KitError("USAGE", `The entry ${quote(name)} in ${file} was changed meanwhile.`, {
    hint: "Look again: mcp-kit doctor.",
  });
}
