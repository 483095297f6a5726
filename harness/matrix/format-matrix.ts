import { endings, type MatrixRow, type Verdict } from "./cell.ts";

const MARKS = { passed: "ok", failed: "FAILED", impossible: "-" } as const;

/**
 * Writes the matrix as a table for a terminal, and below it the reason of every cell that did not pass. Equal reasons are
 * written once.
 */
export function formatMatrix(rows: readonly MatrixRow[]): string {
  const columns = endings.filter((ending) => rows.some(({ cells }) => cells[ending]));
  const notes: string[] = [];
  const mark = (verdict: Verdict | undefined) => {
    if (verdict === undefined) return "";
    if (verdict.reason === null) return MARKS[verdict.status];
    if (!notes.includes(verdict.reason)) notes.push(verdict.reason);
    return `${MARKS[verdict.status]} [${notes.indexOf(verdict.reason) + 1}]`;
  };
  const table = [
    ["client", "known by", "host", ...columns],
    ...rows.map(({ client, registration, host, cells }) => [
      client,
      registration,
      host,
      ...columns.map((ending) => mark(cells[ending])),
    ]),
  ];
  const lines = alignColumns(table);
  const legend = notes.map((reason, index) => `[${index + 1}] ${reason}`);
  return [...lines, ...(legend.length > 0 ? ["", ...legend] : [])].join("\n");
}

function alignColumns(table: readonly (readonly string[])[]): string[] {
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  return table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
