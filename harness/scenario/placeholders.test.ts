import { test } from "vitest";
import { fillPlaceholders } from "./placeholders.ts";

const captured = new Map<string, unknown>([
  ["sum", 42],
  ["name", "octocat"],
]);

test("a string that is one placeholder keeps the value's type", ({ expect }) => {
  expect(fillPlaceholders({ a: "${sum}", b: ["${name}"] }, captured)).toEqual({
    a: 42,
    b: ["octocat"],
  });
});

test("inside a longer string the value is text", ({ expect }) => {
  expect(fillPlaceholders("${name} has ${sum}", captured)).toBe("octocat has 42");
});

test("a doubled dollar stands for the text itself", ({ expect }) => {
  expect(fillPlaceholders("$${sum} and $${name}", captured)).toBe("${sum} and ${name}");
});
