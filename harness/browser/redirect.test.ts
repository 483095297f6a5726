import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, test } from "vitest";
import { hasChromium, openChromium } from "../chromium.test-support.ts";
import { ScriptedBrowser } from "./scripted-browser.ts";
import { redirect, serve, type Site } from "./site.test-support.ts";

/** What the header says, byte by byte, and the requests that come of it: path, query and login. */
const redirects: [location: string, seen: string[]][] = [
  ["/next?x=%C3%A9", ["/next?x=%C3%A9"]],
  [bytes("/n\u00e9xt?x=\u00e9#\u00e9"), ["/n%C3%A9xt?x=%C3%A9"]],
  // Not UTF-8, but what the server wrote.
  ["/next?x=\u00e9", ["/next?x=%E9"]],
  ["http://user:hunter2@HOST/next", ["/next"]],
  ["http://us%40er:p%3Aw@HOST/login", ["/login", "/login us@er:p:w"]],
  ["http://us%C3%A9r@HOST/login", ["/login", "/login us\u00e9r:"]],
  ["http://user:hunter2@HOST/digest", ["/digest"]],
  ["/login", ["/login"]],
];

/** The UTF-8 of a text, one character a byte. */
function bytes(text: string): string {
  return Buffer.from(text).toString("latin1");
}

function serveRedirect(location: string): Promise<Site> {
  return serve({
    "GET /": ({ url }) => redirect(location.replace("HOST", url.host)),
    "GET /login": ({ headers }) =>
      headers.authorization === undefined
        ? { status: 401, headers: { "WWW-Authenticate": 'Basic realm="x"' }, body: "Who?" }
        : "done",
    "GET /digest": { status: 401, headers: { "WWW-Authenticate": "Unknown" }, body: "Who?" },
  });
}

function seenAt({ requests }: Site): string[] {
  const seen = requests.filter(({ url }) => !["/", "/favicon.ico"].includes(url.pathname));
  return seen.map(({ url, headers: { authorization = "" } }) => {
    const login = Buffer.from(authorization.replace("Basic ", ""), "base64").toString();
    return [url.pathname + url.search, login].filter(Boolean).join(" ");
  });
}

test.for(redirects)("is redirected to %s by way of %o", async ([location, seen], { expect }) => {
  await using site = await serveRedirect(location);
  const browser = new ScriptedBrowser({
    fetch: globalThis.fetch,
    allows: () => true,
    stopsBefore: () => false,
  });
  await browser.visit({ method: "GET", url: new URL(`${site.origin}/`) });
  expect(seenAt(site)).toEqual(seen);
  expect(JSON.stringify(browser.hops)).not.toContain("hunter2");
});

describe.runIf(hasChromium)("in Chromium,", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser.close());

  test.for(redirects)(
    "the browser is redirected to %s by way of %o",
    async ([location, seen], { expect }) => {
      await using site = await serveRedirect(location);
      const tab = await browser.newPage();
      // A login that nobody can type ends in an error.
      await tab.goto(`${site.origin}/`).catch(() => {});
      await tab.close();
      expect(seenAt(site)).toEqual(seen);
    },
  );
});
