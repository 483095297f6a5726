import { createHash } from "node:crypto";
import { inspect, isDeepStrictEqual } from "node:util";
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
  /** The same as Node.js prints it, where JSON cannot say it: it can be known again, and not be written. */
  replacedAs?: string;
  /** The kit's own change in whose place this one stands, so that this one alone can be undone. */
  previous?: Made;
  /** Files with headers that the kit wrote for the entry, and that nobody needs once it is gone. */
  headerFiles?: readonly string[];
  /** Whether somebody has taken the entry out while its file was not there: nobody misses it. */
  unwanted?: boolean;
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

/** What a step remembers of the value that its entry held before; nothing when there was no entry. */
export function remember(value: unknown): Pick<Step, "replaced" | "replacedAs"> {
  if (value === undefined) return {};
  return isJson(value) ? { replaced: value } : { replacedAs: print(value) };
}

/** That of another step. */
export function heldBefore({ replaced, replacedAs }: Step): Pick<Step, "replaced" | "replacedAs"> {
  return {
    ...(replaced !== undefined && { replaced }),
    ...(replacedAs !== undefined && { replacedAs }),
  };
}

/** The header files of several steps of one entry. */
export function headerFilesOf(steps: readonly Step[]): Pick<Step, "headerFiles"> {
  const headerFiles = [...new Set(steps.flatMap((step) => step.headerFiles ?? []))];
  return headerFiles.length > 0 ? { headerFiles } : {};
}

/** The last step of each entry, without those that nobody misses. */
export function wantedSteps({ steps }: Pick<History, "steps">): Step[] {
  const latest = new Map(steps.map((step) => [step.name, step]));
  return [...latest.values()].filter((step) => !step.unwanted);
}

/** Whether a step took the place of what was not the kit's: nobody else may have it any more. */
export function hasReplaced(step: Step, isOurs: (value: unknown) => boolean): boolean {
  return step.replacedAs !== undefined || (step.replaced !== undefined && !isOurs(step.replaced));
}

/** Whether a value, undefined where there is no entry, is what a step's entry held before. */
export function isReplaced(step: Step, value: unknown): boolean {
  if (step.replacedAs !== undefined) return print(value) === step.replacedAs;
  return isDeepStrictEqual(value, step.replaced);
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

/** Whether JSON can say it: TOML has dates and large numbers, which JSON has not. */
function isJson(value: unknown): boolean {
  try {
    return isDeepStrictEqual(JSON.parse(JSON.stringify(value)), value);
  } catch {
    return false;
  }
}

function print(value: unknown): string {
  const all = Number.POSITIVE_INFINITY;
  return inspect(value, { depth: all, maxArrayLength: all, maxStringLength: all, sorted: true });
}
