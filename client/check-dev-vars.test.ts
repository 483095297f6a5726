import { mkdir, mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "vitest";
import { checkDevVars } from "./check-dev-vars.ts";
import { readVariables } from "./dev-vars/read-variables.ts";
import { wranglerValues } from "./dev-vars/wrangler-values.test-support.ts";

async function findingsIn(files: Record<string, string>, environment?: string) {
  await using folder = await mkdtempDisposable(join(tmpdir(), "mcp-kit-"));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder.path, name), text);
  const findings = await checkDevVars(
    folder.path,
    environment === undefined ? {} : { environment },
  );
  return findings.map((finding) =>
    Object.assign(finding, { file: finding.file.slice(folder.path.length + 1) }),
  );
}

const fine = `# secrets
GITHUB_CLIENT_ID=abc
export GITHUB_CLIENT_SECRET="s3cret with # and ="   # why not
EMPTY=

YAML_LIKE: value
KEY='-----BEGIN-----
abc
Qx9==
-----END-----'
BACK=\`a "b" 'c'\`
PLAIN=value # a comment
`;

test("finds nothing wrong with a file that says what it means", async ({ expect }) => {
  expect(await findingsIn({ ".dev.vars": fine })).toEqual([]);
  expect(await findingsIn({})).toEqual([]);
});

test.for<[string, string, number, RegExp]>([
  ["a line without =", "A=1\n\nhunter2\nB=2\n", 3, /no NAME=value/],
  ["a name with a space", "A B=hunter2\n", 1, /no NAME=value/],
  [
    "a quotation mark that is never closed",
    'A=1\nKEY="hunter2\nB=2\n',
    2,
    /"KEY" opens with " and is never closed/,
  ],
  ["a mark that closes too early", 'KEY="hunter2"rest\n', 1, /never closed/],
  [
    "a value that swallows the next",
    "KEY='hunter2\nB='\n",
    1,
    /"KEY" runs to line 2, and swallows what line 2/,
  ],
  [
    "a key that is there twice",
    "A=hunter2\nB=1\nA=hunter3\n",
    3,
    /"A" is set before, in line 1: the last one wins/,
  ],
  ["a # within a value", "KEY=hunter2#rest\n", 1, /"KEY" ends at its #/],
])(
  "WK-16 finds %s, by its line, and shows no value",
  async ([, text, line, message], { expect }) => {
    const findings = await findingsIn({ ".dev.vars": text });
    expect(findings).toEqual([
      {
        severity: "fail",
        file: ".dev.vars",
        line,
        message: expect.stringMatching(message),
        hint: expect.any(String),
      },
    ]);
    expect(JSON.stringify(findings)).not.toMatch(/hunter|rest/);
  },
);

test("WK-16 notes a byte order mark and CRLF, which Wrangler can read", async ({ expect }) => {
  expect(await findingsIn({ ".dev.vars": "\uFEFFA=1\r\nB=2\r\n" })).toMatchObject([
    { severity: "note", line: 1, message: expect.stringContaining("byte order mark") },
    { severity: "note", line: 1, message: expect.stringContaining("CRLF") },
  ]);
});

test("WK-17 says that .dev.vars wins over .env", async ({ expect }) => {
  expect(
    await findingsIn({ ".dev.vars": "A=1\n", ".env": "no assignment\n", ".env.local": "B=1\n" }),
  ).toMatchObject([
    {
      file: ".env",
      message: "Wrangler does not read .env, since .dev.vars is there: .dev.vars wins as a whole.",
    },
    { file: ".env.local" },
  ]);
});

test("WK-17 says that the environment's file wins over the common one", async ({ expect }) => {
  const files = { ".dev.vars": "A=1\n", ".dev.vars.staging": "A=2\n" };
  expect(await findingsIn(files)).toEqual([]);
  expect(await findingsIn(files, "staging")).toMatchObject([
    { file: ".dev.vars", message: expect.stringContaining(".dev.vars.staging wins") },
  ]);
});

test("WK-16 checks each .env file where there is no .dev.vars", async ({ expect }) => {
  expect(
    await findingsIn({ ".env": "A\n", ".env.local": "B\n", ".env.staging": "C\n" }, "staging"),
  ).toMatchObject([
    { file: ".env", line: 1 },
    { file: ".env.local", line: 1 },
    { file: ".env.staging", line: 1 },
  ]);
});

test("says that a file cannot be read", async ({ expect }) => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "mcp-kit-"));
  await mkdir(join(folder.path, ".dev.vars"));
  expect(await checkDevVars(folder.path)).toMatchObject([
    { severity: "fail", message: expect.stringContaining("no regular file") },
  ]);
});

test.for([
  fine,
  'A=1\nKEY="x\nB=2',
  "A\nB=1",
  "KEY='x\nB='\nC=3",
  "\uFEFFA=1\r\nB='x'\r\n",
  "a.b-c=1\n1=2",
])("takes the same names as Wrangler from %j", async (text, { expect }) => {
  const taken = await wranglerValues(text);
  expect(readVariables(text).names.toSorted()).toEqual(Object.keys(taken).toSorted());
});
