import { isUtf8 } from "node:buffer";
import { isDeepStrictEqual } from "node:util";
import { refuseHostFile } from "../host-file.ts";
import { isRecord } from "../is-record.ts";
import type { KitError } from "../kit-error.ts";
import { changedScalars } from "./changed-scalars.ts";
import { placeOf, type EntryDocument, type ParseDocument, type Source } from "./entry-document.ts";
import { invalidByte, tooDeep } from "./find-fault.ts";
import type { Format, Place } from "./place.ts";
import { applySplices, type Splice } from "./splice.ts";

const byteOrderMark = "\uFEFF";

/** Loaded late: a host's file needs one of them. */
const parsers: Record<Format, () => Promise<ParseDocument>> = {
  json: async () => (await import("./json-document.ts")).parseJsonDocument,
  jsonc: async () => (await import("./json-document.ts")).parseJsoncDocument,
  toml: async () => (await import("./toml-document.ts")).parseTomlDocument,
  yaml: async () => (await import("./yaml-document.ts")).parseYamlDocument,
};

/** @throws {KitError} HOST_FILE_REFUSED for bytes that are not UTF-8, with `file:line:column` of the first */
export function decodeHostFile(path: string, bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString("utf8");
  const source = { path, text: bytes.toString("utf8") };
  throw refuseHostFile(placeOf(source, invalidByte(bytes)), "is not UTF-8 text", {
    hint: "Save it in an editor as UTF-8 without a byte order mark.",
  });
}

/**
 * Reads the entries of a host's configuration file, as plain values.
 *
 * @param text the file as it stands, a byte order mark included
 * @throws {KitError} HOST_FILE_REFUSED with `file:line:column` and what was expected there
 */
export async function readEntries(place: Place, text: string): Promise<Record<string, unknown>> {
  return (await parse(place, text)).entries;
}

/**
 * Reads one entry, as a plain value; undefined when there is none.
 *
 * @throws {KitError} HOST_FILE_REFUSED also when there are two of that name
 */
export async function readEntry(place: Place, text: string, name: string): Promise<unknown> {
  const document = await parse(place, text);
  return document.has(name) ? document.entries[name] : undefined;
}

/**
 * Makes the splices that give an entry its value: none when it has it, in whatever layout. Out of strict JSON they take a byte
 * order mark too, with which Claude Desktop does not read the file.
 *
 * The outcome is parsed again and compared before it is given out.
 *
 * @throws {KitError} HOST_FILE_REFUSED also when the entry cannot be put in without changing what else the file says
 */
export async function setEntry(
  place: Place,
  text: string,
  name: string,
  value: unknown,
): Promise<Splice[]> {
  const wanted: unknown = JSON.parse(JSON.stringify(value)); // as it would be read back: without undefined members
  return edit(place, text, name, wanted, (document) => {
    if (!document.has(name)) return [document.insert(name, wanted)];
    if (isDeepStrictEqual(document.entries[name], wanted)) return [[]];
    return [...replaceScalars(document, name, wanted), document.replace(name, wanted)];
  });
}

/** As little as that takes, so that comments within the entry stay; nothing where that cannot be done. */
function replaceScalars(document: EntryDocument, name: string, wanted: unknown): Splice[][] {
  const changes = changedScalars(document.entries[name], wanted) ?? [];
  const splices = changes.map((change) => document.replaceScalar(name, change));
  if (splices.length === 0 || !splices.every((splice) => splice !== undefined)) return [];
  return [splices.toSorted((one, other) => one.offset - other.offset)];
}

/**
 * Makes the splices that take an entry away, with its comma or line.
 *
 * @throws {KitError} HOST_FILE_REFUSED also when it cannot be taken out without changing what else the file says
 */
export async function deleteEntry(place: Place, text: string, name: string): Promise<Splice[]> {
  return edit(place, text, name, undefined, (document) =>
    document.has(name) ? [document.remove(name)] : [[]],
  );
}

/** Whether two texts of one file say the same but for the entry of that name, which says `wanted` in the second. */
export async function differsInEntryOnly(
  place: Place,
  { before, after, name, wanted }: { before: string; after: string; name: string; wanted: unknown },
): Promise<boolean> {
  const [old, now] = [await parse(place, before), await parse(place, after)];
  return (
    isDeepStrictEqual(now.entries[name], wanted) &&
    isDeepStrictEqual(without(old.root, place, name), without(now.root, place, name))
  );
}

async function edit(
  place: Place,
  text: string,
  name: string,
  wanted: unknown,
  /** The ways to do it, the best first. */
  change: (document: EntryDocument) => Splice[][],
): Promise<Splice[]> {
  const document = await parse(place, text);
  const marked = text.startsWith(byteOrderMark);
  const source = { path: place.file, text: withoutMark(text) };
  let first: number | undefined;
  for (const changes of change(document)) {
    first = changes[0]?.offset;
    const splices = changes.map(({ offset, removed, inserted }) => ({
      offset: offset + (marked ? byteOrderMark.length : 0),
      removed,
      inserted,
    }));
    if (marked && place.format === "json" && wanted !== undefined)
      splices.unshift({ offset: 0, removed: byteOrderMark, inserted: "" });
    if (splices.length === 0) return splices;
    const texts = { before: text, after: applySplices(text, splices), name, wanted };
    const good = await differsInEntryOnly(place, texts).catch((cause: unknown) => {
      // Some values are not too deep to be read, and too deep to be compared.
      if (cause instanceof RangeError) throw nestedTooDeeply(source, cause);
      return false;
    });
    if (good) return splices;
  }
  const where = placeOf(source, document.obstacle ?? first ?? 0);
  throw refuseHostFile(where, `cannot be changed in the entry ${name} alone`, {
    hint: "The layout there is unusual: change the entry in an editor. The file was left as it is.",
  });
}

async function parse(place: Place, text: string): Promise<EntryDocument> {
  const source = { path: place.file, text: withoutMark(text) };
  const parseDocument = await parsers[place.format]();
  try {
    return parseDocument(source, place);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw nestedTooDeeply(source, cause);
  }
}

function nestedTooDeeply(source: Source, cause: RangeError): KitError {
  return refuseHostFile(placeOf(source, tooDeep(source.text)), "is nested too deeply", {
    hint: "Name the host's configuration file: this is something else.",
    cause,
  });
}

function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, "");
}

/** What a file says without one entry, and without what was only there to hold it. */
function without(root: unknown, { container, list }: Place, name: string): unknown {
  const strip = (value: unknown, [first, ...rest]: readonly string[]): unknown => {
    if (first === undefined) return list ? withoutItem(value, name) : value;
    if (!isRecord(value)) return value;
    const members = Object.entries(value).flatMap(([key, member]): [string, unknown][] => {
      if (key !== first) return [[key, member]];
      if (rest.length === 0 && !list) return [];
      const inner = strip(member, rest);
      return isEmpty(inner) ? [] : [[key, inner]];
    });
    return Object.fromEntries(members);
  };
  const stripped = strip(root, list ? container : [...container, name]);
  return isEmpty(stripped) ? undefined : stripped;
}

function withoutItem(items: unknown, name: string): unknown {
  return Array.isArray(items)
    ? items.filter((item) => !(isRecord(item) && item["name"] === name))
    : items;
}

function isEmpty(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0;
  return value === undefined || value === null;
}
