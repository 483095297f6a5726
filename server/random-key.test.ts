import { randomBytes } from "node:crypto";
import { test } from "vitest";
import { keyProblem } from "./random-key.ts";

const short =
  "is shorter than 32 random bytes, which are 64 hexadecimal digits or 43 characters of base64";
const repeats = "repeats itself, and so is not random";

test.for([
  ["a".repeat(32), short],
  ["a".repeat(64), repeats],
  ["0".repeat(64), repeats],
  ["password".repeat(4), short],
  ["password".repeat(8), repeats],
  ["example-example-example-example-example-example-", repeats],
  ["0123456789abcdef".repeat(4), repeats],
  ["correct horse battery staple", short],
  ["correct horse battery staple, correct horse battery staple, corr", repeats],
  [randomBytes(16).toString("hex"), short],
  [randomBytes(31).toString("hex"), short],
  [randomBytes(31).toString("base64url"), short],
  ["abcdefghijklmnopqrst".repeat(3).slice(0, 43), repeats],
] as const)("WK-14 refuses %j for a key", ([key, problem], { expect }) => {
  expect(keyProblem(key)).toBe(problem);
});

test("WK-14 takes 32 random bytes, and more, however they are written", ({ expect }) => {
  for (let round = 0; round < 2000; round++) {
    for (const encoding of ["hex", "base64", "base64url"] as const) {
      const key = randomBytes(32 + (round % 3)).toString(encoding);
      expect([key, keyProblem(key)]).toEqual([key, undefined]);
    }
  }
  expect(keyProblem(randomBytes(32).toString("hex").toUpperCase())).toBeUndefined();
});
