import { test } from "vitest";
import { displayName } from "./display-name.ts";

test("DCR-24 takes away what changes the direction of text or cannot be seen", ({ expect }) => {
  expect(displayName("Cl\u202Eaude\u200B\u2066 \u0000Desktop\u001B")).toBe("Claude Desktop");
});

test("puts a name on one line", ({ expect }) => {
  expect(displayName("  Claude\n\n\r\n\tDesktop\u2028 ")).toBe("Claude Desktop");
});

test("cuts a name to 80 characters and never in the middle of one", ({ expect }) => {
  expect(displayName("a".repeat(80))).toBe("a".repeat(80));
  expect(displayName("é😀".repeat(100))).toBe(`${"é😀".repeat(39)}é…`);
});

test("calls an app without a visible name just that", ({ expect }) => {
  expect(displayName(" \u200B\u202E ")).toBe("An app without a name");
});
