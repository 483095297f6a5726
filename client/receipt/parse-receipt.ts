import { isAbsolute, relative, sep } from "node:path";
import { isRecord } from "../is-record.ts";
import type { History } from "../history/step.ts";

/** What a receipt file holds. */
export interface StoredReceipt extends History {
  version: 1;
  /** Where the bytes of the host's file lie. */
  file: string;
  /** What holds instead once the host's file has this hash: a receipt is written before the file is. */
  next?: History & { sha256: string | null };
}

/** Gives nothing for what is no receipt, or one that does not hold together. */
export function parseReceipt(bytes: Buffer): StoredReceipt | undefined {
  try {
    const stored: unknown = JSON.parse(bytes.toString("utf8"));
    return isStored(stored) ? stored : undefined;
  } catch {
    return undefined;
  }
}

function isStored(value: unknown): value is StoredReceipt {
  if (!isRecord(value) || value["version"] !== 1) return false;
  const { file, next } = value;
  if (typeof file !== "string" || !isAbsolute(file) || !isHistory(value, file)) return false;
  return next === undefined || (isRecord(next) && isHash(next["sha256"]) && isHistory(next, file));
}

function isHistory(value: Record<string, unknown>, file: string): boolean {
  const { steps, folders } = value;
  return (
    Array.isArray(steps) &&
    steps.every(isStep) &&
    Array.isArray(folders) &&
    folders.every((folder) => typeof folder === "string" && isAbove(folder, file))
  );
}

/** Only such a folder can have been made for the file. */
function isAbove(folder: string, file: string): boolean {
  const way = relative(folder, file);
  return isAbsolute(folder) && way !== "" && !isAbsolute(way) && way.split(sep)[0] !== "..";
}

function isStep(value: unknown): boolean {
  if (!isMade(value)) return false;
  const { previous, headerFiles, unwanted, format, container, list, splices } = value;
  return (
    (previous === undefined || isMade(previous)) &&
    (headerFiles === undefined || isWords(headerFiles)) &&
    ["json", "jsonc", "toml", "yaml"].includes(String(format)) &&
    isWords(container) &&
    [list, unwanted].every((each) => each === undefined || typeof each === "boolean") &&
    isHash(value["before"]) &&
    isHash(value["after"]) &&
    Array.isArray(splices) &&
    splices.every(isSplice)
  );
}

function isWords(value: unknown): boolean {
  return Array.isArray(value) && value.every((word) => typeof word === "string");
}

function isMade(value: unknown): value is Record<string, unknown> {
  return (
    isRecord(value) &&
    Object.hasOwn(value, "value") &&
    ["id", "host", "name", "date"].every((key) => typeof value[key] === "string")
  );
}

function isSplice(value: unknown): boolean {
  return (
    isRecord(value) &&
    Number.isSafeInteger(value["offset"]) &&
    Number(value["offset"]) >= 0 &&
    typeof value["removed"] === "string" &&
    typeof value["inserted"] === "string"
  );
}

function isHash(value: unknown): boolean {
  return value === null || (typeof value === "string" && /^[\da-f]{64}$/.test(value));
}
