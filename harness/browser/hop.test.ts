import { test } from "vitest";
import { completeSignIn } from "./sign-in.ts";
import { describeHops, type Hop } from "./hop.ts";
import { errorOf, redirect, serve } from "./site.test-support.ts";

const stopBefore = "http://127.0.0.1:33418/callback";

function hop(url: string): Hop {
  const sent = { form: null, cookies: [], origin: null };
  const answer = { status: 302, contentType: null, location: null, text: null };
  return { method: "GET", url, pressed: null, sent, ...answer };
}

test("a consent page of another make that fails tells its story in one screen, without a secret", async ({
  expect,
}) => {
  await using site = await serve({
    "GET /oauth/authorize": redirect("/u/login?state=hKFo2SBzM3cr3t", 302, {
      "Set-Cookie": "auth0=s3ss10n; Path=/; HttpOnly",
    }),
    "GET /u/login": `<form method="post"><input type="hidden" name="state" value="hKFo2SBzM3cr3t">
      <button name="action" value="accept">Accept</button>
      <button name="action" value="deny">Decline</button></form>`,
    "POST /u/login": {
      status: 403,
      headers: { "Content-Type": "text/html; charset=utf-8" },
      body: `<title>Oops!, something went wrong</title><h1>invalid_request</h1>
        <p>Transaction hKFo2SBzM3cr3tAndMore012345 not found.</p><script>track()</script>`,
    },
  });
  const url = `${site.origin}/oauth/authorize?client_id=c1&code_challenge=ch4ll3ng3&state=cl13nt`;
  const error = await errorOf(completeSignIn({ url, login: "octocat", stopBefore }));
  expect(error).toHaveProperty(
    "message",
    `The sign-in failed. ${site.origin}/u/login?state=… answered 403.
  1. GET ${site.origin}/oauth/authorize?client_id=c1&code_challenge=…&state=… → 302 text/html
  2. GET ${site.origin}/u/login?state=… → 200 text/html
  3. POST ${site.origin}/u/login?state=… (pressed "Accept") → 403 text/html
     sent: form state=… action=accept; cookies auth0; Origin ${site.origin}
     came back: Oops!, something went wrong invalid_request Transaction … not found.`,
  );
});

test("a way that ends in a redirect tells where that leads, without its code", async ({
  expect,
}) => {
  await using site = await serve({
    "GET /authorize": redirect(`${stopBefore}?error_description=gone&state=st4te`),
  });
  const error = await errorOf(
    completeSignIn({ url: `${site.origin}/authorize`, login: "octocat", stopBefore }),
  );
  expect(error).toHaveProperty(
    "message",
    expect.stringMatching(
      /\n {5}sent: no cookies\n {5}came back: a redirect to http:\/\/127\.0\.0\.1:33418\/callback\?error_description=gone&state=…$/,
    ),
  );
});

test("a sign-in that works tells nothing that could be used either", async ({ expect }) => {
  await using site = await serve({
    "GET /authorize": `<form method="post"><input type="hidden" name="csrf" value="csrfV4lue">
      <input name="otp" value="123456"><button>Allow</button></form>`,
    "POST /authorize": redirect(`${stopBefore}?code=c0de&state=st4te`),
  });
  const url = `${site.origin}/authorize?state=st4te`;
  const { hops } = await completeSignIn({ url, login: "octocat", stopBefore });
  expect(hops[1]?.sent.form).toBe("csrf=… otp=…");
  expect(JSON.stringify(hops)).not.toMatch(/csrfV4lue|123456|c0de|st4te/);
});

test("a long way is cut in its middle, and a long line before its status", ({ expect }) => {
  const way = Array.from({ length: 20 }, (_, index) => hop(`http://localhost/${index + 1}`));
  const lines = describeHops(way).split("\n");
  expect(lines).toHaveLength(14);
  expect(lines.slice(2, 5)).toEqual([
    "  3. GET http://localhost/3 → 302",
    "  … 8 more",
    "  12. GET http://localhost/12 → 302",
  ]);
  const [line = ""] = describeHops([hop(`http://localhost/${"a".repeat(500)}`)]).split("\n");
  expect(line.length).toBeLessThanOrEqual(160);
  expect(line).toMatch(/^ {2}1\. GET .*… ?.* → 302$/);
});
