import { attemptSignIn } from "./attempt.ts";
import { errorOf, redirect, serve } from "./site.test-support.ts";
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
  ["?code=c", "The client was sent no state with its code."],
  ["?code=c&state=other", "The client was sent another state than it gave with its code."],
  [
    "?error=access_denied&state=o",
    "The client was sent another state than it gave with its error.",
  ],
  ["?error=access_denied&state=s&code=c", "The client was sent an error, and a code with it."],
] as const)(
  "an attempt fails whose answer is none to what was asked: %s",
  async ([query, words], { expect }) => {
    await using site = await serve({ "GET /authorize": redirect(`${stopBefore}${query}`) });
    const url = `${site.origin}/authorize?response_type=code&state=s`;
    await expect(attemptSignIn({ url, login: "octocat", stopBefore })).rejects.toMatchObject({
      code: "SIGN_IN_FAILED",
      message: expect.stringContaining(words),
    });
  },
);

test("the state of a page that is no authorization request is none of the client's", async ({
  expect,
}) => {
  await using site = await serve({ "GET /consent": redirect(`${stopBefore}?code=c&state=theirs`) });
  const url = `${site.origin}/consent?state=internal`;
  const { ending } = await attemptSignIn({ url, login: "octocat", stopBefore });
  expect(ending).toEqual({ kind: "approved" });
});

test("open-second-tab fails where the second tab shows an error", async ({ expect }) => {
  let tabs = 0;
  await using site = await serve({
    "GET /authorize": () =>
      ++tabs > 1
        ? { status: 503, body: "Busy" }
        : '<form method="post"><button>Allow</button></form>',
    "POST /authorize": redirect(`${stopBefore}?code=c`),
  });
  const url = `${site.origin}/authorize`;
  await expect(
    attemptSignIn({ url, login: "octocat", stopBefore, act: "open-second-tab" }),
  ).rejects.toMatchObject({
    code: "SIGN_IN_FAILED",
    message: expect.stringMatching(/The second tab showed an error\.[^]*503/),
  });
});

test("lose-cookies-at-github leaves GitHub its own, wherever it is emulated", async ({
  expect,
}) => {
  await using gitHub = await serve({
    "GET /ask": {
      headers: { "Set-Cookie": "session=1" },
      body: '<form method="post"><button>Authorize</button></form>',
    },
    "POST /ask": ({ headers }) =>
      redirect(headers.cookie === "session=1" ? `${stopBefore}?code=c` : "/lost"),
  });
  const gitHubUrl = gitHub.origin.replace("localhost", "127.0.0.1");
  await using site = await serve({
    "GET /authorize": redirect(`${gitHubUrl}/ask`, 302, { "Set-Cookie": "ours=1" }),
  });
  const url = `${site.origin}/authorize`;
  const act = "lose-cookies-at-github";
  const { ending } = await attemptSignIn({ url, login: "octocat", stopBefore, gitHubUrl, act });
  expect(ending).toEqual({ kind: "approved" });
});

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

test.for([
  ["forge-form", '<form method="post" action="/approve"><button>Allow</button></form>'],
  ["cancel-at-github", '<form method="post" action="/approve"><button>Allow</button></form>'],
] as const)("does not pass off an approval for %s", async ([act, page], { expect }) => {
  const code = redirect(`${stopBefore}?code=c`);
  await using site = await serve({ "GET /authorize": page, "POST /approve": code });
  const url = `${site.origin}/authorize`;
  const error = await errorOf(attemptSignIn({ url, login: "octocat", stopBefore, act }));
  expect(error).toMatchObject({
    code: "SIGN_IN_FAILED",
    message: expect.stringContaining(`Nobody came to "${act}"`),
  });
});

test.for([
  ["lose-cookies", "approval"],
  ["lose-cookies-at-github", "way back from GitHub"],
] as const)(
  "%s where there are none finds an %s that is bound to no browser",
  async ([act, what], { github, expect }) => {
    const query = new URLSearchParams({ client_id: github.app.clientId, scope: "read:user" });
    await using site = await serve({
      "GET /authorize": '<form method="post" action="/approve"><button>Allow</button></form>',
      "POST /approve": ({ url }) => {
        query.set("redirect_uri", `${url.origin}/callback`);
        return redirect(`https://github.com/login/oauth/authorize?${query}`);
      },
      "GET /callback": redirect(`${stopBefore}?code=c`),
    });
    const url = `${site.origin}/authorize`;
    expect(await errorOf(attemptSignIn({ url, login: "octocat", stopBefore, act }))).toMatchObject({
      code: "SIGN_IN_FAILED",
      message: expect.stringContaining(`The ${what} was accepted without a cookie`),
      hint: expect.stringContaining("__Host-"),
    });
  },
);

test.for(["deny", "cancel-at-github", "forge-form", "lose-cookies"] as const)(
  "%s fails where the sign-in ends before",
  async (act, { expect }) => {
    const page =
      '<form method="post"><input name="user" value="a"><button>Continue</button></form>';
    for (const answer of [
      { status: 500, body: "Oh no" },
      redirect(`${stopBefore}?error=server_error`),
    ]) {
      await using site = await serve({
        "GET /authorize": page,
        "POST /authorize": answer,
        "GET /": answer,
      });
      await expect(
        attemptSignIn({ url: `${site.origin}/`, login: "octocat", stopBefore, act }),
      ).rejects.toMatchObject({
        code: "SIGN_IN_FAILED",
        message: expect.stringContaining(`It ended before anybody came to "${act}".`),
      });
    }
  },
);

test("does not approve for somebody who came to deny", async ({ expect }) => {
  const page =
    '<form method="post"><button>Allow</button><button type="button">Cancel</button></form>';
  await using site = await serve({ "GET /authorize": page });
  const url = `${site.origin}/authorize`;
  const error = await errorOf(attemptSignIn({ url, login: "octocat", stopBefore, act: "deny" }));
  expect(error).toMatchObject({
    code: "PAGE_NOT_UNDERSTOOD",
    message: expect.stringContaining('"Cancel" (runs a script)'),
    hint: expect.stringContaining("plain HTML form, or a link"),
  });
  expect(site.requests).toHaveLength(1);
});

test("does not tick scopes that no page asks about", async ({ attempt, expect }) => {
  await using site = await serve({ "GET /authorize": redirect(`${stopBefore}?code=c`) });
  const error = await errorOf(attempt({ url: `${site.origin}/authorize`, scopes: ["read"] }));
  expect(error).toMatchObject({
    message: expect.stringContaining("No consent page had check boxes"),
  });
});

test("does not pass off a sign-in in which there was nothing to fill in", async ({
  attempt,
  expect,
}) => {
  expect(await errorOf(attempt({ fill: { pasword: "s3cret" } }))).toMatchObject({
    code: "SIGN_IN_FAILED",
    message: expect.stringMatching(
      /No form that was sent had a field "pasword" to fill in\.(?!.*s3cret)/s,
    ),
    hint: expect.stringContaining('"scope", "remember"'),
  });
  expect(await attempt({ login: "hubot", fill: { remember: "" } })).toMatchObject({
    ending: { kind: "approved" },
  });
});
