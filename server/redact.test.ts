import * as fc from "fast-check";
import { describe, test } from "vitest";
import { redactText } from "../harness/redact-text.ts";
import { redact } from "./redact.ts";

const secret = "Zx9kQ2vB7nM4pL8sT1wY6uR3eA5dF0gH";
const seal = "0123456789abcdef".repeat(4);

/** Each holds {@link secret}, or a part of it that is as good. */
const texts: string[] = [
  `gho_${secret}`,
  `GitHub said no to ghu_${secret}.`,
  `ghr_${secret}${secret}`,
  `ghs_${secret}, ghp_${secret}`,
  `github_pat_${secret}_${secret}`,
  `{"error":"gho_${secret}"}`,
  `Authorization: Bearer ${secret}`,
  `authorization: bearer ${secret}`,
  `Bearer\n  ${secret}`,
  `Bearer%20${secret}`,
  `Authorization: Basic ${secret}==`,
  `583231:mZ0aKq9XyT2bW1cD:${secret}`,
  `583231%3AmZ0aKq9XyT2bW1cD%3A${secret}`,
  `GET /callback?code=${secret}&state=x`,
  `GET /callback?code=x&state=${secret}`,
  `https://a.example/cb#access_token=${secret}`,
  `grant_type=authorization_code&code_verifier=${secret}`,
  `client_id=x&client_secret=${secret}`,
  `refresh_token=${secret}&client_id=x`,
  `next=%2Fcallback%3Fcode%3D${secret}`,
  `decision=approve&handle=${secret}`,
  `{"access_token":"${secret}","token_type":"bearer"}`,
  `{ "refresh_token" : "${secret}" }`,
  `{"client_secret":\n  "${secret}"}`,
  JSON.stringify(JSON.stringify({ code: secret })),
  JSON.stringify(JSON.stringify({ a: JSON.stringify({ code_verifier: secret }) })),
  `Cookie: a=1; __Host-oauth-consent-01=${secret}`,
  `set-cookie: __Host-oauth-upstream-01=${secret}; Path=/; Secure`,
  `{"cookie":"session=${secret}"}`,
  `mcp-session-id: ${secret}`,
];

describe.for([
  ["the Worker", redact],
  ["the harness", redactText],
] as const)("LG-01 what %s writes", ([, write]) => {
  test.for(texts)("holds no secret of %j", (text, { expect }) => {
    expect(write(text)).not.toContain(secret.slice(0, 16));
  });

  test("holds no secret, wherever one stands", ({ expect }) => {
    const around = fc.string({ unit: "binary-ascii", maxLength: 60 });
    const kinds = fc.constantFrom(
      `gho_${secret}`,
      `github_pat_${secret}`,
      `583231:mZ0aKq9XyT2bW1cD:${secret}`,
      `code=${secret}`,
      `Bearer ${secret}`,
    );
    fc.assert(
      fc.property(around, kinds, around, (before, kind, after) => {
        expect(write(`${before} ${kind} ${after}`)).not.toContain(secret);
      }),
      { seed: 20261124, numRuns: 500 },
    );
  });

  test("keeps what is none", ({ expect }) => {
    for (const text of [
      "http_502",
      "GitHub no longer accepts this sign-in. Sign in again.",
      "TypeError: Cannot read properties of undefined",
      "POST /token answered 400",
    ]) {
      expect(write(text)).toBe(text);
    }
  });
});

test("LG-01 a session id is cut out by its shape", ({ expect }) => {
  expect(redact(`lost ${seal}.${seal}`)).toBe("lost [session id]");
});
