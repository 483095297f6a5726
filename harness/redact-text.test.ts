import { test } from "vitest";
import { redactText } from "./redact-text.ts";

const jsonWebToken = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";

test.for([
  ["GitHub's token", "gho_CANARYoctocat0123456789abcdefghijkl"],
  ["a short token of GitHub's", "ghu_abc"],
  ["GitHub's code", "c0de0123456789abcdef"],
  ["a bearer", "Bearer abc.def"],
  ["the provider's token", "583231:Zk3mQ9sT2uVwXyZa:R4nd0mSecretOfTheGrant1234567"],
  ["a JSON Web Token", jsonWebToken],
  ["a value in base64url", "x9K-3f_Zq81LmNoPqRsTuVwXyZ012"],
] as const)("takes %s out of a page's text", ([, secret], { expect }) => {
  expect(redactText(`The value ${secret} is wrong.`)).toBe("The value … is wrong.");
});

test("takes short secrets out of an address", ({ expect }) => {
  const address = "http://localhost:8788/callback?code=abc&state=x1&scope=read&password=hunter2";
  expect(redactText(`Opening ${address}`)).toBe(
    "Opening http://localhost:8788/callback?code=…&state=…&scope=read&password=…",
  );
});

test("takes secrets out of an address's path, host and encoded parts", ({ expect }) => {
  expect(redactText(`http://localhost:1/continue/${jsonWebToken}/x`)).toBe(
    "http://localhost:1/continue/…/x",
  );
  expect(redactText("http://localhost:1/t/x9K-3f_Zq81LmNoPqRsTuVwXyZ012?a=1")).toBe(
    "http://localhost:1/t/…?a=1",
  );
  expect(redactText(`http://[bad/${jsonWebToken}`)).toBe("http://[bad/…");
  expect(redactText(`http://${jsonWebToken}:1/`)).toBe("http://…:1/");
  expect(redactText("redirect_uri=http%3A%2F%2Fl%2Fcb%3Fcode%3Dabc%26scope%3Dx&b=ghu_abc")).toBe(
    "redirect_uri=http%3A%2F%2Fl%2Fcb%3Fcode%3D…%26scope%3Dx&b=…",
  );
  expect(redactText("%7B%22a%22%3A%22ghu_abc%22")).toBe("%7B%22a%22%3A%22…%22");
});

test("takes short secrets out of JSON, and of JSON in JSON", ({ expect }) => {
  const answer = { code: "abc", client_secret: "topsecret", refresh_token: "a a", error: "x" };
  const cut = { code: "…", client_secret: "…", refresh_token: "…", error: "x" };
  expect(redactText(JSON.stringify(answer))).toBe(JSON.stringify(cut));
  expect(redactText(JSON.stringify({ a: JSON.stringify(answer) }))).toBe(
    JSON.stringify({ a: JSON.stringify(cut) }),
  );
});

test.for([
  "invalid_request: redirect_uri is missing. See https://docs.example.com/errors, 2026-11-22 12:00, internationalization.",
  "GET http://my-worker-2.octocat.workers.dev:8788/.well-known/oauth-protected-resource/mcp",
  "https://github.com/login/oauth/authorize?client_id=Ov23liFAKE0123456789&redirect_uri=https%3A%2F%2Fmy-worker-2.octocat.workers.dev%2Fcallback",
  "cookies __Host-oauth-upstream-01 __Secure-authjs.callback-url2",
  "src/authentication-handler.ts:12:34",
  '{"error":{"code":-32600,"message":"no"}}',
] as const)("leaves words, addresses and dates as they are: %s", (text, { expect }) => {
  expect(redactText(text)).toBe(text);
});

test("takes a secret out of what stands right before and after it", ({ expect }) => {
  for (const before of ["a:", "a-", "a.", "100%", "%22", '"', "("]) {
    for (const secret of ["ghu_abc", "c0de0123456789abcdef", jsonWebToken]) {
      expect(redactText(`${before}${secret}"`)).not.toContain(secret);
    }
  }
  expect(redactText('cut off: {"client_secret":"topsec')).toBe('cut off: {"client_secret":"…');
});

test("finds nothing in what it has redacted", ({ expect }) => {
  const once = redactText(`?code=abc {"code":"x"} ${jsonWebToken} form state=x1 action=y`);
  expect(redactText(once)).toBe(once);
});
