import { test } from "vitest";
import {
  stopBefore,
  done,
  refused,
  type Handler,
  form,
  token,
  isOwn,
  serveSessions,
  gitHub,
  toGitHub,
  attempt,
  consent,
} from "./several-steps.test-support.ts";
import { redirect } from "./site.test-support.ts";

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

const byBox = form(
  '<label><input type="checkbox" name="confirm">Consent?</label><button>Submit</button>',
);
const byRadio = form(
  '<label><input type="radio" name="a" value="allow">Allow</label><label><input type="radio" name="a" value="deny">Deny</label><button>Submit</button>',
);

test.for([byBox, byRadio])(
  "who denies after GitHub does so in a field, and nobody consents: %s",
  async (page, { expect }) => {
    await using site = await serveSessions({
      "GET /authorize": toGitHub,
      ...gitHub,
      "GET /callback": () => redirect("/consent"),
      "GET /consent": () => page,
      "POST /consent": ({ body }) =>
        redirect(`${stopBefore}?${/allow|confirm/.test(body) ? "code=c" : "error=access_denied"}`),
    });
    expect(await attempt(site, { act: "deny" })).toMatchObject({ error: "access_denied" });
    const consented = site.requests.filter(
      ({ method, body }) => method === "POST" && /allow|confirm/.test(body),
    );
    expect(consented).toEqual([]);
  },
);

test.for(["forge-form", "lose-cookies"] as const)(
  "no other browser consents in a field before %s",
  async (act, { expect }) => {
    await using site = await serveSessions({
      "GET /authorize": () => redirect("/consent"),
      "GET /consent": ({ session }) => byBox.replace("<label>", `${token(session)}<label>`),
      "POST /consent": () => done,
    });
    expect(await attempt(site, { act })).toEqual({ kind: "approved" });
    expect(site.requests.filter(({ method }) => method === "POST")).toHaveLength(1);
  },
);

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
