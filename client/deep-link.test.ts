import * as fc from "fast-check";
import { test } from "vitest";
import { deepLink, isDeepLinkHost, type DeepLinkHost } from "./deep-link.ts";
import { checkServerName } from "./server-name.ts";
import { parseServerUrl } from "./server-url.ts";

// Stored, so that a failure here is the same failure everywhere.
const run = { seed: 20_261_124, numRuns: 500 };
const url = "https://my-worker.example.workers.dev/mcp";
const linkHosts = ["cursor", "vscode", "vscode-insiders", "lm-studio", "goose"] as const;

/** What each host makes of its link, as its documentation or source says. */
const decode: Record<DeepLinkHost, (link: string) => { name: unknown; url: unknown }> = {
  cursor: (link) => fromBase64(link, "cursor:", "//anysphere.cursor-deeplink/mcp/install"),
  "lm-studio": (link) => fromBase64(link, "lmstudio:", "//add_mcp"),
  vscode: (link) => fromJsonQuery(link, "vscode:mcp/install?"),
  "vscode-insiders": (link) => fromJsonQuery(link, "vscode-insiders:mcp/install?"),
  goose: (link) => {
    const { protocol, host, searchParams } = new URL(link);
    if (`${protocol}//${host}` !== "goose://extension") throw new TypeError(link);
    if (searchParams.get("type") !== "streamable_http") throw new TypeError(link);
    return { name: searchParams.get("name"), url: searchParams.get("url") };
  },
};

function fromBase64(link: string, protocol: string, path: string) {
  const parsed = new URL(link);
  if (parsed.protocol !== protocol || `//${parsed.host}${parsed.pathname}` !== path)
    throw new TypeError(link);
  const config = parsed.searchParams.get("config") ?? "";
  if (!/^[A-Za-z0-9]+$/.test(config)) throw new TypeError(`${config} needs escaping`);
  // Once more, as an editor does whose URI class has decoded the query already.
  const twice = new URLSearchParams(decodeURIComponent(parsed.search)).get("config");
  if (twice !== config) throw new TypeError(`decoded twice, ${config} is ${twice}`);
  const value = JSON.parse(Buffer.from(config, "base64").toString()) as { url: unknown };
  if (Object.keys(value).join() !== "url") throw new TypeError(link);
  return { name: parsed.searchParams.get("name"), url: value.url };
}

/** VS Code's URI class decodes the query, and its handler decodes it again. */
function fromJsonQuery(link: string, prefix: string) {
  if (!link.startsWith(prefix) || link.includes("#")) throw new TypeError(link);
  const text = decodeURIComponent(decodeURIComponent(link.slice(prefix.length)));
  const { name, url: address, type } = JSON.parse(text) as Record<string, unknown>;
  if (type !== "http") throw new TypeError(link);
  return { name, url: address };
}

test("writes the links as the hosts document them", ({ expect }) => {
  expect(deepLink("cursor", { name: "my-worker", url: "https://e.com/mcp" })).toBe(
    "cursor://anysphere.cursor-deeplink/mcp/install?name=my-worker&config=eyJ1cmwiOiJodHRwczovL2UuY29tL21jcCJ9",
  );
  expect(deepLink("vscode", { name: "my-worker", url })).toBe(
    "vscode:mcp/install?%7B%22name%22%3A%22my-worker%22%2C%22type%22%3A%22http%22%2C%22url%22%3A%22https%3A%2F%2Fmy-worker.example.workers.dev%2Fmcp%22%7D",
  );
  expect(deepLink("goose", { name: "my-worker", url: "https://e.com/mcp" })).toBe(
    "goose://extension?type=streamable_http&name=my-worker&url=https%3A%2F%2Fe.com%2Fmcp&timeout=300",
  );
});

test.for([
  "https://example.com/mcp?a=1&b=2",
  "https://example.com/mcp?a=%26name%3Devil&config=x",
  "https://example.com/100%25/mcp",
  "https://example.com/a%2522/mcp?q=%2B+%20%23",
  "https://example.com/mcp?q=~~~???///(*)~",
  "https://b\u00fccher.example/\u00fc/mcp",
  "http://127.0.0.1:8788/mcp",
])("brings %s to every host as it is", (address, { expect }) => {
  const { href } = parseServerUrl(address);
  for (const host of linkHosts)
    expect(decode[host](deepLink(host, { name: "My_Worker-2", url: address }))).toEqual({
      name: "My_Worker-2",
      url: href,
    });
});

/** Mostly what may stand in a URL, and is often decoded wrongly; now and then what may not. */
const parts = fc.oneof(
  {
    weight: 40,
    arbitrary: fc.constantFrom("a", "Z9", "-", ".", "_", "~", "(", ")", "*", "+", "/"),
  },
  {
    weight: 40,
    arbitrary: fc.constantFrom(
      "%20",
      "%22",
      "%25",
      "%26",
      "%2B",
      "%3F",
      "%C3%BC",
      "@",
      ",",
      ":",
      "=",
    ),
  },
  { weight: 4, arbitrary: fc.constantFrom("\u00fc", "\u{1f600}") },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '"',
      "'",
      "`",
      "$",
      "\\",
      "<",
      "|",
      "^",
      "!",
      ";",
      " ",
      "\n",
      "\0",
      "%",
    ),
  },
);
const text = fc.array(parts, { maxLength: 12 }).map((array) => array.join(""));
const urls = fc
  .tuple(fc.constantFrom("https://example.com", "http://localhost:8788"), text, text)
  .map(([origin, path, query]) => `${origin}/p${path}?q=${query}&r=?`);
const names = fc.oneof(
  { weight: 9, arbitrary: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,40}$/) },
  { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
);

test("is refused, or decoded to what it was made of, whatever the name and the URL", ({
  expect,
}) => {
  let made = 0;
  const property = fc.property(
    names,
    urls,
    fc.constantFrom(...linkHosts),
    (name, address, host) => {
      const wanted = allowed(name, address);
      if (!wanted) {
        expect(() => deepLink(host, { name, url: address })).toThrow();
        return;
      }
      made++;
      const link = deepLink(host, { name, url: address });
      expect(link).toMatch(/^[\w:/?&=%.-]+$/);
      expect(decode[host](link)).toEqual(wanted);
    },
  );
  fc.assert(property, run);
  expect(made).toBeGreaterThan(200);
});

function allowed(name: string, address: string) {
  try {
    return { name: checkServerName(name), url: parseServerUrl(address).href };
  } catch {
    return undefined;
  }
}

test.for(["claude-desktop", "codex", "winamp", "__proto__"])(
  "has no link for %s",
  (host, { expect }) => {
    expect(isDeepLinkHost(host)).toBe(false);
    expect(() => deepLink(host as DeepLinkHost, { name: "a", url })).toThrow(
      expect.objectContaining({
        code: "HOST_UNSUPPORTED",
        hint: expect.stringContaining("cursor"),
      }),
    );
  },
);
