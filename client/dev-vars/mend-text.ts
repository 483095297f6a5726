import { parse } from "dotenv";

/** What `--fix` may do to a file of settings. Lines are counted from 1, and no mend changes their number. */
export type Mend =
  /** Takes out the byte order mark. */
  | { kind: "strip" }
  /** Makes the lines comments, which hold what was there. */
  | { kind: "comment"; first: number; last: number }
  /** Closes a value with its own mark. */
  | { kind: "close"; line: number; name: string; mark: string };

/** Mends a text, every other byte as it was; nothing where Wrangler would read more otherwise than the value that is closed. */
export function mendText(text: string, mend: Mend): string | undefined {
  const mended = mend.kind === "strip" ? text.replace(/^\uFEFF+/, "") : changeLines(text, mend);
  return keepsValues(text, mended, mend) ? mended : undefined;
}

function changeLines(text: string, mend: Exclude<Mend, { kind: "strip" }>): string {
  const start = text.startsWith("\uFEFF") ? 1 : 0;
  // Every second part is a line end.
  const parts = text.slice(start).split(/(\r\n|\n|\r)/);
  const [first, last] = mend.kind === "close" ? [mend.line, mend.line] : [mend.first, mend.last];
  for (let line = first; line <= last; line++) {
    const at = (line - 1) * 2;
    const old = parts[at] ?? "";
    parts[at] = mend.kind === "close" ? old.replace(/\s*$/, (end) => mend.mark + end) : `#${old}`;
  }
  return text.slice(0, start) + parts.join("");
}

/** Whether Wrangler takes the same values from both, by the parser that it has built in. */
function keepsValues(before: string, after: string, mend: Mend): boolean {
  const expected = parse(before);
  const found = parse(after);
  if (mend.kind === "close") expected[mend.name] = expected[mend.name]?.slice(1) ?? "";
  // A value with a $ may be put together from those before it.
  const orderCounts = Object.values(expected).some((value) => value.includes("$"));
  const [wanted, got] = [expected, found].map((values) => {
    const entries = Object.entries(values);
    return JSON.stringify(orderCounts ? entries : entries.toSorted(byName));
  });
  return wanted === got;
}

function byName([a]: [string, string], [b]: [string, string]): number {
  return a < b ? -1 : Number(a > b);
}
