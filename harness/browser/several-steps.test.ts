import { test } from "vitest";
import { attemptSignIn, type AttemptOptions } from "./attempt.ts";
import { errorOf, redirect, serve, type Answer, type SeenRequest } from "./site.test-support.ts";

const stopBefore = "http://127.0.0.1:33418/callback";
const done = redirect(`${stopBefore}?code=c`);
const refused: Answer = { status: 403, body: "That is not yours." };
type Handler = (request: SeenRequest & { session: string }) => Answer;

const form = (controls: string, action = "") =>
  `<form method="post" action="${action}">${controls}</form>`;
const token = (value: string) => `<input type="hidden" name="csrf" value="token-${value}">`;
const isOwn = ({ body, session }: { body: string; session: string }) =>
  body.includes(`token-${session}`);

/** Serves to each browser its own session, with a cookie. */
function serveSessions(routes: Record<string, Handler>) {
  let sessions = 0;
  const withSession = (handle: Handler) => (request: SeenRequest) => {
    const known = /session=(\d+)/.exec(request.headers.cookie ?? "")?.[1];
    const session = known ?? String(++sessions);
    const answer = handle({ ...request, session });
    const whole = typeof answer === "string" ? { body: answer } : answer;
    const cookie = { "Set-Cookie": `session=${session}; Path=/` };
    return { ...whole, headers: { ...whole.headers, ...(known ? {} : cookie) } };
  };
  return serve(
    Object.fromEntries(Object.entries(routes).map(([at, handle]) => [at, withSession(handle)])),
  );
}

/** GitHub is at 127.0.0.1, and asks for nothing but a button. */
const gitHub: Record<string, Handler> = {
  "GET /login/oauth/authorize": () => form("<button>Authorize</button><button>Cancel</button>"),
  "POST /login/oauth/authorize": ({ url: { port } }) =>
    redirect(`http://localhost:${port}/callback?code=g`),
};
const toGitHub: Handler = ({ url: { port } }) =>
  redirect(`http://127.0.0.1:${port}/login/oauth/authorize`);

async function attempt({ origin }: { origin: string }, options: Partial<AttemptOptions>) {
  const going = attemptSignIn({
    url: `${origin}/authorize?redirect_uri=${encodeURIComponent(stopBefore)}`,
    login: "octocat",
    stopBefore,
    gitHubUrl: origin.replace("localhost", "127.0.0.1"),
    passTime: () => {},
    ...options,
  });
  return (await errorOf(going)) ?? (await going).ending;
}

const consent: Record<string, Handler> = {
  "GET /consent": ({ session }) =>
    `<h1>Let it in?</h1>${form(`${token(session)}<button>Allow</button><button name="no">Deny</button>`)}`,
  "POST /consent": () => done,
};

test.for<[string, Record<string, Handler>]>([
  [
    "a button that leads to GitHub",
    {
      "GET /authorize": ({ session }) =>
        form(`${token(session)}<button>Sign in with GitHub</button>`, "/go"),
      "POST /go": (request) => (isOwn(request) ? toGitHub(request) : refused),
      ...gitHub,
      "GET /callback": () => redirect("/consent"),
    },
  ],
  [
    "a choice of accounts",
    {
      "GET /authorize": ({ session }) =>
        form(
          `${token(session)}<button name="account" value="1">Continue as octocat</button>`,
          "/go",
        ),
      "POST /go": (request) => (isOwn(request) ? redirect("/consent") : refused),
    },
  ],
])("forges, and does without cookies, the consent after %s", async ([, before], { expect }) => {
  for (const act of ["forge-form", "lose-cookies"] as const) {
    await using site = await serveSessions({ ...before, ...consent });
    expect(await attempt(site, { act }), act).toEqual({ kind: "approved" });
    await using guarded = await serveSessions({
      ...before,
      ...consent,
      "POST /consent": (request) => (isOwn(request) ? done : refused),
    });
    expect(await attempt(guarded, { act }), act).toMatchObject({ kind: "stopped", status: 403 });
    const own = guarded.requests.findLast(({ url }) => url.pathname === "/go");
    expect(own?.body).toMatch(/token-\d/);
  }
});

test("a login whose button had to be named is no consent", async ({ expect }) => {
  await using site = await serveSessions({
    "GET /authorize": ({ session }) =>
      form(`${token(session)}<input name="otp"><button>Unlock</button>`, "/otp"),
    "POST /otp": (request) => (isOwn(request) ? redirect("/consent") : refused),
    ...consent,
  });
  const named = { fill: { otp: "1" }, approve: "Unlock" };
  expect(await attempt(site, { act: "forge-form", ...named })).toEqual({ kind: "approved" });
});

test.for(["Accept", "Continue"])(
  "two pages with %s, and no address in their forms, are two",
  async (words, { expect }) => {
    const page: Handler = ({ session }) => form(`${token(session)}<button>${words}</button>`);
    await using site = await serveSessions({
      "GET /authorize": () => redirect("/terms"),
      "GET /terms": page,
      "POST /terms": () => redirect("/last"),
      "GET /last": page,
      "POST /last": () => done,
    });
    expect(await attempt(site, { act: "forge-form" })).toEqual({ kind: "approved" });
  },
);

test("another browser whose way is shorter does not consent", async ({ expect }) => {
  let hasAgreed = false;
  await using site = await serveSessions({
    "GET /authorize": () => redirect(hasAgreed ? "/consent" : "/terms"),
    "GET /terms": ({ session }) => form(`${token(session)}<button>Agree to the terms</button>`),
    "POST /terms": () => {
      hasAgreed = true;
      return redirect("/consent");
    },
    ...consent,
  });
  expect(await attempt(site, { act: "forge-form" })).toEqual({ kind: "approved" });
  const consented = site.requests.filter(
    ({ method, url }) => `${method} ${url.pathname}` === "POST /consent",
  );
  expect(consented.map(({ headers: { cookie }, body }) => `${cookie} ${body}`)).toEqual([
    "session=1 csrf=token-3",
  ]);
});

const consentAt = (session: string, query = "") =>
  form(`${token(session)}<button>Allow</button>`, `/consent${query}`);

test("a page that is shown again with another address has refused what was forged", async ({
  expect,
}) => {
  let hasConsented = false;
  await using site = await serveSessions({
    "GET /authorize": ({ session }) => (hasConsented ? done : consentAt(session)),
    "POST /consent": (request) => {
      if (!isOwn(request)) return consentAt(request.session, "?error=csrf");
      hasConsented = true;
      return done;
    },
  });
  expect(await attempt(site, { act: "forge-form" })).toMatchObject({ kind: "stopped" });
  expect(hasConsented).toBe(false);
});

test("tokens that were changed, and refused, prove nothing", async ({ expect }) => {
  let visits = 0;
  await using site = await serveSessions({
    "GET /authorize": ({ session }) =>
      ++visits > 1 ? refused : form(`${token(session)}<button>Allow</button>`),
    "POST /authorize": (request) => (isOwn(request) ? done : refused),
  });
  expect(await attempt(site, { act: "forge-form" })).toMatchObject({
    code: "SIGN_IN_FAILED",
    message: expect.stringContaining("No other browser could be shown the form"),
  });
});

test("who cancelled or denied, and is shown the sign-in page again, goes no further", async ({
  expect,
}) => {
  await using site = await serveSessions({
    "GET /authorize": () => form("<button>Sign in with GitHub</button>", "/go"),
    "POST /go": toGitHub,
    ...gitHub,
    "POST /login/oauth/authorize": ({ url: { port } }) =>
      redirect(`http://localhost:${port}/authorize?error=access_denied`),
  });
  expect(await attempt(site, { act: "cancel-at-github" })).toMatchObject({
    kind: "stopped",
    text: "Sign in with GitHub",
  });
  await using other = await serveSessions({
    "GET /authorize": () => redirect("/consent"),
    ...consent,
    "POST /consent": () => redirect("/home"),
    "GET /home": () => form("<button>Connect Slack</button>", "/slack"),
    "POST /slack": () => "Connected",
  });
  expect(await attempt(other, { act: "deny" })).toMatchObject({
    kind: "stopped",
    text: "Connect Slack",
  });
});

test("a refusal may be a page with what its site has on all of them", async ({ expect }) => {
  await using site = await serveSessions({
    "GET /authorize": () => redirect("/consent"),
    ...consent,
    "POST /consent": () => `${form("<button>Log out</button>", "/logout")} It has expired.`,
  });
  expect(await attempt(site, { act: "forge-form" })).toMatchObject({
    kind: "stopped",
    text: "Log out It has expired.",
  });
});

test.for(["come-back-late", "lose-cookies-at-github"] as const)(
  "who is let in by starting over after %s fails",
  async (act, { expect }) => {
    let returns = 0;
    await using site = await serveSessions({
      "GET /authorize": toGitHub,
      ...gitHub,
      "GET /callback": (request) => (++returns > 1 ? done : toGitHub(request)),
    });
    expect(await attempt(site, { act })).toMatchObject({
      code: "SIGN_IN_FAILED",
      message: expect.stringContaining("What came back from GitHub was refused"),
    });
  },
);

test("cookies of GitHub and of the sign-in cannot be told apart at one host", async ({
  expect,
}) => {
  await using site = await serveSessions({
    "GET /authorize": ({ url: { port } }) =>
      redirect(`http://localhost:${port}/login/oauth/authorize`),
    ...gitHub,
  });
  await using other = await serveSessions(gitHub);
  const url = `${other.origin}/login/oauth/authorize?redirect_uri=${encodeURIComponent(stopBefore)}`;
  const options = { act: "lose-cookies-at-github", gitHubUrl: other.origin, url } as const;
  expect(await attempt(site, options)).toMatchObject({
    code: "USAGE",
    hint: expect.stringContaining("127.0.0.1"),
  });
});
