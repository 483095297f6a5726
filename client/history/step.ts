import { createHash } from "node:crypto";
import type { Format } from "../documents/place.ts";
import type { Splice } from "../documents/splice.ts";

/** What somebody wanted an entry to hold. */
export interface Made {
  id: string;
  /** For whom, e.g. `claude-desktop`. */
  host: string;
  name: string;
  /** What the entry was given. */
  value: unknown;
  /** When, e.g. `2026-11-25T10:00:00.000Z`. */
  date: string;
}

/** One change that the kit made to a host's file. */
export interface Step extends Made {
  /** What the entry held before, if it was there and JSON can say it. */
  replaced?: unknown;
  /** The kit's own change in whose place this one stands, so that this one alone can be undone. */
  previous?: Made;
  format: Format;
  container: readonly string[];
  list?: boolean;
  /** SHA-256 of the file's bytes; null when there was no file. */
  before: string | null;
  /** Null when the way back to the bytes of before is lost. */
  after: string | null;
  /** How the text after came from the text before. */
  splices: Splice[];
}

/** What the kit did to one file, oldest first, and has not undone. */
export interface History {
  steps: Step[];
  /** Folders that were made for the file, outermost first. */
  folders: string[];
}

/** A file's text, and the steps that led to it and are to be remembered. */
export interface Past {
  /** Nothing when there is no file. */
  text: string | undefined;
  steps: Step[];
}

/** Gives the hash by which a receipt knows a file's content; null for no file. */
export function hashOf(content: Buffer | string | undefined): string | null {
  return content === undefined ? null : createHash("sha256").update(content).digest("hex");
}
