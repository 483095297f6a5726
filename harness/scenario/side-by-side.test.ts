import { test } from "vitest";
import { showValue } from "./expect.ts";
import { cutToScreen, sideBySide } from "./side-by-side.ts";

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

test("long texts are cut to where they part", ({ expect }) => {
  const same = "a".repeat(10_000);
  const [expected, received] = cutToScreen(`${same}x`, `${same}y${"b".repeat(9_000)}`);
  expect(expected).toBe(`…${"a".repeat(400)}x… (10001 characters in all)`);
  expect(received).toBe(`…${"a".repeat(400)}y${"b".repeat(3_599)}… (19001 characters in all)`);
  expect(cutToScreen("/x/", `y${same}`)).toEqual([
    "/x/",
    `y${"a".repeat(3_999)}… (10001 characters in all)`,
  ]);
  expect(cutToScreen("a", "b".repeat(4_000))).toEqual(["a", "b".repeat(4_000)]);
});
