import { test } from "vitest";
import { hideValues } from "./hide-values.ts";

const hide = hideValues(["q7z", "eu", "Bearer a1b2", "x+y/z"], ["true", "longer-value"]);

test.for([
  ["bad key q7z, sent as q7z", "bad key ..., sent as ..."],
  ['{"key":"q7z","again":q7z}', '{"key":"...","again":...}'],
  ["q7zebra and aq7z and q7z_ and eu", "q7zebra and aq7z and q7z_ and eu"],
  ["Bearer a1b2, or a1b2", "..., or ..."],
  ["x+y/z and x%2By%2Fz", "... and ..."],
  ["true, and longer-values", "true, and ...s"],
] as const)(
  "CL-49 hides a short header as a word of its own in %j",
  ([words, shown], { expect }) => {
    expect(hide(words)).toBe(shown);
  },
);
