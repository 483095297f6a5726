import { stringify } from "smol-toml";
import type { AST } from "toml-eslint-parser";
import { cut, replaceRange, type Splice } from "./splice.ts";

/** A part of the file that says something about an entry. */
export interface Piece {
  node: AST.TOMLKeyValue | AST.TOMLTable;
  /** Whether it is the entry itself, and not something within it. */
  exact: boolean;
  /** The table in one line that it is an item of. */
  inline?: AST.TOMLInlineTable;
}

/** Puts a table at the end of the file, after an empty line, where it is in nobody's way. */
export function appendTable(text: string, table: unknown): Splice {
  const eol = eolOf(text);
  const printed = print(table, eol);
  // A file that ends without a line break goes on doing so.
  const open = text !== "" && !text.endsWith("\n");
  const gap = text === "" ? "" : eol;
  const inserted = open ? gap + eol + printed : gap + printed + eol;
  return { offset: text.length, removed: "", inserted };
}

/** Puts an item before the others of a table in one line. */
export function insertInline(
  text: string,
  { range, body }: AST.TOMLInlineTable,
  name: string,
  value: unknown,
): Splice {
  const offset = range[0] + 1;
  const item = ` ${printInline({ [name]: value })
    .slice(1, -1)
    .trim()}`;
  const space = /\s/.test(text[offset] ?? "") ? "" : " ";
  return { offset, removed: "", inserted: item + (body.length > 0 ? "," : space) };
}

/** Puts another value in the place of the first piece, and takes the others away. */
export function replacePieces(
  text: string,
  pieces: readonly Piece[],
  { value, table }: { value: unknown; table: unknown },
): Splice[] {
  const [first, ...others] = pieces;
  if (!first) throw new TypeError("there is no entry to replace");
  const { node } = first;
  if (node.type === "TOMLKeyValue" && first.exact)
    return [replaceRange(text, node.value.range, printInline(value))];
  if (node.type === "TOMLTable" && node.kind === "standard") {
    const [start, end] = node.range;
    // A comment behind the last value gets a line of its own, or it would speak of another value.
    const gap = /^[ \t]*(?=#)/.exec(text.slice(end))?.[0];
    const printed = print(table, eolOf(text)) + (gap === undefined ? "" : eolOf(text));
    return [
      replaceRange(text, [start, end + (gap?.length ?? 0)], printed),
      ...removePieces(text, others),
    ].toSorted((one, other) => one.offset - other.offset);
  }
  return [...removePieces(text, pieces), appendTable(text, table)];
}

/** Takes pieces away with their lines, or with their comma. */
export function removePieces(text: string, pieces: readonly Piece[]): Splice[] {
  const ranges = pieces.map(({ node, inline }) =>
    inline ? inlineRange(node, inline) : lineRange(text, node),
  );
  const merged = mergeTouching(ranges);
  const last = merged.at(-1);
  // At the end of a file without a last line break it is the line break before that goes.
  if (last?.[1] === text.length && !text.endsWith("\n") && !pieces.some(({ inline }) => inline))
    last[0] -= /(?:\r?\n)?$/.exec(text.slice(0, last[0]))?.[0].length ?? 0;
  return cut(text, merged);
}

/** Whole lines, and for a table the empty line that sets it apart. */
function lineRange(text: string, node: Piece["node"]): [number, number] {
  const [first, last] = node.range;
  let start = text.lastIndexOf("\n", first - 1) + 1;
  const lineEnd = text.indexOf("\n", last);
  const end = lineEnd === -1 ? text.length : lineEnd + 1;
  if (node.type === "TOMLTable")
    start -= /(?<=^|\n)\r?\n$/.exec(text.slice(0, start))?.[0].length ?? 0;
  return [start, end];
}

function inlineRange(node: Piece["node"], { range, body }: AST.TOMLInlineTable): [number, number] {
  if (body.length === 1) return [range[0] + 1, range[1] - 1];
  const index = body.findIndex((item) => item === node);
  const [next, before] = [body[index + 1], body[index - 1]];
  if (next) return [node.range[0], next.range[0]];
  return [before ? before.range[1] : node.range[0], node.range[1]];
}

function mergeTouching(ranges: [number, number][]): [number, number][] {
  const merged: [number, number][] = [];
  for (const [start, end] of ranges.toSorted(([one], [other]) => one - other)) {
    const last = merged.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}

function print(table: unknown, eol: string): string {
  return stringify(table).trimEnd().replaceAll("\n", eol);
}

/** smol-toml writes a table in one line only where it stands in a list beside something else. */
export function printInline(value: unknown): string {
  return stringify({ a: [0, value] })
    .trim()
    .replace(/^a = \[ 0, /, "")
    .replace(/ \]$/, "");
}

function eolOf(text: string): "\n" | "\r\n" {
  return /^[^\n]*\r\n/.test(text) ? "\r\n" : "\n";
}
