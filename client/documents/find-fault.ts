/** No configuration that a person wrote comes near it. */
const deepest = 500;

/** Finds the first byte that is not UTF-8: how many characters stand before it, as an editor would show them. */
export function invalidByte(bytes: Buffer): number {
  const text = bytes.toString("utf8");
  const again = Buffer.from(text);
  const length = Math.min(bytes.length, again.length);
  let index = 0;
  while (index < length && bytes[index] === again[index]) index += 1;
  // The mark that the decoder put for it begins with bytes that may be the file's own.
  return bytes
    .subarray(0, index)
    .toString("utf8")
    .replace(/\uFFFD$/, "").length;
}

/** Finds where a text that is too deep for its parser goes too deep: by brackets outside of double quotes, or by indentation. */
export function tooDeep(text: string): number {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\\n]|\\.)*"|[[\]{}]/g)) {
    if (token === "[" || token === "{") depth += 1;
    if (token === "]" || token === "}") depth -= 1;
    if (depth > deepest) return index;
  }
  let [most, place] = [-1, 0];
  for (const { 0: indentation, index } of text.matchAll(/^[ \t]*(?:[-?] +)*(?=\S)/gm)) {
    if (indentation.length <= most) continue;
    [most, place] = [indentation.length, index + indentation.length];
  }
  return place;
}
