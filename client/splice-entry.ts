import { isDeepStrictEqual } from "node:util";
import type { Node } from "jsonc-parser";
import type { Entry } from "./entry.ts";
import { properties, refuseAt, valueOf, type ParsedDocument } from "./parse-host-document.ts";
import { detectTextStyle, indentationAt, printJson, type TextStyle } from "./text-style.ts";

/**
 * Puts an entry into the text of a configuration file, and touches nothing else: a new entry is inserted as the first, one
 * of that name that differs has its value replaced where it stands.
 *
 * @throws {KitError} HOST_FILE_REFUSED when the name is there twice, since only the last is read
 */
export function spliceEntry(document: ParsedDocument, name: string, entry: Entry): string {
  const { text, root, servers } = document;
  const style = detectTextStyle(text);
  if (!root) return `${text}${printJson({ mcpServers: { [name]: entry } }, style, "")}${style.eol}`;
  if (!servers) return insertFirst(text, root, "mcpServers", { [name]: entry }, style);
  const [present, second] = properties(servers, name);
  if (!present) return insertFirst(text, servers, name, entry, style);
  if (second)
    throw refuseAt(
      document,
      second,
      `expected no second entry named ${name}: the host reads the last one only`,
    );
  return replaceValue(text, present, entry, style);
}

function insertFirst(text: string, object: Node, name: string, value: unknown, style: TextStyle) {
  const start = object.offset + 1;
  const [gap = ""] = /^[ \t\r\n]*/.exec(text.slice(start)) ?? [];
  const property = (indentation?: string) =>
    `${JSON.stringify(name)}:${indentation === undefined ? "" : " "}${printJson(value, style, indentation)}`;

  // The gap before the first item is repeated before ours, so the two stand alike.
  if (object.children?.length) {
    const inner = gap.includes("\n") ? indentationAt(text, start + gap.length) : undefined;
    return splice(text, start, start, `${gap}${property(inner)},`);
  }
  if (!style.multiline) return splice(text, start, start, property());
  const outer = indentationAt(text, object.offset);
  const inner = `${outer}${style.unit}`;
  const before = `${style.eol}${inner}${property(inner)}`;
  return splice(text, start, start, gap.includes("\n") ? before : `${before}${style.eol}${outer}`);
}

function replaceValue(text: string, property: Node, entry: Entry, style: TextStyle): string {
  const { offset, length } = valueOf(property);
  const end = offset + length;
  const wanted: unknown = JSON.parse(JSON.stringify(entry)); // as it would be read back: without undefined members
  if (isDeepStrictEqual(JSON.parse(text.slice(offset, end)), wanted)) return text;
  const lineStart = text.lastIndexOf("\n", property.offset) + 1;
  const opensLine = text.slice(lineStart, property.offset).trim() === "";
  const indentation = opensLine ? indentationAt(text, property.offset) : undefined;
  return splice(text, offset, end, printJson(entry, style, indentation));
}

function splice(text: string, start: number, end: number, inserted: string): string {
  return text.slice(0, start) + inserted + text.slice(end);
}
