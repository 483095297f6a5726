import { describe, test } from "vitest";
import { checkExpectations, type Expectations, type Outcome } from "./expect.ts";

const answer: Outcome = {
  result: { structuredContent: { sum: 42, list: [{ id: 1, name: "a" }] } },
  text: "42",
  error: null,
  names: ["add", "whoami"],
  ms: 10,
};
const refusal: Outcome = {
  ...answer,
  result: null,
  text: "expected number",
  error: "expected number",
};

describe("each expectation holds for what it describes, and for nothing else", () => {
  const cases: [
    key: keyof Expectations,
    holds: Expectations,
    fails: Expectations,
    outcome: Outcome,
  ][] = [
    ["text", { text: "42" }, { text: "4" }, answer],
    ["matches", { matches: "^4.$" }, { matches: "^4$" }, answer],
    ["structured", { structured: { sum: 42 } }, { structured: { sum: "42" } }, answer],
    ["structured", { structured: { list: [{ id: 1 }] } }, { structured: { list: [] } }, answer],
    ["structured", { structured: {} }, { structured: { other: null } }, answer],
    ["includes", { includes: ["add"] }, { includes: ["add", "subtract"] }, answer],
    ["error", { error: "expected" }, { error: "another reason" }, refusal],
    ["withinMs", { withinMs: 10 }, { withinMs: 9 }, answer],
  ];
  test.for(cases)("%s: %j, not %j", ([key, holds, fails, outcome], { expect }) => {
    expect(checkExpectations(holds, outcome)).toEqual([]);
    expect(checkExpectations(fails, outcome)).toMatchObject([{ path: ["expect", key] }]);
  });
});

test("a refusal that nobody expects is a mismatch", ({ expect }) => {
  expect(checkExpectations({}, refusal)).toMatchObject([
    { path: [], received: "refused: expected number" },
  ]);
});

test("an answer where a refusal is expected is a mismatch", ({ expect }) => {
  expect(checkExpectations({ error: "no" }, answer)).toMatchObject([
    { path: ["expect", "error"], received: '"42"' },
  ]);
});

test("where text is expected, a captured number is meant as text", ({ expect }) => {
  const filled = { text: 42, matches: 42 } as unknown as Expectations;
  expect(checkExpectations(filled, answer)).toEqual([]);
  expect(
    checkExpectations({ ...filled, text: 43 } as unknown as Expectations, answer),
  ).toMatchObject([{ path: ["expect", "text"] }]);
});

test("a regular expression that backtracks without end is given up", ({ expect }) => {
  const text = `${"a".repeat(64)}!`;
  expect(checkExpectations({ matches: "^(a+)+$" }, { ...answer, text })).toMatchObject([
    { received: expect.stringContaining("no match in 1000 ms") },
  ]);
});
