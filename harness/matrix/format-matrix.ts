import { endings, stresses, type Cell, type MatrixRow, type Verdict } from "./cell.ts";

const MARKS = { passed: "ok", failed: "FAILED", impossible: "-" } as const;

/**
 * Writes the matrix as two tables for a terminal, the sign-ins and what became of the refresh under stress, and below them the reason of
 * every cell that did not pass. Equal reasons are written once.
 */
export function formatMatrix(rows: readonly MatrixRow[]): string {
  const notes: string[] = [];
  const mark = (verdict: Verdict | undefined) => {
    if (verdict === undefined) return "";
    if (verdict.reason === null) return MARKS[verdict.status];
    if (!notes.includes(verdict.reason)) notes.push(verdict.reason);
    return `${MARKS[verdict.status]} [${notes.indexOf(verdict.reason) + 1}]`;
  };
  const tableOf = (
    all: readonly Cell["ending"][],
    head: string[],
    headOf: (row: MatrixRow) => string[],
  ) => {
    const columns = all.filter((ending) => rows.some(({ cells }) => cells[ending]));
    const shown = rows.filter(({ cells }) => columns.some((ending) => cells[ending]));
    const lineOf = (row: MatrixRow) =>
      headOf(row).concat(columns.map((ending) => mark(row.cells[ending])));
    return [head.concat(columns), ...shown.map(lineOf)];
  };
  const tables = [
    tableOf(endings, ["client", "known by", "host"], ({ client, registration, host }) => [
      client,
      registration,
      host,
    ]),
    tableOf(stresses, ["refresh of"], ({ client }) => [client]),
  ];
  const lines = tables
    .filter(({ length }) => length > 1)
    .map((table) => alignColumns(table).join("\n"));
  const legend = notes.map((reason, index) => `[${index + 1}] ${reason}`);
  return [...lines, ...(legend.length > 0 ? [legend.join("\n")] : [])].join("\n\n");
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
