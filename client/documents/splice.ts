/** One change of a text. Offsets count UTF-16 units of the text as it was before. */
export interface Splice {
  offset: number;
  removed: string;
  inserted: string;
}

/**
 * Carries out splices, which stand in the order of their offsets and do not overlap.
 *
 * @throws {TypeError} when the text does not hold what is to be removed
 */
export function applySplices(text: string, splices: readonly Splice[]): string {
  let result = "";
  let from = 0;
  for (const { offset, removed, inserted } of splices) {
    if (offset < from || !text.startsWith(removed, offset) || offset > text.length)
      throw new TypeError(`the splice at ${offset} is not for this text`);
    result += text.slice(from, offset) + inserted;
    from = offset + removed.length;
  }
  return result + text.slice(from);
}

/** Gives the splices that undo others. */
export function invertSplices(splices: readonly Splice[]): Splice[] {
  let shift = 0;
  return splices.map(({ offset, removed, inserted }) => {
    const inverse = { offset: offset + shift, removed: inserted, inserted: removed };
    shift += inserted.length - removed.length;
    return inverse;
  });
}

/** Gives the splice that puts something else in the place of a part. */
export function replaceRange(
  text: string,
  [start, end]: readonly [number, number],
  inserted: string,
): Splice {
  return { offset: start, removed: text.slice(start, end), inserted };
}

/** Gives the splices that take away parts of a text, in whatever order the parts are named. */
export function cut(text: string, ranges: readonly (readonly [number, number])[]): Splice[] {
  return ranges
    .toSorted(([one], [other]) => one - other)
    .map(([start, end]) => ({ offset: start, removed: text.slice(start, end), inserted: "" }));
}
