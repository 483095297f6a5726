import { test } from "vitest";
import { redactText } from "./redact-text.ts";

test.for([
  ["GitHub's token", "gho_CANARYoctocat0123456789abcdefghijkl"],
  ["a short token of GitHub's", "ghu_abc"],
  ["a bearer", "Bearer abc.def"],
  ["the provider's token", "583231:Zk3mQ9sT2uVwXyZa:R4nd0mSecretOfTheGrant1234567"],
  ["a JSON Web Token", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"],
  ["a value in base64url", "x9K-3f_Zq81LmNoPqRsTuVwXyZ012"],
] as const)("takes %s out of a page's text", ([, secret], { expect }) => {
  expect(redactText(`The value ${secret} is wrong.`)).toBe("The value … is wrong.");
});

test("takes short secrets out of an address", ({ expect }) => {
  const address = "http://localhost:8788/callback?code=abc&state=x1&scope=read";
  expect(redactText(`Opening ${address}`)).toBe(
    "Opening http://localhost:8788/callback?code=…&state=…&scope=read",
  );
});

test("leaves words, addresses and dates as they are", ({ expect }) => {
  const text =
    "invalid_request: redirect_uri is missing. See https://docs.example.com/errors, 2026-11-22 12:00, internationalization.";
  expect(redactText(text)).toBe(text);
});
