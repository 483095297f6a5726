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

test.for([
  " \u200B\u202E ",
  "\u3164",
  "\uFFA0",
  "\u115F\u1160",
  "\u2800".repeat(5),
  "\u034F",
  "\u180B",
  "\uFE0F",
  "\u{E0100}",
  "\u{E0020}",
  "\uFFFE",
  "\u0301\u0301",
  " \u3164 \u2800\u034F ",
])("DCR-24 CON-10 calls an app without a visible name (%j) just that", (name, { expect }) => {
  expect(displayName(name)).toBe("An app without a name");
});

test("DCR-24 CON-10 keeps marks on their letter, where two in a row are enough", ({ expect }) => {
  expect(displayName(`Z${"\u0335".repeat(79)}a`)).toBe("Z\u0335\u0335a");
  expect(displayName("\u0336\u0336Claude")).toBe("Claude");
  for (const name of ["Việt Nam", "हिन्दी", "ภาษาไทยที่นี้", "Zoë".normalize("NFD"), "한국어"]) {
    expect(displayName(name)).toBe(name);
  }
});
