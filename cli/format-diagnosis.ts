import { styleText } from "node:util";
import width from "string-width";
import type { Diagnosis, Finding } from "../client/diagnose.ts";
import { hostDefinition, hosts } from "../client/hosts/table.ts";
import { count } from "./count.ts";
import { plainText } from "./plain-text.ts";

type Style = Parameters<typeof styleText>[0];
const paint = (style: Style, text: string) =>
  styleText(style, oneLine(text), { stream: process.stdout });

/** Names and paths are anybody's: none may begin a line that looks like one of ours. */
function oneLine(text: string): string {
  return plainText(text).replaceAll(/[\n\u2028\u2029]+/g, " ");
}

/** Wider lines are hard to read, however wide the terminal is. */
const widest = 100;

/** Sets a diagnosis for a person: what is wrong by the file that it is in, the worst first, and a line that sums it up. */
export function formatDiagnosis(
  diagnosis: Diagnosis,
  // Some terminals do not know their width, and say 0.
  columns = Math.min(process.stdout.columns || widest, widest),
): string {
  const { findings, fixed } = diagnosis;
  const all = [...findings, ...fixed].toSorted((a, b) => placeOf(a) - placeOf(b));
  const groups = Map.groupBy(all, ({ host, file }) => JSON.stringify([host, file]));
  const blocks = [...groups.values()].map((group) => {
    const worstFirst = group.toSorted((a, b) => rankOf(a, fixed) - rankOf(b, fixed));
    const set = worstFirst.map((finding) =>
      fixed.includes(finding) ? formatFixed(finding, columns) : formatFinding(finding, columns),
    );
    return `\n${titleOf(group)}\n\n${set.join("\n")}`;
  });
  return `${blocks.join("")}\n${summary(diagnosis)}\n`;
}

/** The hosts in the order of their table, Workers and receipts last. */
function placeOf({ host }: Finding): number {
  return host === null ? Infinity : Object.keys(hosts).indexOf(host);
}

function rankOf(finding: Finding, fixed: Finding[]): number {
  if (fixed.includes(finding)) return 2;
  return finding.severity === "fail" ? 0 : 1;
}

function titleOf([first]: Finding[]): string {
  if (!first) return "";
  const { host, file } = first;
  const own = first.id === "receipt-unusable" ? "Receipt" : "Worker";
  const title = host === null ? own : hostDefinition(host).title;
  return `${paint("bold", title)}  ${paint("dim", file ?? "")}`;
}

function formatFinding(finding: Finding, columns: number): string {
  const { severity, what, why, mend, advice, next, obstacle } = finding;
  const mark = severity === "fail" ? paint("red", "✗") : paint("yellow", "!");
  return [
    `  ${mark} ${headOf(finding)}`,
    indent(what, columns),
    indent(why, columns, "dim"),
    ...(obstacle === undefined ? [] : [indent(`Not mended: ${obstacle}`, columns, "red")]),
    ...[mend, next].flatMap((step) => (step === undefined ? [] : [arrow(step)])),
    ...(advice === undefined ? [] : [indent(advice, columns, "dim", 6)]),
    "",
  ].join("\n");
}

function formatFixed(finding: Finding, columns: number): string {
  const { what, next } = finding;
  return [
    `  ${paint("green", "✓")} ${headOf(finding)}  ${paint("green", "mended")}`,
    indent(what, columns, "dim"),
    ...(next === undefined ? [] : [arrow(next)]),
    "",
  ].join("\n");
}

function headOf({ id, name }: Finding): string {
  return name === null ? paint("bold", id) : `${paint("bold", name)}  ${paint("dim", id)}`;
}

/** A command is not broken, however long: it is there to be copied. */
function arrow(command: string): string {
  return `    ${paint("cyan", "→")} ${paint("cyan", command)}`;
}

function indent(text: string, columns: number, style?: Style, by = 4): string {
  return wrap(oneLine(text), columns - by)
    .map((line) => " ".repeat(by) + (style === undefined ? line : paint(style, line)))
    .join("\n");
}

/** Breaks at spaces only, so that a path or a URL stays whole, and not within backticks: a command stands there. */
function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const [word] of text.matchAll(/(?:`[^`]*`|[^ ])+/g)) {
    if (line !== "" && width(line) + 1 + width(word) > columns) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function summary({ findings, fixed, looked, ok }: Diagnosis): string {
  const failed = findings.filter(({ severity }) => severity === "fail").length;
  const where = `${count(looked.servers, "server")} in ${count(looked.files, "file")}`;
  const parts = [
    ...(failed > 0 ? [paint("red", `${failed} failed`)] : []),
    ...(findings.length > failed
      ? [paint("yellow", count(findings.length - failed, "warning"))]
      : []),
    ...(fixed.length > 0 ? [paint("green", `${fixed.length} mended`)] : []),
  ];
  if (parts.length === 0 && looked.files === 0)
    return [
      "There is no configuration file of a host here, so there was nothing to look at.",
      ...looked.missing.map((file) => `Not there: ${oneLine(file)}`),
    ].join("\n");
  if (parts.length === 0) return paint("green", `✓ Nothing is wrong with ${where}.`);
  const fixable = findings.filter((finding) => finding.fixable && finding.obstacle === undefined);
  return [
    `${ok ? paint("green", "✓") : paint("red", "✗")} ${parts.join(", ")}; ${where} looked at.`,
    ...(fixable.length > 0
      ? [
          `  ${count(fixable.length, "of them is", "of them are")} mended by  ${paint("cyan", "mcp-kit doctor --fix")}`,
        ]
      : []),
  ].join("\n");
}
