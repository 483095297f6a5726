import { test } from "vitest";
import { plainText } from "./plain-text.ts";

test.for([
  ["a colour", "\u001B[31mred\u001B[0m", "red"],
  ["a title of the window", "\u001B]0;owned\u0007x", "x"],
  ["an override of direction", "abc\u202Efdp", "abcfdp"],
  ["a return that writes over the line", "safe\revil", "safeevil"],
] as const)("takes away %s", ([, text, plain], { expect }) => {
  expect(plainText(text)).toBe(plain);
});

test("leaves lines and every script", ({ expect }) => {
  expect(plainText("one\n日本語 ✓ Zoë")).toBe("one\n日本語 ✓ Zoë");
});
