import { test } from "vitest";
import { createEntry } from "./create-entry.ts";
import { headersInEnv, parseHeader } from "./headers.ts";
import { KitError } from "./kit-error.ts";

const secret = "ghp_hunter2";
const url = "https://example.com/mcp";

/** What a refusal says, all of it. */
function refusalOf(run: () => unknown): { code: string; text: string } {
  try {
    run();
  } catch (error) {
    if (error instanceof KitError)
      return { code: error.code, text: `${error.message} ${error.hint} ${error.stack}` };
    throw error;
  }
  throw new Error("It was accepted.");
}

test.for([
  [`Authorization: Bearer ${secret}`, "Authorization", `Bearer ${secret}`],
  [`X-Api-Key:${secret}`, "X-Api-Key", secret],
  ["CF-Access-Client-Id:   a:b:c  ", "CF-Access-Client-Id", "a:b:c"],
  ["Cookie: a=b; c=$d", "Cookie", "a=b; c=$d"],
])("reads the header %j", ([line, name, value], { expect }) => {
  expect(parseHeader(line!)).toEqual({ name, value });
});

test.for([
  ["CL-16 a line break", `X: ${secret}\r\nY: b`],
  ["CL-16 a lone line feed", `X: ${secret}\nY: b`],
  ["CL-16 a control character", `X: ${secret}\u0000`],
  ["CL-16 a tab", `X: a\t${secret}`],
  ["CL-16 a line break in its name", `X\r\nY: ${secret}`],
  ["CL-17 no colon", `Authorization ${secret}`],
  ["CL-17 no name", `: ${secret}`],
  ["CL-17 a space in its name", `Bearer ${secret}: x`],
  ["CL-17 a space before its colon", `Authorization : ${secret}`],
  ["CL-17 a character in its name that is no token's", `Auth(x): ${secret}`],
  ["CL-17 a character in its name that mcp-remote passes over", `X.Api: ${secret}`],
  ["CL-17 a letter in its name outside ASCII", `Schlüssel: ${secret}`],
  ["MR-15 a placeholder that nobody fills in", `Authorization: Bearer \${${secret}}`],
  ["a value outside ASCII", `X: ${secret}é`],
  ["no value", "Authorization:  "],
  ["a name that the connection sets", `Host: ${secret}`],
  ["a name that frames the message", `content-length: ${secret}`],
  ["the name of MCP's session", `MCP-Session-Id: ${secret}`],
  ["a name that MCP keeps", `Mcp-Param-Region: ${secret}`],
])("refuses a header with %s, and says nothing of its value", ([, line], { expect }) => {
  const { code, text } = refusalOf(() => parseHeader(line!));
  expect(code).toBe("HEADER_REFUSED");
  expect(text).not.toContain(secret);
});

test("CL-18 CL-48 puts the values into variables, and names into arguments without a space", ({
  expect,
}) => {
  const entry = createEntry(url, {
    headers: [parseHeader(`Authorization: Bearer ${secret}`), parseHeader(`X-Api-Key: ${secret}`)],
    env: { MCP_REMOTE_CONFIG_DIR: "/home/me/a" },
  });
  expect(entry.args.slice(6)).toEqual([
    "--header",
    "Authorization:${AUTH_HEADER}",
    "--header",
    "X-Api-Key:${HEADER_X_API_KEY}",
  ]);
  expect(entry.env).toEqual({
    MCP_REMOTE_CONFIG_DIR: "/home/me/a",
    AUTH_HEADER: `Bearer ${secret}`,
    HEADER_X_API_KEY: secret,
  });
  expect(entry.args.join("\n")).not.toMatch(new RegExp(`${secret}| `));
});

test("CL-16 checks headers that come from code, too", ({ expect }) => {
  for (const value of [`${secret}\r\nY: b`, ` ${secret}`]) {
    const { code, text } = refusalOf(() => createEntry(url, { headers: [{ name: "X", value }] }));
    expect(code).toBe("HEADER_REFUSED");
    expect(text).not.toContain(secret);
  }
});

test("refuses a header that is given twice, in whatever case", ({ expect }) => {
  const headers = [
    { name: "X-Key", value: "a" },
    { name: "x-key", value: secret },
  ];
  expect(() => headersInEnv(headers)).toThrow(/"x-key" is given twice/);
});

test("refuses two headers that would share a variable", ({ expect }) => {
  const headers = [
    { name: "X-Key", value: "a" },
    { name: "X_Key", value: "b" },
  ];
  expect(() => headersInEnv(headers)).toThrow(/differ in - and _ only/);
});

test("refuses a variable that a header wants", ({ expect }) => {
  const headers = [{ name: "Authorization", value: secret }];
  const { code, text } = refusalOf(() =>
    createEntry(url, { headers, env: { AUTH_HEADER: secret } }),
  );
  expect(code).toBe("USAGE");
  expect(text).toContain('"AUTH_HEADER"');
  expect(text).not.toContain(secret);
});
