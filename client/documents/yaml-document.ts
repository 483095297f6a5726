import { isMap, isScalar, isSeq, parseDocument, stringify, type Pair, type YAMLMap } from "yaml";
import { isRecord } from "../is-record.ts";
import {
  nest,
  noSecond,
  ownEntries,
  refuseAt,
  type EntryDocument,
  type ParseDocument,
  type Source,
} from "./entry-document.ts";
import { quote } from "../quote.ts";
import type { Place } from "./place.ts";
import { replaceRange, type Splice } from "./splice.ts";
import {
  append,
  insertFirst,
  itemsOf,
  leaveEmpty,
  removeItem,
  replaceItem,
  type Holder,
} from "./yaml-edit.ts";

/** Takes YAML apart, with entries in a mapping (Goose) or in a list of items with a name (Continue). */
export const parseYamlDocument: ParseDocument = (source, place): EntryDocument => {
  const document = parseDocument(source.text, {
    keepSourceTokens: true,
    prettyErrors: false,
    logLevel: "error", // a warning would be printed for what nobody asked about
  });
  const [fault] = document.errors;
  // The library makes an error of the file's of what it was too deep for; whoever asks says where, as for every format.
  const exhausted = document.errors.find(({ code }) => code === "RESOURCE_EXHAUSTION");
  if (exhausted) throw new RangeError(exhausted.message);
  if (fault) throw refuseAt(source, fault.pos[0], explain(fault));
  const { contents } = document;
  const blank = contents === null || (isScalar(contents) && contents.source === "");
  if (!blank && !isMap(contents))
    throw refuseAt(source, contents.range?.[0] ?? 0, "expected a mapping");
  const root: unknown = blank ? undefined : plainValue(source, () => document.toJS());
  const way = isMap(contents)
    ? follow(source, contents, place)
    : { holder: undefined, names: [], pairs: [] };
  const servers = place.container.reduce<unknown>(
    (value, name) => (isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined),
    root,
  );
  const print = (name: string, value: unknown) =>
    place.list ? { name, ...(isRecord(value) && value) } : nest([name], value);
  const items = way.names.length === place.container.length ? itemsOf(way.holder) : [];
  const seek = (name: string) => {
    const [item, second] = items.filter((one) => one.name === name);
    if (second) throw refuseAt(source, second.start, noSecond(`entry named ${name}`));
    return item;
  };
  const find = (name: string) => {
    const item = seek(name);
    if (!item) throw new TypeError(`there is no entry ${name}`);
    return item;
  };
  const { text } = source;
  return {
    root,
    obstacle: way.pairs.map(obstacleOf).find((offset) => offset !== undefined),
    has: (name) => seek(name) !== undefined,
    entries: place.list ? namedItems(servers) : ownEntries(servers),
    insert(name, value): Splice[] {
      const { holder, names } = way;
      const entry = place.list ? [print(name, value)] : print(name, value);
      if (!holder || !isMap(contents)) return [append(text, nest(place.container, entry))];
      if (names.length === place.container.length)
        return [insertFirst(text, holder, print(name, value), place.list === true)];
      const missing = nest(place.container.slice(names.length), entry);
      const atEnd = names.length === 0 && contents.flow !== true;
      return [atEnd ? append(text, missing) : insertFirst(text, holder, missing, false)];
    },
    replace: (name, value) => [replaceItem(text, find(name), print(name, value))],
    replaceScalar(name, { way: steps, value }) {
      const position = items.findIndex((item) => item.name === name);
      const node: unknown = document.getIn(
        [...place.container, place.list ? position : name, ...steps],
        true,
      );
      if (!isScalar(node) || !node.range || node.anchor) return undefined;
      const printed = stringify(value, { lineWidth: 0 }).trimEnd();
      const isInline = node.type !== "BLOCK_LITERAL" && node.type !== "BLOCK_FOLDED";
      const [start, end] = node.range;
      return isInline && !printed.includes("\n")
        ? replaceRange(text, [start, end], printed)
        : undefined;
    },
    remove(name): Splice[] {
      const cuts = removeItem(text, find(name), items);
      return items.length > 1 || !way.holder ? cuts : [...leaveEmpty(way.holder), ...cuts];
    },
  };
};

/** The innermost node that is there on the way to the entries, and the names and pairs that lead to it. */
function follow(source: Source, root: YAMLMap, { container, list }: Place) {
  let holder: Holder = { node: root };
  const names: string[] = [];
  const pairs: Pair[] = [];
  for (const [index, name] of container.entries()) {
    const pair = isMap(holder.node) ? pairOf(holder.node, name) : undefined;
    if (!pair) break;
    names.push(name);
    pairs.push(pair);
    const node = isScalar(pair.value) && pair.value.value === null ? undefined : pair.value;
    holder = { node, pair };
    const wantsList = list === true && index === container.length - 1;
    if (node !== undefined && !(wantsList ? isSeq(node) : isMap(node)))
      throw refuseAt(
        source,
        startOf(pair),
        `expected a ${wantsList ? "list" : "mapping"} of servers under ${name}`,
      );
    if (node === undefined && index < container.length - 1)
      throw refuseAt(source, startOf(pair), `expected a mapping under ${name}`);
  }
  return { holder, names, pairs };
}

function pairOf(map: YAMLMap, name: string): Pair | undefined {
  return map.items.find(({ key }) => isScalar(key) && key.value === name);
}

function startOf({ key }: Pair): number {
  return isScalar(key) ? (key.range?.[0] ?? 0) : 0;
}

/** Where a key has an anchor, which others may repeat, or stands behind a question mark. */
function obstacleOf({ srcToken }: Pair): number | undefined {
  if (!srcToken || !("start" in srcToken)) return undefined;
  const tokens = [...srcToken.start, ...(srcToken.sep ?? [])];
  return tokens.find(({ type }) => type === "anchor" || type === "explicit-key-ind")?.offset;
}

function namedItems(items: unknown): Record<string, unknown> {
  const entries: Record<string, unknown> = Object.create(null);
  for (const item of Array.isArray(items) ? items : []) {
    if (!isRecord(item) || typeof item["name"] !== "string") continue;
    const { name, ...rest } = item;
    entries[name] = rest;
  }
  return entries;
}

/** Aliases are followed, where they lead somewhere, to a limit, past which a small file would become a large one. */
function plainValue(source: Source, read: () => unknown): unknown {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof ReferenceError)) throw cause;
    throw refuseAt(source, 0, `expected valid YAML: ${quote(cause.message)}`);
  }
}

/** The library's words speak to whoever calls it where these do not. */
function explain({ code, message }: { code: string; message: string }): string {
  if (code === "MULTIPLE_DOCS") return "expected no second document";
  if (code === "DUPLICATE_KEY") return "expected no second key of that name";
  return `expected valid YAML: ${quote(message)}`;
}
