import { test } from "vitest";
import { KitError } from "./kit-error.ts";
import { mask, parseServerUrl } from "./server-url.ts";

function refusalOf(url: string): KitError {
  try {
    parseServerUrl(url);
  } catch (error) {
    if (error instanceof KitError) return error;
    throw error;
  }
  throw new Error(`${url} was accepted`);
}

test.for<[string, string]>([
  ["https://my-worker.example.workers.dev/mcp", "https://my-worker.example.workers.dev/mcp"],
  ["http://localhost:8788/mcp", "http://localhost:8788/mcp"],
  ["http://127.0.0.1:8788/mcp", "http://127.0.0.1:8788/mcp"],
  ["HTTPS://EXAMPLE.com:443/a/../mcp", "https://example.com/mcp"],
  [
    "https://example.com/mcp?project=a&read_only=true",
    "https://example.com/mcp?project=a&read_only=true",
  ],
  [
    "https://example.com/mcp?author=me&max_tokens=9",
    "https://example.com/mcp?author=me&max_tokens=9",
  ],
  ["https://example.com/caf%C3%A9", "https://example.com/caf%C3%A9"],
])("normalises %s", ([url, normalised], { expect }) => {
  expect(parseServerUrl(url).href).toBe(normalised);
});

test("CL-14 shows an international host name as punycode", ({ expect }) => {
  expect(parseServerUrl("https://ex\u0430mple.com/mcp").href).toBe(
    "https://xn--exmple-4nf.com/mcp",
  );
});

test.for<[string, string, RegExp]>([
  ["CL-09", "http://example.com/mcp", /plain http/],
  ["CL-09", "http://[::1]:8788/mcp", /plain http/],
  ["CL-09", "http://localhost.example.com/mcp", /plain http/],
  ["CL-10", "javascript:alert(1)", /no http or https/],
  ["CL-10", "file:///etc/passwd", /no http or https/],
  ["CL-10", "data:text/html,x", /no http or https/],
  ["CL-10", "ftp://example.com/mcp", /no http or https/],
  ["CL-10", "ws://example.com/mcp", /no http or https/],
  ["CL-10", "https:example.com/mcp", /no http or https/],
  ["CL-10", "https://exa mple.com/mcp", /a space/],
  ["CL-10", "https://example.com:99999/mcp", /a host or a port that there cannot be/],
  ["CL-10", "", /no http or https/],
  ["CL-15", "--header=x", /no http or https/],
  ["CL-15", "-c", /no http or https/],
])("%s refuses %j", ([, url, message], { expect }) => {
  const { code, message: said, hint } = refusalOf(url);
  expect(code).toBe("URL_INVALID");
  expect(said).toMatch(message);
  expect(hint).not.toBe("");
});

test("CL-11 refuses user information, and does not repeat it", ({ expect }) => {
  const { message, hint } = refusalOf("https://user:hunter2@example.com/mcp");
  expect(message).toMatch(/user name or password/);
  expect(message + hint).not.toContain("hunter2");
});

test.for([
  "token=hunter2",
  "access_token=hunter2",
  "a=1&api_key=hunter2",
  "apiKey=hunter2",
  "key=hunter2",
  "client_secret=hunter2",
  "x=ghp_hunter2",
  "x=eyJhbGciOi.hunter2",
])("CL-12 refuses ?%s, and does not repeat it", (query, { expect }) => {
  const { message, hint } = refusalOf(`https://example.com/mcp?${query}`);
  expect(message).toMatch(/secret/);
  expect(message + hint).not.toContain("hunter2");
});

const token = "ghp_abcdefghijklmnopqrstuvwxyz0123456789";

test.for([`s/${token}/mcp`, `s/%67${token.slice(1)}`, `mcp/token=${token}`, `a,${token}`])(
  "CL-12 refuses a token in the path /%s, and does not repeat it",
  (path, { expect }) => {
    const { message, hint } = refusalOf(`https://example.com/${path}`);
    expect(message).toMatch(/secret/);
    expect(message + hint).not.toContain("bcdef");
  },
);

test.for([
  [`https://me:pw@x.example/s/${token}/mcp?a=1#b`, "https://...@x.example/s/.../mcp?...#..."],
  ["https://x.example/mcp;token=short1;v=2", "https://x.example/mcp;token=...;v=2"],
  [`https://x.example/%67${token.slice(1)}`, "https://x.example/..."],
  ["https://x.example/sk-learn/%zz/tokens", "https://x.example/sk-learn/%zz/tokens"],
] as const)("CL-49 masks what is secret in %s", ([url, shown], { expect }) => {
  expect(mask(url)).toBe(shown);
});

test.for("|<>^!\"';$`\\%\n\r\t\0\u202e\u200b\u00a0 ".split(""))(
  "CL-13 refuses a URL with %j in it, and prints it escaped",
  (character, { expect }) => {
    const { message } = refusalOf(`https://example.com/mcp${character}start`);
    expect(message).toMatch(/command line|cannot be seen/);
    expect(message).toMatch(/^[\x20-\x7e]+$/);
  },
);

test("CL-13 refuses & in a path and %PATH% anywhere", ({ expect }) => {
  expect(refusalOf("https://example.com/mcp&calc").message).toMatch(/command line/);
  expect(refusalOf("https://example.com/mcp?a=%PATH%").message).toMatch(/command line/);
});

test("refuses a fragment, an empty one too", ({ expect }) => {
  expect(refusalOf("https://example.com/mcp#x").message).toMatch(/fragment/);
  expect(refusalOf("https://example.com/mcp#").message).toMatch(/fragment/);
});

test("refuses a URL without a path and names the endpoint that is probably meant", ({ expect }) => {
  for (const url of [
    "http://localhost:8788",
    "http://localhost:8788/",
    "http://localhost:8788/?a=1",
  ])
    expect(refusalOf(url).hint).toContain("http://localhost:8788/mcp");
});

test("accepts a URL without a path when the caller says that the server answers there", ({
  expect,
}) => {
  expect(parseServerUrl("https://mcp.example.com", { allowRoot: true }).href).toBe(
    "https://mcp.example.com/",
  );
});
