import { test } from "vitest";
import { count } from "./count.ts";

test("counts one as one, and all else as many", ({ expect }) => {
  expect([count(0, "file"), count(1, "file"), count(2, "file")]).toEqual([
    "0 files",
    "1 file",
    "2 files",
  ]);
  expect([count(1, "is", "are"), count(3, "is", "are")]).toEqual(["1 is", "3 are"]);
});
