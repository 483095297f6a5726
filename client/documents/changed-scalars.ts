import { isRecord } from "../is-record.ts";

export type Scalar = string | number | boolean | null;

/** A value inside of an entry that is to be another one. */
export interface ChangedScalar {
  /** The way to it from the entry: names, and positions in lists. */
  way: (string | number)[];
  value: Scalar;
}

/**
 * Finds the values in which an entry is to differ.
 *
 * @returns nothing where more differs than single values: a name that comes or goes, the length of a list
 */
export function changedScalars(before: unknown, after: unknown): ChangedScalar[] | undefined {
  if (Array.isArray(before) && Array.isArray(after)) {
    if (before.length !== after.length) return undefined;
    return all(before.map((each, index) => within(index, each, after[index])));
  }
  if (isRecord(before) && isRecord(after)) {
    const names = Object.keys(before);
    const isSame = names.length === Object.keys(after).length;
    if (!isSame || !names.every((name) => Object.hasOwn(after, name))) return undefined;
    return all(names.map((name) => within(name, before[name], after[name])));
  }
  if (!isScalar(before) || !isScalar(after)) return undefined;
  return before === after ? [] : [{ way: [], value: after }];
}

function within(step: string | number, before: unknown, after: unknown) {
  const changes = changedScalars(before, after);
  return changes?.map(({ way, value }) => ({ way: [step, ...way], value }));
}

function all(parts: readonly (ChangedScalar[] | undefined)[]): ChangedScalar[] | undefined {
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
}

function isScalar(value: unknown): value is Scalar {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}
