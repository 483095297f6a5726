import { test } from "vitest";
import { originFor, parseReferrerPolicy, refererFor } from "./referrer.ts";

const page = new URL("https://user@a.example/consent?x=1#top");
const same = new URL("https://a.example/approve");
const other = new URL("https://b.example/");
const plain = new URL("http://b.example/");
const loopback = new URL("http://localhost:8788/callback");

// https://www.w3.org/TR/referrer-policy/#determine-requests-referrer
test.for([
  ["no-referrer", undefined, undefined, undefined],
  ["no-referrer-when-downgrade", "whole", "whole", undefined],
  ["same-origin", "whole", undefined, undefined],
  ["origin", "origin", "origin", "origin"],
  ["strict-origin", "origin", "origin", undefined],
  ["origin-when-cross-origin", "whole", "origin", "origin"],
  ["strict-origin-when-cross-origin", "whole", "origin", undefined],
  ["unsafe-url", "whole", "whole", "whole"],
] as const)("sends the Referer of %s", ([policy, ...expected], { expect }) => {
  const spelled = { whole: "https://a.example/consent?x=1", origin: "https://a.example/" };
  const sent = [same, other, plain].map((target) => refererFor(policy, page, target));
  expect(sent).toEqual(expected.map((each) => each && spelled[each]));
});

test("does not take http on this machine for a downgrade", ({ expect }) => {
  const policy = "strict-origin-when-cross-origin";
  expect(refererFor(policy, page, loopback)).toBe("https://a.example/");
  expect(refererFor(policy, page, plain)).toBeUndefined();
});

// https://fetch.spec.whatwg.org/#append-a-request-origin-header
test("sends Origin as null where the policy hides it", ({ expect }) => {
  expect(originFor("strict-origin-when-cross-origin", page, same)).toBe("https://a.example");
  expect(originFor("strict-origin-when-cross-origin", page, other)).toBe("https://a.example");
  expect(originFor("strict-origin-when-cross-origin", page, plain)).toBe("null");
  expect(originFor("same-origin", page, other)).toBe("null");
  expect(originFor("no-referrer", page, same)).toBe("null");
});

test("takes the last policy it knows", ({ expect }) => {
  expect(parseReferrerPolicy("no-referrer, Origin , future-policy")).toBe("origin");
  expect(parseReferrerPolicy("future-policy")).toBeUndefined();
  expect(parseReferrerPolicy(null)).toBeUndefined();
});
