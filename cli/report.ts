import { styleText } from "node:util";
import { plainText } from "./plain-text.ts";

type Style = Parameters<typeof styleText>[0];

/** Writes a line for a person. It goes to stderr: stdout is for what was asked for. */
export function say(text: string, style?: Style): void {
  const plain = plainText(text);
  process.stderr.write(
    `${style === undefined ? plain : styleText(style, plain, { stream: process.stderr })}\n`,
  );
}

/** Writes the one document that `--json` asks for. */
export function printJson(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}

/** Sets rows as a table whose columns stand below each other. Nobody's text takes more than its line. */
export function alignRows(rows: readonly (readonly string[])[]): string[] {
  const lines = rows.map((row) => row.map((text) => plainText(text).replaceAll("\n", " ")));
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((row) => row[column]?.length ?? 0)),
  );
  return lines.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
