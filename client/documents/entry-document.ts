import { refuseHostFile } from "../host-file.ts";
import type { KitError } from "../kit-error.ts";
import { isRecord } from "../is-record.ts";
import type { ChangedScalar } from "./changed-scalars.ts";
import type { Place } from "./place.ts";
import type { Splice } from "./splice.ts";

/** The text of a host's configuration file, without its byte order mark. */
export interface Source {
  /** For messages. */
  path: string;
  text: string;
}

/**
 * A host's configuration file, taken apart without losing a byte. Each change is a set of splices for the text that it was made
 * from, in the order of their offsets.
 */
export interface EntryDocument {
  /** Where something stands that keeps entries from being changed alone, if anything does. */
  obstacle?: number | undefined;
  /** What the whole file says, as plain values; nothing when it is empty. */
  root: unknown;
  /** The entries by name, whatever they hold. Without a prototype, so that no name is there that the file does not have. */
  entries: Record<string, unknown>;
  /**
   * Whether there is an entry of that name.
   *
   * @throws {KitError} HOST_FILE_REFUSED when there are two, of which the host reads only one
   */
  has(name: string): boolean;
  /** Puts a new entry before the others, and makes what is missing of the way to it. */
  insert(name: string, value: unknown): Splice[];
  /** Puts another value in the place of an entry's. */
  replace(name: string, value: unknown): Splice[];
  /** Puts another value in the place of a single one within an entry; nothing where it is not written so that that could be done. */
  replaceScalar(name: string, change: ChangedScalar): Splice | undefined;
  /** Takes an entry away with what separates it from the next. */
  remove(name: string): Splice[];
}

/** @throws {KitError} HOST_FILE_REFUSED with `file:line:column` and what was expected there */
export type ParseDocument = (source: Source, place: Place) => EntryDocument;

/** Says where something stands: `file:line:column`, which count from one, as editors do. */
export function placeOf({ path, text }: Source, offset: number): string {
  const before = text.slice(0, offset).split("\n");
  return `${path}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

/** Refuses a file for what stands at one place of it. */
export function refuseAt(source: Source, offset: number, what: string): KitError {
  return refuseHostFile(placeOf(source, offset), `cannot be used: ${what}`, {
    hint: "Mend the file in an editor, and run the command again. It was left as it is.",
  });
}

/** What is expected where a name stands a second time. */
export function noSecond(name: string): string {
  return `expected no second ${name}: the host reads one of them only`;
}

/** Wraps a value as what stands at the end of a way of names. */
export function nest(names: readonly string[], value: unknown): unknown {
  return names.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
}

/** Copies a mapping into one that has no names but its own. */
export function ownEntries(value: unknown): Record<string, unknown> {
  const entries: Record<string, unknown> = Object.create(null);
  return isRecord(value) ? Object.assign(entries, value) : entries;
}
