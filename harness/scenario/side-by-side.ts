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
