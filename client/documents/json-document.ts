import {
  findNodeAtLocation,
  getNodeValue,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from "jsonc-parser";
import {
  nest,
  noSecond,
  ownEntries,
  refuseAt,
  type EntryDocument,
  type ParseDocument,
  type Source,
} from "./entry-document.ts";
import { explainParseError } from "./explain-parse-error.ts";
import { fillBlankJson, insertFirst, removeProperty, replaceValue } from "./json-edit.ts";
import { replaceRange, type Splice } from "./splice.ts";

/** Takes JSON apart as strictly as Claude Desktop does: without comments and trailing commas. */
export const parseJsonDocument: ParseDocument = (source, { container }) =>
  toDocument(source, container, parseStrictly(source, false));

/** Takes JSON apart as VS Code and Zed do: comments and trailing commas are part of it. */
export const parseJsoncDocument: ParseDocument = (source, { container }) =>
  toDocument(source, container, parseStrictly(source, true));

function toDocument(
  source: Source,
  container: readonly string[],
  root: Node | undefined,
): EntryDocument {
  const { text } = source;
  if (root && root.type !== "object") throw refuseAt(source, root.offset, "expected an object");
  const way = root ? follow(source, root, container) : [];
  const servers = way[container.length];
  const seek = (name: string): Node | undefined => {
    const [property, second] = servers ? properties(servers, name) : [];
    if (second) throw refuseAt(source, second.offset, noSecond(`entry named ${name}`));
    return property;
  };
  const find = (name: string): Node => {
    const property = seek(name);
    if (!property) throw new TypeError(`there is no entry ${name}`);
    return property;
  };
  return {
    root: root && plainValue(root),
    entries: ownEntries(servers && plainValue(servers)),
    has: (name) => seek(name) !== undefined,
    insert(name, value): Splice[] {
      const names = [...container, name];
      const innermost = way.at(-1);
      if (!innermost) return [fillBlankJson(text, nest(names, value))];
      const [first = name, ...rest] = names.slice(way.length - 1);
      return [insertFirst(text, innermost, first, nest(rest, value))];
    },
    replace: (name, value) => [replaceValue(text, find(name), value)],
    replaceScalar(name, { way: steps, value }) {
      const node = findNodeAtLocation(valueOf(find(name)), steps);
      return (
        node && replaceRange(text, [node.offset, node.offset + node.length], JSON.stringify(value))
      );
    },
    remove: (name) => removeProperty(text, find(name)),
  };
}

/** The objects on the way to the entries, the root included, as far as they are there. */
function follow(source: Source, root: Node, container: readonly string[]): Node[] {
  const way = [root];
  let object = root;
  for (const name of container) {
    const [property, second] = properties(object, name);
    if (second) throw refuseAt(source, second.offset, noSecond(name));
    if (!property) break;
    object = valueOf(property);
    if (object.type !== "object")
      throw refuseAt(source, object.offset, `expected an object of servers under ${name}`);
    way.push(object);
  }
  return way;
}

/** The properties of that name; more than one where the name is repeated. */
function properties(object: Node, name: string): Node[] {
  return (object.children ?? []).filter((property) => property.children?.[0]?.value === name);
}

function valueOf(property: Node): Node {
  const value = property.children?.[1];
  if (!value) throw new TypeError("a property that was parsed without a fault has a value");
  return value;
}

/** What JSON.parse makes of it: names like `__proto__` count, and the last one wins. */
function plainValue(node: Node): unknown {
  if (node.type === "array") return (node.children ?? []).map(plainValue);
  if (node.type !== "object") return getNodeValue(node);
  const members = (node.children ?? []).map((property): [string, unknown] => [
    String(property.children?.[0]?.value),
    plainValue(valueOf(property)),
  ]);
  return Object.fromEntries(members);
}

function parseStrictly(source: Source, relaxed: boolean): Node | undefined {
  const errors: ParseError[] = [];
  const root = parseTree(source.text, errors, {
    allowEmptyContent: true,
    disallowComments: !relaxed,
    allowTrailingComma: relaxed,
  });
  const [error] = errors;
  if (error)
    throw refuseAt(
      source,
      error.offset,
      explainParseError(printParseErrorCode(error.error), source.text, error),
    );
  return root;
}
