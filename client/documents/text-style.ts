/** How a JSON file is laid out, so that what is added looks like the rest. */
export interface TextStyle {
  eol: "\n" | "\r\n";
  /** One step of indentation. */
  unit: string;
  /** Whether there is more than one line. */
  multiline: boolean;
}

/** A file with nothing in it is taken for one of many lines, indented by two spaces. */
export function detectTextStyle(text: string): TextStyle {
  const body = text.trim();
  const [, unit = "  "] = /\n(\t|[ ]{1,8})\S/.exec(text) ?? [];
  return {
    eol: /^[^\n]*\r\n/.test(text) ? "\r\n" : "\n",
    unit,
    multiline: /^(\{\s*\})?$/.test(body) || body.includes("\n"),
  };
}

/** The white space that opens the line on which `offset` lies. */
export function indentationAt(text: string, offset: number): string {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart, offset))?.[0] ?? "";
}

/** Prints a value for a line that opens with `indentation`; without one, all in one line. */
export function printJson(value: unknown, style: TextStyle, indentation?: string): string {
  if (indentation === undefined) return JSON.stringify(value);
  return JSON.stringify(value, null, style.unit).replaceAll("\n", `${style.eol}${indentation}`);
}
