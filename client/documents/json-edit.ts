import type { Node } from "jsonc-parser";
import { cut, type Splice } from "./splice.ts";
import { detectTextStyle, indentationAt, printJson } from "./text-style.ts";

/** Writes the first object of a file that holds nothing but white space and comments. */
export function fillBlankJson(text: string, value: unknown): Splice {
  const style = detectTextStyle(text);
  const lineBreak = /\S[^\n]*$/.test(text) ? style.eol : "";
  const inserted = `${lineBreak}${printJson(value, style, "")}${style.eol}`;
  return { offset: text.length, removed: "", inserted };
}

/** Inserts a property as the first of an object. */
export function insertFirst(text: string, object: Node, name: string, value: unknown): Splice {
  const style = detectTextStyle(text);
  const offset = afterOpening(text, object);
  const [gap = ""] = /^[ \t\r\n]*/.exec(text.slice(offset)) ?? [];
  const insert = (inserted: string): Splice => ({ offset, removed: "", inserted });
  const property = (indentation?: string) =>
    `${JSON.stringify(name)}:${indentation === undefined ? "" : " "}${printJson(value, style, indentation)}`;

  // The gap before the first item is repeated before ours, so the two stand alike.
  if (object.children?.length) {
    const inner = gap.includes("\n") ? indentationAt(text, offset + gap.length) : undefined;
    return insert(`${gap}${property(inner)},`);
  }
  if (!style.multiline) return insert(property());
  const outer = indentationAt(text, object.offset);
  const inner = `${outer}${style.unit}`;
  const before = `${style.eol}${inner}${property(inner)}`;
  return insert(gap.includes("\n") ? before : `${before}${style.eol}${outer}`);
}

/** Replaces the value of a property where it stands. */
export function replaceValue(text: string, property: Node, value: unknown): Splice {
  const { offset, length } = property.children?.[1] ?? property;
  const lineStart = text.lastIndexOf("\n", property.offset) + 1;
  const opensLine = text.slice(lineStart, property.offset).trim() === "";
  const indentation = opensLine ? indentationAt(text, property.offset) : undefined;
  const inserted = printJson(value, detectTextStyle(text), indentation);
  return { offset, removed: text.slice(offset, offset + length), inserted };
}

/** Removes a property, the white space before it, and one comma. Comments around it stay. */
export function removeProperty(text: string, property: Node): Splice[] {
  const object = property.parent;
  const siblings = object?.children ?? [];
  const before = siblings[siblings.indexOf(property) - 1];
  const commaBefore = before && skipTrivia(text, endOf(before));
  const opening = commaBefore ?? object?.offset ?? 0;
  const comma = skipTrivia(text, endOf(property));
  const hasComma = text[comma] === ",";
  const end = hasComma ? comma + 1 : endOf(property);

  if (object && siblings.length === 1 && !hasComma) {
    const inside = [opening + 1, endOf(object) - 1] as const;
    const rest = text.slice(inside[0], property.offset) + text.slice(end, inside[1]);
    if (rest.trim() === "") return cut(text, [inside]);
  }
  const between = text.slice(opening + 1, property.offset);
  const gap = /[ \t\r\n]*$/.exec(between)?.[0] ?? "";
  // What follows in the same line must not end up behind a comment that ran to the end of its line.
  const commented = /\/\/[^\n]*$/.test(between.slice(0, between.length - gap.length));
  const keepsGap = commented && !/^[ \t]*\r?\n/.test(text.slice(end));
  const start = property.offset - (keepsGap ? 0 : gap.length);
  const dropsCommaBefore = commaBefore !== undefined && !hasComma;
  return cut(text, [
    ...(dropsCommaBefore ? [[commaBefore, commaBefore + 1] as const] : []),
    [start, end],
  ]);
}

/** Where the first item of an object may go: after a comment on the line of the brace, which speaks of the object itself. */
function afterOpening(text: string, object: Node): number {
  const start = object.offset + 1;
  const comment = /^(?:[ \t]*(?:\/\/[^\r\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/))+(?=[ \t]*\r?\n)/.exec(
    text.slice(start),
  );
  return start + (comment?.[0].length ?? 0);
}

/** Passes over white space and comments. */
function skipTrivia(text: string, offset: number): number {
  const trivia = /^(?:[ \t\r\n]+|\/\/[^\r\n]*|\/\*[^]*?\*\/)*/.exec(text.slice(offset));
  return offset + (trivia?.[0].length ?? 0);
}

function endOf({ offset, length }: Node): number {
  return offset + length;
}
