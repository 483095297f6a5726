import {
  endings,
  hosts,
  stresses,
  type Cell,
  type Host,
  type MatrixRow,
  type Verdict,
} from "./cell.ts";

const MARKS = { passed: "ok", failed: "FAILED", impossible: "-" } as const;

/**
 * Writes the matrix as tables for a terminal of 80 columns, the sign-ins on each host and what became of the refresh under stress, and below them the reason of
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
    host?: Host,
  ) => {
    const columns = all.filter((ending) => rows.some(({ cells }) => cells[ending]));
    const isShown = (row: MatrixRow) => host === undefined || row.host === host;
    const shown = rows.filter((row) => isShown(row) && columns.some((each) => row.cells[each]));
    const lineOf = (row: MatrixRow) =>
      headOf(row).concat(columns.map((ending) => mark(row.cells[ending])));
    return [head.concat(columns), ...shown.map(lineOf)];
  };
  const tables = [
    ...hosts.map((host) =>
      tableOf(endings, [`on ${host}`, "known by"], (row) => [row.client, row.registration], host),
    ),
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
