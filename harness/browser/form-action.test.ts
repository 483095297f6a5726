import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, test } from "vitest";
import { hasChromium, openChromium } from "../chromium.test-support.ts";
import { attemptSignIn } from "./attempt.ts";
import { mayLeadTo } from "./form-action.ts";
import { errorOf, redirect, serve } from "./site.test-support.ts";

/** Where a form of `localhost` goes: by itself to `/here`, and from there to the same port of `127.0.0.1`. */
const policies: [policy: string, comesTo: "nowhere" | "here" | "there"][] = [
  ["default-src 'none'", "there"],
  ["form-action *", "there"],
  ["form-action http:", "there"],
  ["form-action 'self'", "here"],
  ["form-action 'none'", "nowhere"],
  ["form-action", "nowhere"],
  ["form-action 'self' http://127.0.0.1:*", "there"],
  ["form-action 'self' 127.0.0.1:*", "there"],
  ["form-action 'self' 127.0.0.1", "here"],
  ["form-action 'self' https://127.0.0.1:*", "here"],
  ["form-action 'self' http://127.0.0.1:*/other", "there"],
  ["form-action http://localhost:*/other http://127.0.0.1:*", "nowhere"],
  ["form-action http://localhost:*/he http://127.0.0.1:*", "nowhere"],
  ["form-action http://localhost:*/ http://127.0.0.1:*", "there"],
  ["form-action *; form-action 'none'", "there"],
  ["form-action *, form-action 'self'", "here"],
  ["FORM-ACTION 'SELF'", "here"],
];

/** A form under a policy. @returns the site, and what it was asked for beyond its first page */
async function open(policy: string, meta = "") {
  const site = await serve({
    "GET /": {
      headers: { ...(policy && { "Content-Security-Policy": policy }) },
      body: `${meta}<form method="post" action="/here"><button>Allow</button></form>`,
    },
    "POST /here": ({ url }) => redirect(`http://127.0.0.1:${url.port}/there?code=c`),
    "GET /there": "Done",
  });
  const asked = () => site.requests.map(({ url }) => url.pathname.slice(1));
  const comesTo = () => (["there", "here"] as const).find((each) => asked().includes(each));
  return { site, comesTo: () => comesTo() ?? "nowhere" };
}

const signIn = ({ origin }: { origin: string }) =>
  attemptSignIn({ url: `${origin}/?redirect_uri=${origin}/done`, login: "octocat" });

test.for(policies)("by %s a form comes %s", async ([policy, expected], { expect }) => {
  const { site, comesTo } = await open(policy);
  const error = await errorOf(signIn(site));
  expect(comesTo()).toBe(expected);
  if (expected !== "there")
    expect(error).toMatchObject({
      code: "SIGN_IN_FAILED",
      message: expect.stringContaining("the page's Content-Security-Policy has form-action"),
      hint: expect.stringContaining("every origin"),
    });
  await site[Symbol.asyncDispose]();
});

describe.runIf(hasChromium)("in Chromium,", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser.close());

  test.for(policies)("by %s a form comes %s", async ([policy, expected], { expect }) => {
    const { site, comesTo } = await open(policy);
    const tab = await browser.newPage();
    const refused = tab.waitForEvent("console", {
      predicate: (each) => each.text().includes("form-action"),
    });
    await tab.goto(`${site.origin}/`);
    await Promise.all([
      expected === "there" ? tab.waitForURL("**/there*") : refused,
      tab.click("button", { noWaitAfter: true }),
    ]);
    refused.catch(() => {}); // it ends with the tab
    expect(comesTo()).toBe(expected);
    await tab.close();
    await site[Symbol.asyncDispose]();
  });
});

test("a policy in <meta> counts, and a form that leads to the client is no exception", async ({
  expect,
}) => {
  const meta = `<meta http-equiv="Content-Security-Policy" content="form-action 'self'">`;
  const { site, comesTo } = await open("", meta);
  const stopBefore = `http://127.0.0.1:${new URL(site.origin).port}/there`;
  const error = await errorOf(
    attemptSignIn({ url: `${site.origin}/`, login: "octocat", stopBefore }),
  );
  expect(error).toMatchObject({ code: "SIGN_IN_FAILED" });
  expect(comesTo()).toBe("here");
  await site[Symbol.asyncDispose]();
});

// https://www.w3.org/TR/CSP3/#match-url-to-source-expression
test.for([
  ["'self'", "https://app.example/b", true],
  ["'self'", "http://app.example/b", false],
  ["*.example", "https://app.example/", true],
  ["*.example", "https://example/", false],
  ["*.example", "https://app.example:8443/", false],
  ["app.example:80", "https://app.example/", true],
  ["http://app.example", "https://app.example/", true],
  ["https:", "http://app.example/", false],
  ["*", "cursor://callback", false],
  ["cursor:", "cursor://callback", true],
  ["https://github.com", "https://github.com.evil.example/", false],
  ["APP.example", "https://app.example/", true],
  ["[::1]:8788", "https://[::1]:8788/", true],
  ["'unsafe-inline'", "https://app.example/", false],
  ["app.example/a", "https://app.example/b", false],
  ["https://app.example/b?a=1", "https://app.example/b", true],
] as const)("%s says of %s: %s", ([source, to, isAllowed], { expect }) => {
  const page = new URL("https://app.example/consent");
  expect(mayLeadTo([source], page, { url: new URL(to), isRedirect: false })).toBe(isAllowed);
});
