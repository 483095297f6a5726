import { attemptSignIn } from "./attempt.ts";
import { redirect, serve } from "./site.test-support.ts";
import { stopBefore, test } from "./worker-like.test-support.ts";

test.for(["", "?code=", "#code=c"])(
  "an attempt that sends the client neither a code nor an error fails: %j",
  async (query, { expect }) => {
    await using site = await serve({ "GET /authorize": redirect(`${stopBefore}${query}`) });
    const url = `${site.origin}/authorize`;
    await expect(attemptSignIn({ url, login: "octocat", stopBefore })).rejects.toMatchObject({
      code: "SIGN_IN_FAILED",
      message: expect.stringContaining("neither a code nor an error"),
    });
  },
);

test.for([
  ["disabled", '<input type="checkbox" name="scope" value="a" disabled>'],
  ["of another form", '</form><form><input type="checkbox" name="scope" value="a">'],
] as const)(
  "an attempt does not tick a box that is %s, and says so",
  async ([, box], { expect }) => {
    await using site = await serve({
      "GET /authorize": `<form method="post" id="f">${box}</form><button form="f">Allow</button>`,
      "POST /authorize": redirect(`${stopBefore}?code=c`),
    });
    const url = `${site.origin}/authorize`;
    await expect(
      attemptSignIn({ url, login: "octocat", stopBefore, scopes: ["a"] }),
    ).rejects.toMatchObject({ code: "SIGN_IN_FAILED" });
  },
);

test("an attempt loses its cookies on a page that merely leads on, too", async ({ expect }) => {
  await using site = await serve({
    "GET /authorize": {
      headers: { "Set-Cookie": "s=1" },
      body: '<form method="post"><button>Continue</button></form>',
    },
    "POST /authorize": ({ headers }) =>
      headers.cookie === undefined
        ? { status: 400, body: "Lost" }
        : redirect(`${stopBefore}?code=c`),
  });
  const url = `${site.origin}/authorize`;
  const { ending } = await attemptSignIn({
    url,
    login: "octocat",
    stopBefore,
    act: "lose-cookies",
  });
  expect(ending).toMatchObject({ kind: "stopped", status: 400 });
});
