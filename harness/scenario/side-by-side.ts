const columnWidth = 44;

/**
 * Sets two texts beside each other, line by line, `│` between lines that agree and `┃` where they differ.
 *
 * @example
 * expected                                     │ received
 * "43"                                         ┃ "42"
 */
export function sideBySide(expected: string, received: string): string {
  const left = toLines(expected);
  const right = toLines(received);
  const rows = Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
    const [a = "", b = ""] = [left[index], right[index]];
    return `${a.padEnd(columnWidth)} ${a === b ? "│" : "┃"} ${b}`.trimEnd();
  });
  return [`${"expected".padEnd(columnWidth)} │ received`, ...rows].join("\n");
}

function toLines(text: string): string[] {
  return text
    .split("\n")
    .flatMap(
      (line) =>
        line.match(new RegExp(`.{1,${columnWidth}}(?:\\s|$)|.{${columnWidth}}`, "gu")) ?? [""],
    );
}

const MOST_CHARACTERS = 4_000;
/** What is shown of what two long texts have in common, before they part. */
const LEAD = 400;

/** Cuts two texts to what a screen or two can show: where one is longer than that, from a little before they part. */
export function cutToScreen(...texts: [expected: string, received: string]): [string, string] {
  if (texts.every(({ length }) => length <= MOST_CHARACTERS)) return texts;
  const [expected, received] = texts;
  let parting = 0;
  while (parting < expected.length && expected[parting] === received[parting]) parting += 1;
  const start = Math.max(0, parting - LEAD);
  const cut = (text: string) => {
    const shown = text.slice(start, start + MOST_CHARACTERS);
    const isWhole = shown.length === text.length;
    return isWhole ? text : `${start > 0 ? "…" : ""}${shown}… (${text.length} characters in all)`;
  };
  return [cut(expected), cut(received)];
}
