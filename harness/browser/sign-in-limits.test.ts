import { test } from "vitest";
import { completeSignIn } from "./sign-in.ts";
import { consentPage, errorOf, redirect, serve, type Answer } from "./site.test-support.ts";

const stopBefore = "http://127.0.0.1:33418/callback";
const login = "octocat";

/** A server with a consent page of its own, and the client's redirect URI behind it. */
function consentSite(page: Answer, approved: Answer = redirect(`${stopBefore}?code=c&state=s`)) {
  return serve({ "GET /authorize": page, "POST /approve": approved });
}

test.for([
  ["a redirect", redirect("https://evil.example/steal?code=c")],
  ["a form", '<form action="https://evil.example/steal"><button>Allow</button></form>'],
  ["another scheme", redirect("file:///etc/passwd")],
] as const)("does not follow %s that leaves this machine", async ([, page], { expect }) => {
  await using site = await consentSite(page);
  const requested: string[] = [];
  const error = await errorOf(
    completeSignIn({
      url: `${site.origin}/authorize`,
      login,
      fetch: (url, init) => {
        requested.push(url);
        return fetch(url, init);
      },
    }),
  );
  expect(error).toMatchObject({
    code: "SIGN_IN_FAILED",
    message: expect.stringContaining("neither on this machine nor emulated"),
  });
  expect(requested).toEqual([`${site.origin}/authorize`]);
});

test("goes further than this machine when it may", async ({ expect }) => {
  await using site = await consentSite(redirect("https://id.example/"));
  const { url } = await completeSignIn({
    url: `${site.origin}/authorize`,
    login,
    stopBefore,
    allow: ({ hostname }) => hostname === "id.example",
    fetch: async (to, init) =>
      to === "https://id.example/" ? Response.redirect(`${stopBefore}?code=c`) : fetch(to, init),
  });
  expect(url).toBe(`${stopBefore}?code=c`);
});

test("stops a redirect that goes round in circles", async ({ expect }) => {
  await using site = await serve({ "GET /a": redirect("/b"), "GET /b": redirect("/a") });
  const error = await errorOf(completeSignIn({ url: `${site.origin}/a`, login }));
  expect(error).toMatchObject({
    code: "SIGN_IN_FAILED",
    message: expect.stringContaining("goes round in circles"),
  });
  expect(site.requests).toHaveLength(12);
});

test("a page that is shown again and again says why", async ({ expect }) => {
  await using site = await serve({
    "GET /a": 'No device waits. <form action="/a"><button>Continue</button></form>',
  });
  expect(await errorOf(completeSignIn({ url: `${site.origin}/a`, login }))).toMatchObject({
    code: "SIGN_IN_FAILED",
    hint: expect.stringContaining('The page says "No device waits. Continue".'),
  });
});

test("comes to one address again and again, as long as each time leads further", async ({
  expect,
}) => {
  const steps = ["Next", "Continue", "Allow"];
  let step = 0;
  const next = () =>
    step < steps.length
      ? `<form method="post" action="/authorize"><button>${steps[step++]}</button></form>`
      : redirect(`${stopBefore}?code=c`);
  await using site = await serve({ "GET /authorize": next, "POST /authorize": next });
  await completeSignIn({ url: `${site.origin}/authorize`, login, stopBefore });
  expect(site.requests).toHaveLength(4);
});

test("stops a consent page that comes back however often it is approved", async ({ expect }) => {
  await using site = await consentSite(consentPage, consentPage);
  const error = await errorOf(
    completeSignIn({ url: `${site.origin}/authorize`, login, stopBefore }),
  );
  expect(error).toMatchObject({ code: "SIGN_IN_FAILED" });
});

test("stops after 30 requests", async ({ expect }) => {
  await using site = await serve({
    "GET /": ({ url }) => redirect(`/?n=${Number(url.searchParams.get("n")) + 1}`),
  });
  const error = await errorOf(completeSignIn({ url: `${site.origin}/`, login }));
  expect(error).toMatchObject({ message: expect.stringContaining("not done after 30 requests") });
  expect(site.requests).toHaveLength(30);
});

test("reads a page of up to 1 MiB, and no more", async ({ expect }) => {
  await using small = await consentSite(consentPage.padEnd(1024 * 1024));
  await completeSignIn({ url: `${small.origin}/authorize`, login, stopBefore });
  await using large = await consentSite(consentPage.padEnd(1024 * 1024 + 1));
  const error = await errorOf(
    completeSignIn({ url: `${large.origin}/authorize`, login, stopBefore }),
  );
  expect(error).toMatchObject({
    code: "SIGN_IN_FAILED",
    message: expect.stringContaining("larger than 1 MiB"),
  });
});

test("ends when it is told to", async ({ expect }) => {
  await using site = await consentSite(consentPage);
  const signal = AbortSignal.abort(new Error("Ctrl-C"));
  const url = `${site.origin}/authorize`;
  await expect(completeSignIn({ url, login, stopBefore, signal })).rejects.toThrow("Ctrl-C");
});
