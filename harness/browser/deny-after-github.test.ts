import { test } from "vitest";
import { attemptSignIn, type AttemptOptions } from "./attempt.ts";
import { errorOf, redirect, serve, type Answer } from "./site.test-support.ts";

const redirectUri = "http://127.0.0.1:33418/callback";
const form = (action: string, buttons: string) =>
  `<form method="post" action="${action}">${buttons}</form>`;
const consent = form("/consent", '<button name="a" value="y">Allow</button><button>Deny</button>');

/** A Worker that has its people sign in at GitHub first, here at 127.0.0.1, and answers them with `after`. */
function siteOf(after: Answer, before: Answer = "") {
  return serve({
    "GET /authorize": ({ url: { port } }) =>
      before || redirect(`http://127.0.0.1:${port}/login/oauth/authorize`),
    "POST /go": ({ url: { port } }) => redirect(`http://127.0.0.1:${port}/login/oauth/authorize`),
    "GET /login/oauth/authorize": form("", "<button>Authorize</button><button>Cancel</button>"),
    "POST /login/oauth/authorize": ({ url: { port } }) =>
      redirect(`http://localhost:${port}/callback?code=g`),
    "GET /callback": after,
    "GET /welcome": consent,
    "POST /consent": ({ body }) =>
      redirect(`${redirectUri}?${body === "" ? "error=access_denied" : "code=c"}`),
  });
}

async function deny({ origin }: { origin: string }, options: Partial<AttemptOptions> = {}) {
  const asked = new URLSearchParams({ redirect_uri: redirectUri });
  const attempt = attemptSignIn({
    url: `${origin}/authorize?${asked}`,
    login: "octocat",
    act: "deny",
    gitHubUrl: origin.replace("localhost", "127.0.0.1"),
    stopBefore: redirectUri,
    ...options,
  });
  return (await errorOf(attempt)) ?? (await attempt).ending;
}

test.for(["", form("/go", "<button>Continue with GitHub</button>")])(
  "says no on a consent page that comes after GitHub, and first %j",
  async (before, { expect }) => {
    await using site = await siteOf(consent, before);
    expect(await deny(site)).toMatchObject({ kind: "refused", error: "access_denied" });
    const sent = site.requests.filter(({ url }) => url.pathname === "/consent");
    expect(sent.map(({ body }) => body)).toEqual([""]); // the other browser has pressed nothing there
  },
);

test("says no on a consent page that a welcome comes before", async ({ expect }) => {
  const welcome = '<form action="/welcome"><button>Continue</button></form>';
  await using site = await siteOf(welcome);
  expect(await deny(site)).toMatchObject({ kind: "refused", error: "access_denied" });
});

test.for<[string, Answer]>([
  ["the client gets its code after GitHub", redirect(`${redirectUri}?code=c`)],
  ["the page after GitHub has no no", form("/consent", "<button>Allow</button>")],
  ["an error comes after GitHub", { status: 500, body: "Oh no" }],
  [
    "one that only a script could press",
    form("/consent", "<button>Allow</button>") + '<button type="button">Deny</button>',
  ],
])("signs nobody in who denies, where %s", async ([, after], { expect }) => {
  await using site = await siteOf(after);
  expect(await deny(site)).toMatchObject({
    code: "PAGE_NOT_UNDERSTOOD",
    hint: expect.stringContaining('use `act: "cancel-at-github"`'),
  });
  expect(site.requests.at(-1)?.url.pathname).not.toBe("/consent");
  // One browser only was at GitHub's button.
  const authorized = site.requests.filter(
    ({ method, url }) => method === "POST" && url.pathname.startsWith("/login"),
  );
  expect(authorized).toHaveLength(1);
});

test("does not look further without a redirect URI to stop before", async ({ expect }) => {
  await using site = await siteOf(consent);
  const options = { url: `${site.origin}/authorize`, stopBefore: undefined };
  expect(await deny(site, options)).toMatchObject({ code: "PAGE_NOT_UNDERSTOOD" });
  expect(site.requests.filter(({ method }) => method === "POST")).toEqual([]);
});
