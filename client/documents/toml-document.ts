import { parse, TomlError } from "smol-toml";
import { ParseError, parseTOML, type AST } from "toml-eslint-parser";
import { isRecord } from "../is-record.ts";
import {
  nest,
  ownEntries,
  refuseAt,
  type EntryDocument,
  type ParseDocument,
  type Source,
} from "./entry-document.ts";
import { quote } from "../quote.ts";
import { replaceRange, type Splice } from "./splice.ts";
import {
  appendTable,
  insertInline,
  printInline,
  removePieces,
  replacePieces,
  type Piece,
} from "./toml-edit.ts";

/** Takes TOML apart: one library says where things stand, and another one what they mean, so that both have to understand it. */
export const parseTomlDocument: ParseDocument = (source, { container }): EntryDocument => {
  const { text } = source;
  const top = parsePositions(source);
  const root = parseValues(source);
  let servers: unknown = root;
  for (const name of container) {
    servers = isRecord(servers) && Object.hasOwn(servers, name) ? servers[name] : undefined;
    if (servers === undefined) break;
    if (!isTable(servers))
      throw refuseAt(source, whereIs(top, container), `expected a table under ${name}`);
  }
  const pieces = (name: string) => findPieces(top, [...container, name]);
  return {
    root,
    entries: ownEntries(servers),
    has: (name) => isTable(servers) && Object.hasOwn(servers, name),
    insert(name, value): Splice[] {
      const inline = findPieces(top, container).find(
        ({ node, exact }) =>
          exact && node.type === "TOMLKeyValue" && node.value.type === "TOMLInlineTable",
      );
      if (inline?.node.type === "TOMLKeyValue" && inline.node.value.type === "TOMLInlineTable")
        return [insertInline(text, inline.node.value, name, value)];
      return [appendTable(text, nest([...container, name], value))];
    },
    replace: (name, value) =>
      replacePieces(text, pieces(name), { value, table: nest([...container, name], value) }),
    replaceScalar(name, { way, value }) {
      const index = way.findIndex((step) => typeof step === "number");
      const names = (index === -1 ? way : way.slice(0, index)).map(String);
      const [piece, second] = findPieces(top, [...container, name, ...names]);
      if (!piece?.exact || second || piece.node.type !== "TOMLKeyValue") return undefined;
      let node: AST.TOMLContentNode | undefined = piece.node.value;
      for (const step of way.slice(names.length))
        node = node?.type === "TOMLArray" ? node.elements[Number(step)] : undefined;
      return node?.type === "TOMLValue"
        ? replaceRange(text, node.range, printInline(value))
        : undefined;
    },
    remove: (name) => removePieces(text, pieces(name)),
  };
};

/** All that says something about what lies at the end of a way of names, wherever in the file it stands. */
function findPieces(top: AST.TOMLTopLevelTable, way: readonly string[]): Piece[] {
  const pieces: Piece[] = [];
  const visit = (
    body: readonly (AST.TOMLKeyValue | AST.TOMLTable)[],
    above: readonly string[],
    inline?: AST.TOMLInlineTable,
  ): void => {
    for (const node of body) {
      const here =
        node.type === "TOMLTable"
          ? node.resolvedKey.map(String)
          : [...above, ...node.key.keys.map(nameOf)];
      const common = Math.min(here.length, way.length);
      if (here.slice(0, common).some((name, index) => name !== way[index])) continue;
      if (here.length >= way.length)
        pieces.push({ node, exact: here.length === way.length, ...(inline && { inline }) });
      else if (node.type === "TOMLTable") visit(node.body, here);
      else if (node.value.type === "TOMLInlineTable") visit(node.value.body, here, node.value);
    }
  };
  visit(top.body, []);
  return pieces;
}

function nameOf(key: AST.TOMLBare | AST.TOMLQuoted): string {
  return key.type === "TOMLBare" ? key.name : key.value;
}

function whereIs(top: AST.TOMLTopLevelTable, container: readonly string[]): number {
  for (let length = container.length; length > 0; length -= 1) {
    const [piece] = findPieces(top, container.slice(0, length));
    if (piece) return piece.node.range[0];
  }
  return 0;
}

function isTable(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && !(value instanceof Date);
}

/** smol-toml's tables have no prototype, so that they would equal nothing that came from elsewhere. */
function withPrototypes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withPrototypes);
  if (!isTable(value)) return value;
  const members = Object.entries(value).map(([name, member]) => [name, withPrototypes(member)]);
  return Object.fromEntries(members);
}

function parsePositions(source: Source): AST.TOMLTopLevelTable {
  try {
    return parseTOML(source.text, { tomlVersion: "latest" }).body[0];
  } catch (cause) {
    if (!(cause instanceof ParseError)) throw cause;
    throw refuseAt(source, cause.index, `expected valid TOML: ${quote(cause.message)}`);
  }
}

function parseValues(source: Source): unknown {
  try {
    return withPrototypes(parse(source.text, { integersAsBigInt: "asNeeded" }));
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    const lines = source.text.split("\n").slice(0, cause.line - 1);
    const offset = lines.reduce((sum, line) => sum + line.length + 1, cause.column - 1);
    const [what = ""] = cause.message.replace(/^Invalid TOML document: /, "").split("\n");
    throw refuseAt(source, offset, `expected valid TOML: ${quote(what)}`);
  }
}
