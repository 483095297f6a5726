import { test } from "vitest";
import { withoutRedirect } from "./without-redirect.ts";

const AUTHORIZE = "https://github.com/login/oauth/authorize?client_id=a&state='<b>";

function redirect(status: number, location: string) {
  return { status, headers: { location, "set-cookie": "a=1\nb=2" }, body: "" };
}

function asked(method = "GET", isNavigationRequest = true) {
  return {
    url: () => "http://localhost/consent/form",
    method: () => method,
    isNavigationRequest: () => isNavigationRequest,
  };
}

test("goes on to where a redirect leads, with its cookies, by script and without", ({ expect }) => {
  for (const [method, status] of [
    ["GET", 302],
    ["GET", 307],
    ["POST", 303],
    ["POST", 302],
  ] as const) {
    expect(withoutRedirect(asked(method), redirect(status, AUTHORIZE))).toMatchObject({
      status: 200,
      headers: { "set-cookie": "a=1\nb=2", "referrer-policy": "origin" },
      body: expect.stringMatching(
        /content="0;url=https:\/\/github\.com\/login\/oauth\/authorize\?client_id=a&#38;state=%27%3Cb%3E".*location\.replace\("https:\/\/github\.com\/login\/oauth\/authorize\?client_id=a&state=%27%3Cb%3E"\)/,
      ),
    });
  }
  expect(withoutRedirect(asked(), redirect(302, "../callback"))).toMatchObject({
    body: expect.stringContaining('("http://localhost/callback")'),
  });
});

test("refuses to lose a form's body, or to give a script a page for an answer", ({ expect }) => {
  expect(withoutRedirect(asked("POST"), redirect(307, AUTHORIZE))).toBe("blockedbyclient");
  expect(withoutRedirect(asked("POST"), redirect(308, AUTHORIZE))).toBe("blockedbyclient");
  expect(withoutRedirect(asked("GET", false), redirect(302, AUTHORIZE))).toBe("blockedbyclient");
});

test("leaves alone what leads to no other page", ({ expect }) => {
  for (const answer of [
    redirect(200, AUTHORIZE),
    redirect(304, AUTHORIZE),
    redirect(302, "cursor://anysphere.cursor-mcp/callback?code=1"),
    redirect(302, "http://[broken"),
    { status: 302, headers: {}, body: "Where to?" },
  ]) {
    expect(withoutRedirect(asked(), answer)).toBe(answer);
  }
});
