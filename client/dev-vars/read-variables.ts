import type { DevVarsFinding } from "../check-dev-vars.ts";
import { quote } from "../quote.ts";
import type { Mend } from "./mend-text.ts";

export interface Problem extends Omit<DevVarsFinding, "file"> {
  /** What `--fix` does, where the file says plainly what is meant. */
  mend?: Mend;
}

export interface Variables {
  /** The variables that the Worker gets, in the order of the file. */
  names: string[];
  problems: Problem[];
}

const assignment = /^\s*(?:export\s+)?(?<name>[\w.-]+)(?:\s*=|:\s)(?<rest>.*)$/;

/** What may follow a closing quotation mark. */
const nothingMore = /^\s*(#.*)?$/;

/** The last line of many a key. */
const endOfBase64 = /^\s*\w+={1,2}\s*$/;

/** Where a value lies: its first line, and its last. */
interface Extent {
  at: number;
  last: number;
}

/**
 * Reads a `.dev.vars` or `.env` file as the dotenv parser of Wrangler does, and says where the two of them differ: the file as a
 * person reads it, and what comes of it.
 */
export function readVariables(text: string): Variables {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  const problems = ofTheWholeFile(text);
  const seen = new Map<string, Extent>();
  // The lines behind a mark that is never closed may all belong to it, as those of a key do.
  let isOpen = false;
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]!;
    const at = index + 1;
    if (line.trim() === "") isOpen = false;
    if (/^\s*(#|$)/.test(line)) continue;
    const { name, rest = "" } = assignment.exec(line)?.groups ?? {};
    if (name === undefined) {
      problems.push({
        severity: "fail",
        line: at,
        message: "The line is no NAME=value: Wrangler passes over it without a word.",
        hint: "Write it as NAME=value, or start it with # if it is a comment.",
        ...(!isOpen && !line.includes("=") && { mend: { kind: "comment", first: at, last: at } }),
      });
      continue;
    }
    const before = seen.get(name);
    if (before !== undefined)
      problems.push({
        severity: "fail",
        line: at,
        message: `${quote(name)} is set before, in line ${before.at}: the last one wins.`,
        hint: "Remove one of the two.",
        mend: { kind: "comment", first: before.at, last: before.last },
      });
    const { further, breaksOff } = readValue(rest, lines, index, { name, at }, problems);
    seen.set(name, { at, last: at + further });
    isOpen ||= breaksOff;
    index += further;
  }
  return { names: [...seen.keys()], problems };
}

/** @returns how many further lines the value takes, and whether the lines after it may be its own though they do not count */
function readValue(
  rest: string,
  lines: string[],
  index: number,
  { name, at }: { name: string; at: number },
  problems: Problem[],
): { further: number; breaksOff: boolean } {
  const value = rest.trimStart();
  const mark = /^["'`]/.exec(value)?.[0];
  if (mark === undefined) {
    if (/[^\s#]#/.test(value))
      problems.push({
        severity: "fail",
        line: at,
        message: `The value of ${quote(name)} ends at its #: what follows is taken for a comment.`,
        hint: "Put the value in quotation marks.",
      });
    return { further: 0, breaksOff: false };
  }
  const further = closingLine(value.slice(1), mark, lines, index);
  if (further === undefined) {
    const next = lines[index + 1] ?? "";
    const endsHere = nothingMore.test(next) || assignment.test(next);
    problems.push({
      severity: "fail",
      line: at,
      message: `The value of ${quote(name)} opens with ${mark} and is never closed: the Worker gets the mark as part of it.`,
      hint: `Close it with ${mark} at the end of the line.`,
      ...(endsHere &&
        isPlain(value.slice(1), mark) && { mend: { kind: "close", line: at, name, mark } }),
    });
    return { further: 0, breaksOff: !endsHere };
  }
  const swallowed = lines
    .slice(index + 1, index + further + 1)
    .findIndex((line) => assignment.test(line) && !endOfBase64.test(line));
  if (swallowed !== -1)
    problems.push({
      severity: "fail",
      line: at,
      message: `The value of ${quote(name)} runs to line ${at + further}, and swallows what line ${at + swallowed + 1} seems to set.`,
      hint: `Close it with ${mark} at the end of line ${at}.`,
    });
  return { further, breaksOff: false };
}

/** Whether nothing in an open value could mean that it ends earlier, or would be read otherwise between marks. */
function isPlain(opened: string, mark: string): boolean {
  return opened.trim() !== "" && !/[#\\]/.test(opened) && !opened.includes(mark);
}

/**
 * In which further line a quoted value ends; the first is 0. Any mark of that kind may end it, if nothing but a comment follows.
 */
function closingLine(
  opened: string,
  mark: string,
  lines: string[],
  index: number,
): number | undefined {
  let text = opened;
  for (let further = 0; ; further++) {
    const end = indexOfMark(text, mark);
    if (end !== -1) return nothingMore.test(text.slice(end + 1)) ? further : undefined;
    const next = lines[index + further + 1];
    if (next === undefined) return undefined;
    text = next;
  }
}

function indexOfMark(text: string, mark: string): number {
  for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + 1))
    if (text[at - 1] !== "\\") return at;
  return -1;
}

function ofTheWholeFile(text: string): Problem[] {
  const problems: Problem[] = [];
  if (text.startsWith("\uFEFF"))
    problems.push({
      severity: "note",
      line: 1,
      message:
        "The file opens with a byte order mark: Wrangler passes over it, other programs take it for part of the first name.",
      hint: "Save it as UTF-8 without a byte order mark.",
      mend: { kind: "strip" },
    });
  const crlf = text.split("\n").findIndex((line) => line.endsWith("\r"));
  if (crlf !== -1)
    problems.push({
      severity: "note",
      line: crlf + 1,
      message:
        "The lines end in CRLF: Wrangler reads them, a shell takes the CR for part of the value.",
      hint: "Save it with LF line ends.",
    });
  return problems;
}
