import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, test } from "vitest";
import { hasChromium, openChromium } from "../chromium.test-support.ts";
import { refreshOf } from "./meta-refresh.ts";
import { parsePage } from "./page.ts";
import { DEFAULT_REFERRER_POLICY } from "./referrer.ts";
import { attemptSignIn } from "./attempt.ts";
import { completeSignIn } from "./sign-in.ts";
import { redirect, serve } from "./site.test-support.ts";

function targetOf(
  content: string,
  { status = 200, head = "", refresh = null as string | null } = {},
) {
  const meta = content && `<meta http-equiv="Refresh" content="${content}"><p>Please wait.`;
  const page = parsePage({
    url: new URL("http://localhost/sign-in/wait?a=1"),
    status,
    content: { text: head + meta, encoding: "UTF-8", isHtml: true },
    refresh,
    referrerPolicy: DEFAULT_REFERRER_POLICY,
  });
  return refreshOf(page)?.navigation.url.href;
}

// https://html.spec.whatwg.org/multipage/semantics.html#attr-meta-http-equiv-refresh
test.for([
  ["0; url=next", "http://localhost/sign-in/next"],
  ["0;URL='/next'", "http://localhost/next"],
  ["3 , url = /next ", "http://localhost/next"],
  ["0.5; /next", "http://localhost/next"],
  ["0 /next", "http://localhost/next"],
  ["0; url=https://github.com/login", "https://github.com/login"],
] as const)("follows %s", ([content, expected], { expect }) => {
  expect(targetOf(content)).toBe(expected);
});

test("leaves a page for those without scripts only where there is nothing to press", ({
  expect,
}) => {
  const head = '<noscript><meta http-equiv="refresh" content="0; url=/next"></noscript>';
  expect(targetOf("", { head })).toBe("http://localhost/next");
  const asks = `${head}<form><button>Allow</button></form>`;
  expect(targetOf("", { head: asks })).toBeUndefined();
});

test.for(["", "5", "0;", "0; url=", "60; url=/next", "0; url=/sign-in/wait?a=1", "soon"])(
  'stays where "%s" says',
  (content, { expect }) => {
    expect(targetOf(content)).toBeUndefined();
  },
);

const followed: [address: string, isFollowed: boolean][] = [
  ["/next", true],
  ["javascript:document.title=1", false],
  ["JavaScript:alert(1)", false],
  ["data:text/html,next", false],
  ["blob:next", false],
  ["file:///etc/hostname", false],
];

test.for(followed)(
  "of a page that sends on to %s it is %s that it is left",
  ([to, isLeft], { expect }) => {
    expect(targetOf(`0; url=${to}`) !== undefined).toBe(isLeft);
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

  test.for(followed)(
    "of a page that sends on to %s it is %s that it is left",
    async ([to, isLeft], { expect }) => {
      await using site = await serve({
        "GET /": `<title>Here</title><meta http-equiv="refresh" content="0; url=${to}">`,
        "GET /next": "<title>Next</title>",
      });
      await tab.goto(`${site.origin}/`);
      // What a browser does not follow, it does not follow later either.
      await (isLeft ? tab.waitForURL("**/next") : tab.waitForTimeout(200));
      expect(await tab.title()).toBe(isLeft ? "Next" : "Here");
    },
  );
});

test("follows the Refresh header, and resolves against <base>", ({ expect }) => {
  expect(targetOf("", { refresh: "0; url=/next" })).toBe("http://localhost/next");
  expect(targetOf("0; url=next", { head: '<base href="/other/">' })).toBe(
    "http://localhost/other/next",
  );
});

test("stays on a page that says what went wrong", ({ expect }) => {
  expect(targetOf("0; url=/", { status: 500 })).toBeUndefined();
});

test("a sign-in goes on where a page sends its reader by itself", async ({ expect }) => {
  const stopBefore = "http://127.0.0.1:33418/callback";
  await using site = await serve({
    "GET /authorize": '<meta http-equiv="refresh" content="2; url=/idp"><a href="/idp">Go on</a>',
    "GET /idp": redirect(`${stopBefore}?code=c`),
  });
  const url = `${site.origin}/authorize`;
  const signedIn = await completeSignIn({ url, login: "octocat", stopBefore });
  expect(signedIn.url).toBe(`${stopBefore}?code=c`);
  expect(site.requests[1]?.headers.referer).toBe(url);
});

test.for([
  ["approve", "code=c", '<a href="/dashboard">Continue to dashboard</a>'],
  [
    "approve",
    "code=c",
    '<form method="post" action="/push"><button>Allow notifications</button></form>',
  ],
  ["deny", "error=access_denied", '<a href="/login">Log in</a>'],
] as const)(
  "who has come to %s is led to the client with %s, beside %s",
  async (done, { expect }) => {
    const [act, answer, beside] = done;
    const stopBefore = "http://127.0.0.1:33418/callback";
    await using site = await serve({
      "GET /authorize": '<form method="post"><button>Allow</button><button>Deny</button></form>',
      "POST /authorize": { headers: { Refresh: `3; url=${stopBefore}?${answer}` }, body: beside },
    });
    const url = `${site.origin}/authorize`;
    const signedIn = await attemptSignIn({ url, login: "octocat", stopBefore, act });
    expect(signedIn.url).toBe(`${stopBefore}?${answer}`);
  },
);

test("a person decides before a page that waits for them sends them on", async ({ expect }) => {
  const stopBefore = "http://127.0.0.1:33418/callback";
  const page = `<meta http-equiv="refresh" content="10; url=/late"><form method="post"><button>Allow</button></form>`;
  await using site = await serve({
    "GET /authorize": page,
    "POST /authorize": redirect(`${stopBefore}?code=c`),
    "GET /late": { status: 400, body: "Too late" },
  });
  const url = `${site.origin}/authorize`;
  await completeSignIn({ url, login: "octocat", stopBefore });
  expect(site.requests.map(({ method }) => method)).toEqual(["GET", "POST"]);
});
