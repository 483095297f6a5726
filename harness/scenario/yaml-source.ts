import { isMap, isScalar, LineCounter, parseDocument, visit, type Document } from "yaml";

/** A place in a file; line and column count from 1. */
export interface Position {
  line: number;
  column: number;
}

export interface Problem extends Position {
  message: string;
}

/** A YAML text that knows where its values stand. */
export interface YamlSource {
  /** What the YAML itself is refused for; when there is any, `value` is of no use. */
  readonly problems: Problem[];
  readonly value: unknown;
  /** Where the value at a path stands, or its nearest ancestor when it is absent. */
  positionOf: (path: readonly PropertyKey[]) => Position;
  /** Where a key of the mapping at a path stands. */
  positionOfKey: (path: readonly PropertyKey[], key: string) => Position;
}

export function parseYaml(text: string): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const problems = document.errors.map((error) => ({
    ...at(error.pos[0]),
    message: error.message,
  }));
  visit(document, {
    Pair(_, { key }) {
      // Every object has it, so it would be lost on the way, and an expectation with it.
      if (!isScalar(key) || key.value !== "__proto__") return;
      problems.push({ ...at(key.range?.[0] ?? 0), message: "the key __proto__ cannot be had" });
    },
  });
  return {
    problems,
    value: problems.length === 0 ? toValue(document, problems) : undefined,
    positionOf: (path) => at(offsetOf(document, path)),
    positionOfKey: (path, key) => at(keyOffset(document, path, key)),
  };
}

function toValue(document: Document, problems: Problem[]): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // An alias without an anchor, or aliases that multiply beyond measure.
    problems.push({
      line: 1,
      column: 1,
      message: error instanceof Error ? error.message : String(error),
    });
    return undefined;
  }
}

function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    const range = (node as { range?: [number, number, number] | null } | undefined)?.range;
    if (range) return range[0];
  }
  return 0;
}

function keyOffset(document: Document, path: readonly PropertyKey[], key: string): number {
  const map = path.length === 0 ? document.contents : document.getIn(path, true);
  const pair = isMap(map)
    ? map.items.find((item) => isScalar(item.key) && item.key.value === key)
    : undefined;
  return isScalar(pair?.key) ? (pair.key.range?.[0] ?? 0) : offsetOf(document, path);
}
