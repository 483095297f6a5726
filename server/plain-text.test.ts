import { test } from "vitest";
import { plainText } from "./plain-text.ts";

test.for([
  "a family \u{1F469}\u200D\u{1F469}\u200D\u{1F467}",
  "an astronaut \u{1F469}\u{1F3FD}\u200D\u{1F680}",
  "a flag \u{1F3F3}\uFE0F\u200D\u{1F308}",
  "a heart \u2764\uFE0F",
  "Persian \u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645",
  "Hindi \u0915\u094D\u200D\u0937",
])("leaves %s as it is", (text, { expect }) => {
  expect(plainText(text, 80)).toBe(text);
});

test.for([
  ["a joiner between Latin letters", "pay\u200Dpal", "paypal"],
  ["a joiner at the end", "\u0645\u200C", "\u0645"],
  ["joiners in a row", "\u0645\u200C\u200C\u062E", "\u0645\u062E"],
  ["what would make a letter a picture", "x\uFE0F", "x"],
  ["an override", "\u202Eevil", "evil"],
  ["a soft hyphen", "a\u00ADb\u2060", "ab"],
  ["a control character", "a\u0000\u001B[31m", "a[31m"],
  ["lines", "a\r\n\u2028 b", "a b"],
] as const)("takes away %s", ([, text, shown], { expect }) => {
  expect(plainText(text, 80)).toBe(shown);
});
