import { inspect } from "node:util";
import * as fc from "fast-check";
import { describe, test } from "vitest";
import { redactText } from "../harness/redact-text.ts";
import { escapeHtml } from "./pages/html.ts";
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
  `{"state":"abc\\"${secret}"}`,
  `%22refresh_token%22%3A%22${secret}%22`,
  `%7B%22code%22%3A%22${secret}%22%7D`,
  `%7B%22state%22%3A%22abc%5C%22${secret}%22%7D`,
  `next=%252Fcallback%253Fa%253Db%2526code%253D${secret}`,
  `["cookie","__Host-x=${secret}"]`,
  `Cookie: a="1"; __Host-x="${secret}"`,
  `client_secret="${secret}"`,
  `{ client_secret: '${secret}' }`,
  `{ githubClientSecret: "${secret}" }`,
  `GITHUB_CLIENT_SECRET=${secret}`,
  `COOKIE_ENCRYPTION_KEY: ${secret}`,
  `{"code":["${secret}"]}`,
  `&quot;code&quot;:&quot;${secret}&quot;`,
  `gho_\n${secret}`,
  `gho_Zx9kQ2\n  ${secret}`,
  `gho_Zx9kQ2vB7n\n${secret}`,
  `gho_Zx9kQ2vB7nZx9kQ2vB7n\n${secret}`,
  `{"set-cookie":["a=1; Path=/","__Host-x=${secret}"]}`,
  `{"code":["x", "y","${secret}"]}`,
  `{"code":["x","${secret}`,
  `{"code":[1,null,"${secret}"]}`,
  `[ 'set-cookie', [ 'a=1', 'b=${secret}' ] ]`,
  `xgho_${secret}`,
  `mcp-session-id=${secret}`,
  `GET /sse?sessionId=${secret}`,
  `{"code":"${secret}`,
];

test.for(["code=" + " ".repeat(400_000), "aaaaaaaa:".repeat(44_000), '"code":['.repeat(50_000)])(
  "LG-01 a long text is read in a time that grows no faster than it: %#",
  (text, { expect }) => {
    expect(redact(text).length).toBeGreaterThan(0);
  },
);

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
      '{"error":{"code":-32600,"message":"Invalid request"}}',
      "exit code: 1, in state: closed, 50% of 100",
    ]) {
      expect(write(text)).toBe(text);
    }
  });
});

/** Ways to write a text inside of another, and so inside of that again. */
const writings: ((text: string) => string)[] = [
  (text) => text,
  encodeURIComponent,
  (text) => JSON.stringify(text).slice(1, -1),
  escapeHtml,
];

/** Ways to write a value under its name, and which names mean a secret there. */
const parameter = ["code", "state", "handle", "password", "token"];
const field = ["client_secret", "refresh_token", "access_token", "code_verifier", "clientSecret"];
const shapes: [names: string[], write: (name: string, value: string) => string][] = [
  [[...parameter, ...field], (name, value) => `?a=1&${name}=${encodeURIComponent(value)}&b=2`],
  [[...parameter, ...field], (name, value) => JSON.stringify({ a: 1, [name]: value, b: "2" })],
  [[...parameter, ...field], (name, value) => JSON.stringify({ [name]: value }, null, 2)],
  [[...parameter, ...field], (name, value) => JSON.stringify([[name, value]])],
  [[...parameter, ...field], (name, value) => inspect({ a: 1, [name]: value })],
  [field, (name, value) => `${name}: ${encodeURIComponent(value)}`],
  [["Cookie", "set-cookie"], (name, value) => `${name}: a=1; __Host-x=${value}; Path=/`],
  [["cookie", "mcp-session-id"], (name, value) => JSON.stringify({ headers: { [name]: value } })],
  [["mcp-session-id", "sessionId"], (name, value) => `${name}=${encodeURIComponent(value)}`],
  [["Bearer", "basic"], (name, value) => `Authorization: ${name} ${encodeURIComponent(value)}`],
];

const letters = fc.string({
  unit: fc.constantFrom(
    ...Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"),
  ),
  minLength: 20,
  maxLength: 40,
});
const shaped = fc
  .constantFrom(...shapes)
  .chain(([names, write]) =>
    fc.record({ name: fc.constantFrom(...names), write: fc.constant(write) }),
  );

test("LG-01 no value of a secret survives, whatever it is, wherever it stands, and however it is written", ({
  expect,
}) => {
  const around = fc.string({ unit: "binary-ascii", maxLength: 40 });
  const near = fc.string({ unit: fc.constantFrom(...Array.from(`aZ0-_.~"'\\/ %`)), maxLength: 4 });
  const written = fc.array(fc.constantFrom(...writings), { maxLength: 3 });
  fc.assert(
    fc.property(
      fc.tuple(around, fc.constantFrom(" ", "\n", "\t"), near, around),
      letters,
      shaped,
      written,
      ([before, gap, beginning, after], found, { name, write }, ways) => {
        const shape = write(name, beginning + found);
        const text = `${before}${gap}${ways.reduce((inner, way) => way(inner), shape)}${gap}${after}`;
        expect([text, redact(text).includes(found)]).toEqual([text, false]);
      },
    ),
    { seed: 20261125, numRuns: 5000 },
  );
});

test("LG-01 no token survives, wherever it stands", ({ expect }) => {
  const around = fc.string({ unit: "binary-ascii", maxLength: 60 });
  const kinds = fc.constantFrom(
    "gho_",
    "ghu_",
    "ghr_",
    "github_pat_",
    "gho_\n",
    "583231:mZ0aKq9XyT2bW1cD:",
    "583231%253AmZ0aKq9XyT2bW1cD%253A",
  );
  fc.assert(
    fc.property(around, kinds, letters, around, (before, kind, found, after) => {
      const text = `${before}${kind}${found}${after}`;
      expect([text, redact(text).includes(found)]).toEqual([text, false]);
    }),
    { seed: 20261125, numRuns: 3000 },
  );
});

test("LG-01 what is hostile takes no longer", ({ expect }) => {
  const parts = ["a-", "gho_", "code", '\\"', "%25", "bearer ", "bearer\\", '"code":"', "a:a:"];
  for (const part of parts) {
    const started = performance.now();
    redact(part.repeat(100_000 / part.length));
    expect([part, performance.now() - started < 2000]).toEqual([part, true]);
  }
});

test("LG-01 a session id is cut out by its shape", ({ expect }) => {
  expect(redact(`lost ${seal}.${seal}`)).toBe("lost [session id]");
});
