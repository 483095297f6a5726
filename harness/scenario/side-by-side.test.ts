import { test } from "vitest";
import { showValue } from "./expect.ts";
import { sideBySide } from "./side-by-side.ts";

test("sets expected and received beside each other and marks the lines that differ", ({
  expect,
}) => {
  const text = sideBySide(showValue({ sum: 43 }), showValue({ sum: 42 }));
  expect(text.split("\n").map((line) => line.replaceAll(/ +/g, " "))).toEqual([
    "expected │ received",
    "{ │ {",
    ' "sum": 43 ┃ "sum": 42',
    "} │ }",
  ]);
});

test("says so when nothing was received", ({ expect }) => {
  expect(sideBySide("a", showValue(undefined))).toContain("(nothing)");
});
