import { test } from "vitest";
import { createGitHubEmulator } from "../github/emulator.ts";
import { startNetwork } from "../github/network.ts";
import { completeSignIn } from "./sign-in.ts";
import { consentPage, errorOf, redirect, serve, type Answer } from "./site.test-support.ts";

const stopBefore = "http://127.0.0.1:33418/callback";
const login = "octocat";

/** A server with a consent page of its own, and the client's redirect URI behind it. */
function consentSite(page: Answer, approved: Answer = redirect(`${stopBefore}?code=c&state=s`)) {
  return serve({ "GET /authorize": page, "POST /approve": approved });
}

test("approves on a consent page, and brings back code and state", async ({ expect }) => {
  await using site = await consentSite(consentPage);
  const { url, hops } = await completeSignIn({
    url: `${site.origin}/authorize`,
    login,
    stopBefore,
  });
  expect(url).toBe(`${stopBefore}?code=c&state=s`);
  expect(site.requests.map(({ method, body }) => [method, body])).toEqual([
    ["GET", ""],
    ["POST", "csrf_token=t0ken"],
  ]);
  expect(hops).toMatchObject([
    { method: "GET", url: `${site.origin}/authorize`, pressed: null, status: 200 },
    { method: "POST", url: `${site.origin}/approve`, pressed: "Allow", status: 302 },
  ]);
});

test("passes through GitHub, and chooses who is at the keyboard there", async ({ expect }) => {
  const github = createGitHubEmulator({ callbackUrl: "http://localhost/callback" });
  using network = startNetwork({ handlers: github.handlers });
  await using site = await serve({
    "GET /authorize": consentPage,
    "POST /approve": ({ url }) => {
      const query = new URLSearchParams({
        client_id: github.app.clientId,
        redirect_uri: `${url.origin}/callback`,
        state: "upstream",
      });
      const cookie = "__Host-state=upstream; Path=/; Secure; HttpOnly; SameSite=Lax";
      return redirect(`https://github.com/login/oauth/authorize?${query}`, 302, {
        "Set-Cookie": cookie,
      });
    },
    "GET /callback": ({ url, headers }) =>
      headers.cookie === `__Host-state=${url.searchParams.get("state")}`
        ? redirect(`${stopBefore}?code=ours`)
        : { status: 400, body: "No cookie" },
  });
  const { url, hops } = await completeSignIn({
    url: `${site.origin}/authorize`,
    login: "hubot",
    stopBefore,
  });
  expect(url).toBe(`${stopBefore}?code=ours`);
  expect(hops.map(({ pressed }) => pressed).filter(Boolean)).toEqual([
    "Allow",
    "hubot (Hubot)",
    "Authorize Worker under test",
  ]);
  expect(JSON.stringify(hops)).not.toMatch(/code=[^…]|state=[^…]/);
  expect(network.unexpected).toEqual([]);
});

test("names the logins that GitHub offers when there is no such account", async ({ expect }) => {
  const github = createGitHubEmulator();
  using network = startNetwork({ handlers: github.handlers });
  const url = `https://github.com/login/oauth/authorize?client_id=${github.app.clientId}`;
  const error = await errorOf(completeSignIn({ url, login: "nobody" }));
  expect(error).toMatchObject({
    code: "LOGIN_UNKNOWN",
    message: '"nobody" is not one of the emulated GitHub users.',
    hint: expect.stringContaining(github.logins.join(", ")),
  });
  expect(network.unexpected).toEqual([]);
});

test("goes on to the client's own page when it may", async ({ expect }) => {
  await using client = await serve({
    "GET /callback":
      "<form><button>Allow more</button></form>Signed in. You can close this window.",
  });
  await using site = await consentSite(consentPage, redirect(`${client.origin}/callback?code=c`));
  const redirect_uri = `${client.origin}/callback`;
  const start = `${site.origin}/authorize?${new URLSearchParams({ redirect_uri })}`;
  expect((await completeSignIn({ url: start, login })).url).toBe(`${redirect_uri}?code=c`);
  expect(client.requests).toHaveLength(1);
});

test("follows a link that looks like a button when there is no form", async ({ expect }) => {
  await using site = await serve({
    "GET /login": '<a href="/about">About us</a><a href="/approve">Continue with GitHub</a>',
    "GET /approve": redirect(`${stopBefore}?code=c`),
  });
  const { url } = await completeSignIn({ url: `${site.origin}/login`, login, stopBefore });
  expect(url).toBe(`${stopBefore}?code=c`);
});

test("returns the redirect URI of a native app", async ({ expect }) => {
  const nativeUri = "com.example.app:/callback";
  await using site = await consentSite(consentPage, redirect(`${nativeUri}?code=c`));
  const url = `${site.origin}/authorize`;
  expect((await completeSignIn({ url, login, stopBefore: nativeUri })).url).toBe(
    `${nativeUri}?code=c`,
  );
  expect(await errorOf(completeSignIn({ url, login, stopBefore }))).toMatchObject({
    code: "SIGN_IN_FAILED",
  });
});

test("fails with the error that the client is told", async ({ expect }) => {
  const query = "error=access_denied&error_description=The+user+said+no&state=s";
  await using site = await consentSite(consentPage, redirect(`${stopBefore}?${query}`));
  const error = await errorOf(
    completeSignIn({ url: `${site.origin}/authorize`, login, stopBefore }),
  );
  expect(error).toMatchObject({
    code: "SIGN_IN_FAILED",
    message: expect.stringContaining('The client is told "access_denied": The user said no'),
  });
});

test("fails at a page with an error, telling which, and the way there without secrets", async ({
  expect,
}) => {
  const failing = { status: 500, body: "<h1>It broke</h1><script>no()</script>" };
  await using site = await consentSite(consentPage, failing);
  const url = `${site.origin}/authorize?client_id=c1&state=s3cret`;
  const error = await errorOf(completeSignIn({ url, login, stopBefore }));
  expect(error).toMatchObject({ code: "SIGN_IN_FAILED" });
  expect(error).toHaveProperty(
    "message",
    `The sign-in failed. ${site.origin}/approve answered 500.
  1. GET ${site.origin}/authorize?client_id=c1&state=… → 200 text/html
  2. POST ${site.origin}/approve (pressed "Allow") → 500 text/html
     sent: form csrf_token=…; no cookies; Origin ${site.origin}
     came back: It broke`,
  );
});

test("fails when a hop is not answered", async ({ expect }) => {
  await using site = await serve({});
  const { origin } = site;
  await site[Symbol.asyncDispose]();
  const error = await errorOf(completeSignIn({ url: `${origin}/authorize`, login }));
  expect(error).toMatchObject({
    code: "SIGN_IN_FAILED",
    message: expect.stringContaining(`1. GET ${origin}/authorize → no answer`),
    cause: expect.any(TypeError),
  });
});

test("asks for a hint when it cannot decide, showing the page and its buttons", async ({
  expect,
}) => {
  const page = `<title>Pääsy</title><p>Sallitaanko?</p><form method="post" action="/approve">
    <button name="d" value="1">Kyllä</button><button name="d" value="2">Ei</button></form>`;
  await using site = await consentSite(page);
  const url = `${site.origin}/authorize`;
  const error = await errorOf(completeSignIn({ url, login, stopBefore }));
  expect(error).toMatchObject({
    code: "PAGE_NOT_UNDERSTOOD",
    message: expect.stringMatching(
      /Pääsy Sallitaanko\? .*\nIts buttons: "Kyllä" \(d=1\), "Ei" \(d=2\)\.$/m,
    ),
    hint: expect.stringContaining("approve:"),
  });
  expect(site.requests).toHaveLength(1);
  await completeSignIn({ url, login, stopBefore, approve: "Kyllä" });
  expect(site.requests.at(-1)?.body).toBe("d=1");
});

test.for([
  ["nothing to press", "<p>Loading…</p><script>go()</script>", "Its buttons: none."],
  ["no HTML", { headers: { "Content-Type": "application/json" }, body: '{"a":1}' }, '{"a":1}'],
  [
    "a field to fill in",
    '<form><input name="email" required><button>Next</button></form>',
    "wants to know email",
  ],
] as const)("does not understand a page with %s", async ([, page, part], { expect }) => {
  await using site = await consentSite(page);
  const error = await errorOf(
    completeSignIn({ url: `${site.origin}/authorize`, login, stopBefore }),
  );
  expect(error).toMatchObject({
    code: "PAGE_NOT_UNDERSTOOD",
    message: expect.stringContaining(part),
  });
});
