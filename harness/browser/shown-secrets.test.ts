import { inspect } from "node:util";
import { test } from "vitest";
import { KitError } from "../../client/kit-error.ts";
import { attemptSignIn } from "./attempt.ts";
import { errorOf, redirect, serve, type Answer } from "./site.test-support.ts";
import { completeSignIn } from "./sign-in.ts";

const stopBefore = "http://localhost:1/cb";
const jsonWebToken = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJvY3RvY2F0In0.SflKxwRJSMeKKF2QT4fwpMeJf36POk";
const githubAccessToken = "gho_16C7e42F292c6912E7710c838347Ae178B4a";
const code = "c0de0123456789abcdef";
/** What is left of a secret that is cut in the middle gives it away as well. */
const secrets = [jsonWebToken.slice(40), githubAccessToken.slice(4, 16), code.slice(4, 14)];

const form = (content: string) => `<form method="post" action="/go">${content}</form>`;
const inQuery = (name: string, value: string) => `${name}=${encodeURIComponent(value)}`;
const oops: Answer = { status: 500, body: "oops" };

const pages: [what: string, start: Answer, next?: Answer][] = [
  [
    "the description of the client's error",
    redirect(
      `${stopBefore}?error=server_error&${inQuery(
        "error_description",
        `GitHub said ${JSON.stringify({ access_token: githubAccessToken, code, state: "x" })}`,
      )}`,
    ),
  ],
  ["the client's error", redirect(`${stopBefore}?error=${githubAccessToken}`)],
  [
    "the values of buttons that are not understood",
    form(
      `<button name="ticket" value="${jsonWebToken}">Foo</button><button name="a" value="${code}">Bar</button>
       <button name="${githubAccessToken}">Baz</button>`,
    ),
  ],
  ["the path of an address", redirect(`/continue/${jsonWebToken}/${code}`)],
  [
    "an address in an address",
    redirect(
      `/n?${inQuery("redirect_uri", `http://l/cb?code=${code}`)}&resource=${githubAccessToken}`,
    ),
    oops,
  ],
  ["an address that is none", redirect(`http://[bad/${jsonWebToken}/${code}?code=1`)],
  [
    "what is pressed, and what its form sends",
    form(
      `<input type="hidden" name="redirect_uri" value="${stopBefore}?code=${code}&amp;a=${githubAccessToken}">
       <input type="hidden" name="${jsonWebToken}" value="1">
       <button name="x" value="${code}">Continue as ${githubAccessToken}</button>`,
    ),
    oops,
  ],
  ["the text of a page", { status: 500, body: `bad_verification_code for code ${code}` }],
  [
    "a JSON answer",
    {
      status: 400,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ error: "x", code, refresh_token: githubAccessToken }),
    },
  ],
  [
    "what is to be chosen",
    form(
      `<label>Who<select name="who" required><option value=""></option><option value="${githubAccessToken}">A</option></select></label><button>Allow</button>`,
    ),
  ],
];

test.for(pages)(
  "LG-02 a sign-in that fails gives no secret away from %s",
  async ([, start, next = oops], { expect }) => {
    await using site = await serve({
      "GET /start": start,
      "POST /go": next,
      "GET /n": next,
    });
    const options = { url: `${site.origin}/start`, login: "octocat", stopBefore };
    const error = await errorOf(completeSignIn(options));
    expect(error).toBeInstanceOf(KitError);
    const told = `${inspect(error, { depth: null })} ${(error as KitError).hint}`;
    const { hops } = await attemptSignIn(options).catch(() => ({ hops: [] }));
    for (const secret of secrets) expect(told + JSON.stringify(hops)).not.toContain(secret);
  },
);

test("LG-02 a sign-in that fails names what is secret in what the client was told", async ({
  expect,
}) => {
  const words = `GitHub said {"access_token":"${githubAccessToken}","token_type":"bearer"}`;
  await using site = await serve({
    "GET /start": redirect(`${stopBefore}?error=x&${inQuery("error_description", words)}`),
  });
  await expect(
    completeSignIn({ url: `${site.origin}/start`, login: "octocat", stopBefore }),
  ).rejects.toThrow(
    'The client is told "x": GitHub said {"access_token":"…","token_type":"bearer"}',
  );
});
