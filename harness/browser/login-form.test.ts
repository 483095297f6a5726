import { test } from "vitest";
import { attemptSignIn, type AttemptOptions } from "./attempt.ts";
import { redirect, serve, type Answer, type SeenRequest } from "./site.test-support.ts";

const stopBefore = "http://127.0.0.1:33418/callback";
const done = redirect(`${stopBefore}?code=c`);
const hidden = (name: string, value: string) =>
  `<input type="hidden" name="${name}" value="${value}">`;
const form = (controls: string) => `<form method="post">${controls}</form>`;
const session = ({ headers }: SeenRequest) => /session=(\d+)/.exec(headers.cookie ?? "")?.[1];
const page = (body: string, number: unknown): Answer => ({
  body,
  headers: { "Set-Cookie": `session=${String(number)}; Path=/` },
});

const tokenOf = (number: unknown) => hidden("token", `token-${String(number)}`);
const isForged = (request: SeenRequest) =>
  !request.body.includes(`token-${session(request) ?? "none"}`);

/** A site that asks for a login, and then for consent, each with a token of the session. */
function siteOf(checks: { login: boolean; consent: boolean }, sendsBack = false) {
  const loggedIn = new Set<string | undefined>();
  let sessions = 0;
  const refusal = sendsBack ? redirect("/login") : { status: 403, body: "That is not yours." };
  return serve({
    "GET /authorize": (request) =>
      loggedIn.has(session(request))
        ? form(`${tokenOf(session(request))}<button>Allow</button>`)
        : redirect("/login"),
    "GET /login": (request) => {
      const number = session(request) ?? ++sessions;
      const typed = '<input name="user"><input type="password" name="pass">';
      return page(form(`${tokenOf(number)}${typed}<button>Log in</button>`), number);
    },
    "POST /login": (request) => {
      if (checks.login && isForged(request)) return refusal;
      loggedIn.add(session(request));
      return redirect("/authorize", 303);
    },
    "POST /authorize": (request) => {
      if (!checks.consent || !isForged(request)) return done;
      loggedIn.clear();
      return refusal;
    },
  });
}

const fill = { user: "alice", pass: "correct horse" };
const endingOf = async (origin: string, options: Partial<AttemptOptions>) =>
  (await attemptSignIn({ url: `${origin}/authorize`, login: "octocat", stopBefore, ...options }))
    .ending;

test.for([
  [
    { login: true, consent: true },
    { kind: "stopped", status: 403 },
  ],
  [
    { login: false, consent: true },
    { kind: "stopped", status: 403 },
  ],
  [{ login: true, consent: false }, { kind: "approved" }],
] as const)(
  "forges what is consented to and no login, where %o is checked",
  async ([checks, expected], { expect }) => {
    await using site = await siteOf(checks);
    expect(await endingOf(site.origin, { act: "forge-form", fill })).toMatchObject(expected);
    const sent = site.requests.filter(({ method }) => method === "POST");
    // The first browser's login, that of the other one, and the forged form.
    expect(sent.map(({ url, body }) => `${url.pathname} ${/token-\d/.exec(body)?.[0]}`)).toEqual([
      "/login token-1",
      "/login token-2",
      "/authorize token-2",
    ]);
    expect(sent.map((request) => session(request))).toEqual(["1", "2", "1"]);
  },
);

test.for(["forge-form", "lose-cookies"] as const)(
  "who is sent back to the login after %s has been refused",
  async (act, { expect }) => {
    await using site = await siteOf({ login: true, consent: true }, true);
    expect(await endingOf(site.origin, { act, fill })).toEqual({
      kind: "stopped",
      status: 200,
      text: "Log in",
    });
  },
);

const step = ({ url }: SeenRequest, controls: string) =>
  form(`${hidden("state", url.searchParams.get("state") ?? "")}${controls}`);
const onward = (path: string) => (request: SeenRequest) =>
  redirect(`${path}?state=${request.url.searchParams.get("state") ?? ""}`);

test.for([
  ["", { kind: "stopped", status: 403 }],
  [" that may be logged in once", { code: "SIGN_IN_FAILED" }],
] as const)("a person%s logs in in another browser, too", async ([who, expected], { expect }) => {
  let [sessions, current] = [0, ""];
  await using site = await serve({
    "GET /login": () => page(form('<input name="user"><button>Log in</button>'), ++sessions),
    "POST /login": (request) => {
      current = session(request) ?? "";
      return redirect("/authorize", 303);
    },
    "GET /authorize": (request) => {
      const number = session(request);
      const isIn = who === "" ? number !== undefined : number === current;
      return isIn ? form(`${tokenOf(number)}<button>Allow</button>`) : redirect("/login");
    },
    "POST /authorize": (request) =>
      isForged(request) ? { status: 403, body: "That is not yours." } : done,
  });
  const attempt = endingOf(site.origin, { act: "forge-form", fill: { user: "alice" } });
  expect(await attempt.catch((error: unknown) => error)).toMatchObject(expected);
  await expect(endingOf(site.origin, { fill: { user: "alice" } })).resolves.toEqual({
    kind: "approved",
  });
});

test("two logins with one button each, and a ticket in their addresses, are two forms", async ({
  expect,
}) => {
  let tickets = 0;
  await using site = await serve({
    "GET /authorize": () => redirect(`/who?state=ticket-${++tickets}`),
    "GET /who": (request) => step(request, '<input name="user"><button>Continue</button>'),
    "POST /who": onward("/pass"),
    "GET /pass": (request) =>
      step(request, '<input type="password" name="pass"><button>Continue</button>'),
    "POST /pass": onward("/consent"),
    "GET /consent": (request) => step(request, "<button>Continue</button>"),
    "POST /consent": onward("/account"),
    "GET /account": (request) =>
      step(request, '<select name="account"><option>A</select><button>Continue</button>'),
    "POST /account": done,
  });
  expect(await endingOf(site.origin, { act: "forge-form", fill })).toEqual({ kind: "approved" });
  const consented = site.requests.find(
    ({ method, url }) => method === "POST" && url.pathname === "/consent",
  );
  expect(consented?.url.search).toBe("?state=ticket-2");
});

test("a page with another heading is another step, though its form is the same", async ({
  expect,
}) => {
  let visits = 0;
  const ask = (heading: string) =>
    page(
      `<h1>${heading}</h1>${form(`${hidden("csrf", `token-${++visits}`)}<button>Continue</button>`)}`,
      1,
    );
  await using site = await serve({
    "GET /authorize": () => ask("What it may see"),
    "POST /authorize": () => (visits < 2 ? ask("What it may change") : done),
  });
  expect(await endingOf(site.origin, { act: "lose-cookies" })).toEqual({ kind: "approved" });
});

test("a login that is the consent is forged when its button is named", async ({ expect }) => {
  let visits = 0;
  await using site = await serve({
    "GET /authorize": () =>
      form(`${hidden("csrf", `token-${++visits}`)}<input name="user"><button>Log in</button>`),
    "POST /authorize": done,
  });
  const options = { act: "forge-form", fill: { user: "alice" } } as const;
  await expect(endingOf(site.origin, options)).rejects.toMatchObject({
    message: expect.stringContaining('Nobody came to "forge-form"'),
    hint: expect.stringContaining("Nothing but a login was sent"),
  });
  expect(await endingOf(site.origin, { ...options, approve: "Log in" })).toEqual({
    kind: "approved",
  });
  expect(site.requests.at(-1)?.body).toBe(`csrf=token-${visits}&user=alice`);
});

test("a refusal for want of scopes is none of a forged form", async ({ expect }) => {
  let visits = 0;
  await using site = await serve({
    "GET /authorize": () =>
      form(
        `${hidden("csrf", `token-${++visits}`)}<input type="checkbox" name="scope" value="read"><button>Submit consent</button>`,
      ),
    "POST /authorize": ({ body }) =>
      body.includes("scope=") ? done : redirect(`${stopBefore}?error=access_denied`),
  });
  const act = "forge-form";
  await expect(endingOf(site.origin, { act })).rejects.toMatchObject({
    code: "SIGN_IN_FAILED",
    message: expect.stringContaining('No scope was ticked, which may be why "forge-form"'),
    hint: expect.stringContaining("`scopes`"),
  });
  expect(await endingOf(site.origin, { act, scopes: ["read"] })).toEqual({ kind: "approved" });
  expect(await endingOf(site.origin, { act: "approve" })).toMatchObject({ kind: "refused" });
});

test.for(["lose-cookies-at-github", "come-back-late"] as const)(
  "who is shown the consent page again after %s has been refused",
  async (act, { expect }) => {
    let asked = 0;
    await using site = await serve({
      "GET /authorize": () =>
        page(form(`${hidden("csrf", `token-${++asked}`)}<button>Allow</button>`), 1),
      "POST /authorize": ({ url: { port } }) => redirect(`http://127.0.0.1:${port}/login`),
      "GET /login": form("<button>Authorize the app</button>"),
      "POST /login": ({ url: { port } }) => redirect(`http://localhost:${port}/callback?code=g`),
      "GET /callback": redirect("/authorize"),
    });
    const gitHubUrl = site.origin.replace("localhost", "127.0.0.1");
    expect(await endingOf(site.origin, { act, gitHubUrl, passTime: () => {} })).toEqual({
      kind: "stopped",
      status: 200,
      text: "Allow",
    });
    expect(asked).toBe(2);
  },
);
