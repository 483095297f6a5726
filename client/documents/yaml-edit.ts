import { isCollection, isMap, isPair, isScalar, isSeq, stringify, type Pair } from "yaml";
import { cut, type Splice } from "./splice.ts";

/** What holds the entries: a mapping, a list, or nothing yet under its key. */
export interface Holder {
  node: unknown;
  /** Where it is not the root. */
  pair?: Pair;
}

/** One entry as it stands in the text. */
export interface Item {
  name: string | undefined;
  /** The first character of its name in a mapping, of its dash in a block list. */
  start: number;
  /** After its last character, its line's end and comment left out. */
  end: number;
  flow: boolean;
  list: boolean;
}

export function itemsOf(holder: Holder | undefined): Item[] {
  const node = holder?.node;
  if (isMap(node)) {
    const flow = node.flow === true;
    return node.items.map(({ key, value }) => ({
      name: isScalar(key) ? String(key.value) : undefined,
      start: isScalar(key) ? startOf(key) : 0,
      end: Math.max(endOf(key), endOf(value)),
      flow,
      list: false,
    }));
  }
  if (!isSeq(node)) return [];
  const tokens = node.srcToken && "items" in node.srcToken ? node.srcToken.items : [];
  return node.items.map((item, index) => {
    const dash = tokens[index]?.start.find(({ type }) => type === "seq-item-ind");
    const name: unknown = isMap(item) ? item.get("name") : undefined;
    return {
      name: typeof name === "string" ? name : undefined,
      start: dash?.offset ?? startOf(item),
      end: endOf(item),
      flow: node.flow === true,
      list: true,
    };
  });
}

/** Puts something at the end of the file, where it is in nobody's way. */
export function append(text: string, value: unknown): Splice {
  const eol = eolOf(text);
  const block = print(value, "", text);
  // A file that ends without a line break goes on doing so.
  const open = text !== "" && !text.endsWith("\n");
  const inserted = open ? eol + block : block + eol;
  return { offset: text.length, removed: "", inserted };
}

/** Puts an item before the others of a mapping or a list. */
export function insertFirst(text: string, holder: Holder, item: unknown, list: boolean): Splice {
  const { node, pair } = holder;
  if (isCollection(node) && node.flow === true) {
    const offset = startOf(node) + 1;
    const printed = list ? printFlow(item) : printFlow(item).slice(1, -1);
    // The gap before the first item is repeated before ours, so the two stand alike.
    const [gap = ""] = /^\s*/.exec(text.slice(offset)) ?? [];
    const inserted = node.items.length > 0 ? `${gap}${printed},` : printed;
    return { offset, removed: "", inserted };
  }
  const first = itemsOf(holder)[0];
  const outer = columnOf(text, pair ? startOf(pair.key) : 0);
  const indentation = first
    ? " ".repeat(columnOf(text, first.start))
    : " ".repeat(outer + unitOf(text));
  const block = print(list ? [item] : item, indentation, text);
  const eol = eolOf(text);
  if (node === undefined && isScalar(pair?.value) && pair.value.source !== "") {
    const [start, end] = [startOf(pair.value), endOf(pair.value)];
    return { offset: start, removed: text.slice(start, end), inserted: eol + block };
  }
  // After the line of the key, so that a comment above the next item stays with that item.
  const lineEnd = text.indexOf("\n", endOf(pair?.key));
  return lineEnd === -1
    ? { offset: text.length, removed: "", inserted: eol + block }
    : { offset: lineEnd + 1, removed: "", inserted: block + eol };
}

export function replaceItem(text: string, item: Item, value: unknown): Splice {
  const start = item.start;
  const removed = text.slice(start, lastOf(text, item));
  if (item.flow) {
    const printed = item.list ? printFlow(value) : printFlow(value).slice(1, -1);
    return { offset: start, removed, inserted: printed };
  }
  const indentation = " ".repeat(columnOf(text, start));
  const printed = print(item.list ? [value] : value, indentation, text);
  return { offset: start, removed, inserted: printed.trimStart() };
}

/** Removes an item with its lines, or with its comma. */
export function removeItem(text: string, item: Item, items: Item[]): Splice[] {
  if (!item.flow) {
    const lineEnd = text.indexOf("\n", lastOf(text, item));
    const start = startOfLine(text, item.start);
    if (lineEnd !== -1) return cut(text, [[start, lineEnd + 1]]);
    const lineBreak = /\r?\n$/.exec(text.slice(0, start))?.[0].length ?? 0;
    return cut(text, [[start - lineBreak, text.length]]);
  }
  const index = items.indexOf(item);
  const [before, next] = [items[index - 1], items[index + 1]];
  if (!next) return cut(text, [[before ? before.end : item.start, item.end]]);
  const comma = /^\s*,/.exec(text.slice(item.end))?.[0];
  if (comma === undefined) return cut(text, [[item.start, next.start]]);
  const end = item.end + comma.length;
  const gap = /\s*$/.exec(text.slice(0, item.start))?.[0] ?? "";
  // What follows in the same line must not end up behind a comment that ran to the end of its line.
  const keepsGap = gap.includes("\n") && !/^[ \t]*\r?\n/.test(text.slice(end));
  return cut(text, [[item.start - (keepsGap ? 0 : gap.length), end]]);
}

/** Puts brackets behind the key of a block whose last item goes: without any, the key would say null. */
export function leaveEmpty({ node, pair }: Holder): Splice[] {
  if (!isCollection(node) || node.flow === true) return [];
  const { srcToken } = pair ?? {};
  const tokens = srcToken && "sep" in srcToken ? (srcToken.sep ?? []) : [];
  const last = tokens.findLast(({ type }) => ["map-value-ind", "anchor", "tag"].includes(type));
  if (!last) return [];
  const inserted = isSeq(node) ? " []" : " {}";
  return [{ offset: last.offset + last.source.length, removed: "", inserted }];
}

/** Prints a block whose every line is indented. Strings are quoted, so that no reader takes one for something else. */
function print(value: unknown, indentation: string, text: string): string {
  const printed = stringify(value, {
    blockQuote: false,
    lineWidth: 0,
    indent: unitOf(text),
    defaultStringType: "QUOTE_DOUBLE",
    defaultKeyType: "PLAIN",
  });
  const lines = printed.trimEnd().split("\n");
  return lines.map((line) => indentation + line).join(eolOf(text));
}

/** JSON is YAML, within brackets that are there already. */
function printFlow(value: unknown): string {
  return JSON.stringify(value).replaceAll("\u007F", "\\u007f");
}

function eolOf(text: string): "\n" | "\r\n" {
  return /^[^\n]*\r\n/.test(text) ? "\r\n" : "\n";
}

/** One step of indentation: the least that any line has. */
function unitOf(text: string): number {
  const lines = [...text.matchAll(/^( {1,8})(?:- |[^\s#][^\n]*:)/gm)];
  return Math.min(...lines.map(([, spaces = ""]) => spaces.length), 9) % 9 || 2;
}

function startOfLine(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

function columnOf(text: string, offset: number): number {
  return offset - startOfLine(text, offset);
}

function startOf(node: unknown): number {
  return hasRange(node) ? node.range[0] : 0;
}

/** After the last character that says something: a block's own range goes on to what stands below it. */
function endOf(node: unknown): number {
  if (isPair(node)) return Math.max(endOf(node.key), endOf(node.value));
  if (isCollection(node) && node.flow !== true && node.items.length > 0)
    return Math.max(...node.items.map(endOf));
  return hasRange(node) ? node.range[1] : 0;
}

/** A text block's own range takes in the line break after it. */
function lastOf(text: string, { end }: Item): number {
  return text.slice(0, end).replace(/[\r\n]+$/, "").length;
}

function hasRange(node: unknown): node is { range: [number, number, number] } {
  return typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range);
}
