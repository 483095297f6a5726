import { styleText } from "node:util";
import width from "string-width";
import { plainText } from "./plain-text.ts";
import { leftOut, type LaneReport, type RunReport } from "../harness/run/report.ts";

type Style = Parameters<typeof styleText>[0];
const paint = (style: Style, text: string) => styleText(style, text, { stream: process.stdout });

/** Sets a run as a table of scenario by lane, with the failures below it. */
export function formatRun(report: RunReport): string {
  const all = report.scenarios.flatMap((scenario) => scenario.lanes);
  const lanes = [
    ...new Set(all.filter(({ status }) => status !== "skipped").map(({ lane }) => lane)),
  ];
  const rows = report.scenarios.map((scenario) => [
    shorten(plainText(scenario.name)),
    ...lanes.map((lane) => cell(scenario.lanes.find((found) => found.lane === lane))),
  ]);
  const table = alignColumns([
    ["Scenario", ...lanes].map((title) => paint("bold", title)),
    ...rows,
  ]);
  return `\n${table}${failures(report)}\n${summary(report)}\n`;
}

function cell(lane: LaneReport | undefined): string {
  if (!lane) return "";
  if (lane.status === "skipped") return paint("dim", "– skipped");
  return lane.status === "passed"
    ? `${paint("green", "✓")} ${lane.ms} ms`
    : `${paint("red", "✗")} ${lane.ms} ms`;
}

function failures(report: RunReport): string {
  return report.scenarios
    .flatMap(({ name, lanes }) => lanes.map((lane) => ({ name, lane })))
    .flatMap(({ name, lane }) =>
      lane.steps
        .filter((step) => step.status === "failed")
        .map((step) => {
          const title = plainText(`✗ ${name} · ${lane.lane} · ${step.step}`);
          return `\n${paint(["red", "bold"], title)}\n${indent(plainText(step.message ?? ""))}\n`;
        }),
    )
    .join("");
}

function summary({ ok, scenarios, timings }: RunReport): string {
  const lanes = scenarios
    .flatMap((scenario) => scenario.lanes)
    .filter(({ reason }) => reason !== leftOut);
  const count = (status: LaneReport["status"]) =>
    lanes.filter((lane) => lane.status === status).length;
  const skipped = count("skipped") > 0 ? `, ${count("skipped")} skipped` : "";
  const counts = `${count("passed")} passed, ${count("failed")} failed${skipped}`;
  const times = `Worker ${seconds(timings.startMs)}, sign-in ${seconds(timings.signInMs)}, in all ${seconds(timings.totalMs)}`;
  return `${paint(ok ? "green" : "red", counts)}\n${paint("dim", times)}`;
}

function alignColumns(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => width(row[column] ?? ""))),
  );
  return rows
    .map((row) =>
      `  ${row.map((text, column) => text + " ".repeat((widths[column] ?? 0) - width(text))).join("   ")}`.trimEnd(),
    )
    .join("\n")
    .concat("\n");
}

const longestName = 72;
const shorten = (name: string) =>
  width(name) > longestName
    ? `${Array.from(name)
        .slice(0, longestName - 1)
        .join("")}…`
    : name;
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
const indent = (text: string) => text.replaceAll(/^(?=.)/gm, "    ");
