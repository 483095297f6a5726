import { test } from "vitest";
import { cutKeptSecrets, keptSecretsIn } from "./kept-secrets.ts";

const cookieKey = `c00c1e${"0d".repeat(29)}`;
const issued = `583231:Zk3mQ9sT2uVwXyZa:${"R4nd".repeat(8)}`;

test.for([
  ["GitHub's token", `gho_CANARYoctocat${"a".repeat(23)}`, "gho_CANARYoctocata"],
  ["the cookie key", cookieKey, "c00c1e…"],
  ["what the provider issues", issued, "583231:…"],
  ["what it issues to whom a login is the id", issued.replace("583231", "octo-cat"), "octo-cat:…"],
  ["a header with a token", "Bearer x9K-3f_Zq81LmNoP", "Bearer …"],
] as const)("finds %s in an answer, and cuts it", ([, secret, cut], { expect }) => {
  const text = JSON.stringify({ text: `It is ${secret}.` });
  expect(keptSecretsIn(text)).toEqual([expect.stringContaining(cut)]);
  expect(cutKeptSecrets(text)).toContain(`It is ${cut}`);
  expect(cutKeptSecrets(text)).not.toContain(secret.slice(-12));
});

test.for([
  "Authorization: Bearer YOUR_ACCESS_TOKEN",
  "12:34:56 and 2026-11-26T19:00:00Z",
  "sha256:9f86d081884c7d659a2feaa0c55ad015",
  `urn:example:${"a".repeat(40)}`,
])("finds nothing in %s", (text, { expect }) => {
  expect(keptSecretsIn(text)).toEqual([]);
  expect(cutKeptSecrets(text)).toBe(text);
});
