import { isUtf8 } from "node:buffer";
import { parseTree, printParseErrorCode, type Node, type ParseError } from "jsonc-parser";
import { refuseHostFile, type HostFile } from "./host-file.ts";
import { explainParseError } from "./explain-parse-error.ts";

/** A host's configuration file, taken apart without losing a byte. */
export interface ParsedDocument {
  path: string;
  byteOrderMark: string;
  /** What follows the byte order mark. The offsets of the nodes count from its start. */
  text: string;
  /** Nothing when the file is missing or empty. */
  root?: Node;
  /** The object under `mcpServers`. */
  servers?: Node;
}

/**
 * Takes a configuration file apart as strictly as Claude Desktop does: JSON without comments and trailing commas.
 *
 * @throws {KitError} HOST_FILE_REFUSED with `file:line:column` and what was expected there
 */
export function parseHostDocument({ path, found }: HostFile): ParsedDocument {
  const bytes = found?.bytes ?? Buffer.alloc(0);
  if (!isUtf8(bytes))
    throw refuseHostFile(path, "is not UTF-8 text", {
      hint: "Save it in an editor as UTF-8 without a byte order mark.",
    });
  const whole = bytes.toString("utf8");
  const byteOrderMark = whole.startsWith("\uFEFF") ? "\uFEFF" : "";
  const text = whole.slice(byteOrderMark.length);
  const document = { path, byteOrderMark, text };
  if (/^[ \t\r\n]*$/.test(text)) return document;

  const root = parseStrictly(path, text);
  if (root.type !== "object") throw refuseAt(document, root, "expected an object");
  const [first, second] = properties(root, "mcpServers");
  if (second)
    throw refuseAt(
      document,
      second,
      "expected no second mcpServers: the host reads the last one only",
    );
  if (!first) return { ...document, root };
  const servers = valueOf(first);
  if (servers.type !== "object")
    throw refuseAt(document, servers, "expected an object of servers under mcpServers");
  return { ...document, root, servers };
}

/** The properties of that name; more than one where the name is repeated. */
export function properties(object: Node, name: string): Node[] {
  return (object.children ?? []).filter((property) => property.children?.[0]?.value === name);
}

export function valueOf(property: Node): Node {
  const value = property.children?.[1];
  if (!value) throw new TypeError("a property of strict JSON has a value");
  return value;
}

export function refuseAt(
  document: { path: string; text: string },
  node: { offset: number },
  what: string,
) {
  const { line, column } = position(document.text, node.offset);
  return refuseHostFile(`${document.path}:${line}:${column}`, `cannot be used: ${what}`, {
    hint: "Mend the file in an editor, and run the command again. It was left as it is.",
  });
}

function parseStrictly(path: string, text: string): Node {
  const errors: ParseError[] = [];
  const root = parse();
  const [error] = errors;
  if (error)
    throw refuseAt(
      { path, text },
      error,
      explainParseError(printParseErrorCode(error.error), text, error),
    );
  if (!root) throw refuseAt({ path, text }, { offset: 0 }, "expected an object");
  return root;

  function parse(): Node | undefined {
    try {
      return parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
      throw refuseHostFile(path, "is nested too deeply", {
        hint: "Name the host's configuration file: this is something else.",
        cause,
      });
    }
  }
}

/** Both count from one, as editors do. */
function position(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
