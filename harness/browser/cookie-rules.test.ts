import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, test } from "vitest";
import { hasChromium, openChromium } from "../chromium.test-support.ts";
import { ScriptedBrowser } from "./scripted-browser.ts";
import { serve, type Site } from "./site.test-support.ts";

/** Cookies of a page at `/sub/`, and whether a browser sends them back to it. */
const cookies: [setCookie: string, isKept: boolean][] = [
  ["a=1", true],
  ["a=1; SameSite=Lax", true],
  ["a=1; SameSite=None; Secure", true],
  ["a=1; SameSite=None", false],
  ["a=1; samesite=NONE; Path=/", false],
  ["a=1; SameSite=None; SameSite=Lax", true],
  ["a=1; SameSite=nonsense", true],
  ["a=1; Partitioned", false],
  ["a=1; Secure; Partitioned; Path=/", true],
  ["__Host-a=1; Secure; Path=/", true],
  ["__Host-a=1; Path=/", false],
  ["__Host-a=1; Secure", false],
  ["__Host-a=1; Secure; Path=/sub/", false],
  ["__Host-a=1; Secure; Path=/; Domain=localhost", false],
  ["__host-a=1; Secure; Path=/", true],
  ["__host-a=1; Path=/", false],
  ["__HOST-a=1; Secure; Path=/; Domain=localhost", false],
  ["__hOst-a=1; Secure", false],
  ["__Secure-a=1; Secure", true],
  ["__Secure-a=1", false],
  ["__secure-a=1", false],
  ["__SECURE-a=1; Secure", true],
  ["__Http-a=1; Secure; HttpOnly", true],
  ["__http-a=1; Secure", false],
  ["__Host-Http-a=1; Secure; HttpOnly; Path=/", true],
  ["__Host-Http-a=1; Secure; Path=/", false],
  ["__Hosta=1", true],
  ["nameless", true],
  ["=nameless", true],
  ["=name=less", false],
  ["=", false],
  ["", false],
  ["; Path=/", false],
  ["=__Host-a=1; Secure; Path=/", false],
  ["__secure-a; Secure", false],
  [`a=${"x".repeat(4095)}`, true],
  [`a=${"x".repeat(4096)}`, false],
  [`${"a".repeat(4096)}=`, true],
  [`${"a".repeat(4096)}=1`, false],
  [`a=${latin1("é".repeat(2048))}`, false],
];

/** The UTF-8 of a text, one character a byte. */
function latin1(text: string): string {
  return Buffer.from(text).toString("latin1");
}

/** A long cookie's name in a test is short. */
function named([cookie, isKept]: readonly [string, boolean]): [string, boolean, string] {
  const name = cookie.length > 60 ? `${cookie.slice(0, 9)}… of ${cookie.length} bytes` : cookie;
  return [name, isKept, cookie];
}

function serveCookie(setCookie: string): Promise<Site> {
  return serve({
    "GET /sub/": { headers: { "Set-Cookie": setCookie }, body: "set" },
    "GET /sub/next": "done",
  });
}

/** What a browser sends back, without the attributes; nothing when it does not keep the cookie. */
function pairOf(setCookie: string): string {
  return (setCookie.split(";")[0] ?? "").replace(/^=/, "");
}

function sentBack(site: Site): string | undefined {
  const next = site.requests.find(({ url }) => url.pathname === "/sub/next");
  if (next === undefined) throw new Error("Nobody came back.");
  return next.headers.cookie;
}

test.for(cookies.map(named))(
  "of the cookie %s it is %s that it is kept",
  async ([, kept, cookie], { expect }) => {
    await using site = await serveCookie(cookie);
    const browser = new ScriptedBrowser({
      fetch: globalThis.fetch,
      allows: () => true,
      stopsBefore: () => false,
    });
    for (const path of ["/sub/", "/sub/next"]) {
      await browser.visit({ method: "GET", url: new URL(path, site.origin) });
    }
    expect(sentBack(site)).toBe(kept ? pairOf(cookie) : undefined);
  },
);

describe.runIf(hasChromium)("in Chromium,", () => {
  let browser: Browser;
  let tab: Page;
  beforeAll(async () => {
    browser = await openChromium();
    tab = await browser.newPage();
  });
  afterAll(() => browser.close());

  test.for(cookies.map(named))(
    "of the cookie %s it is %s that it is kept",
    async ([, kept, cookie], { expect }) => {
      await using site = await serveCookie(cookie);
      await tab.context().clearCookies();
      await tab.goto(`${site.origin}/sub/`);
      await tab.evaluate("fetch('/sub/next')");
      expect(sentBack(site)).toBe(kept ? pairOf(cookie) : undefined);
    },
  );
});
