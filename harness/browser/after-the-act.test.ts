import { test } from "vitest";
import {
  stopBefore,
  done,
  form,
  serveSessions,
  gitHub,
  toGitHub,
  told,
  attempt,
  consent,
} from "./several-steps.test-support.ts";
import { redirect } from "./site.test-support.ts";

const answer = (query: string) =>
  `<h1>Done</h1><a href="/">Home</a><script>setTimeout(() => { location.href = "${stopBefore}?${query}"; }, 2000)</script>`;

test("a page that goes on to the client by a script of its own is followed", async ({ expect }) => {
  await using site = await serveSessions({
    "GET /authorize": () => redirect("/consent"),
    ...consent,
    "POST /consent": ({ body }) =>
      answer(body.includes("no=") ? "error=access_denied" : String.raw`code=c\u0026iss=a`),
  });
  expect(await attempt(site, {})).toEqual({ kind: "approved" });
  expect(await attempt(site, { act: "forge-form" })).toEqual({ kind: "approved" });
  expect(await attempt(site, { act: "deny" })).toMatchObject({ error: "access_denied" });
});

test("a page that is for scripts alone is no refusal", async ({ expect }) => {
  await using site = await serveSessions({
    "GET /authorize": () => redirect("/consent"),
    ...consent,
    "POST /consent": () =>
      '<div id="root"></div><noscript>Enable JavaScript.</noscript><script src="/app.js"></script>',
  });
  for (const act of ["approve", "forge-form"] as const)
    expect(await attempt(site, { act })).toMatchObject({ code: "PAGE_NOT_UNDERSTOOD" });
});

test.for([
  ["pat", "password", "hunter"],
  ["connection", "text", "db4-x9-zz"],
] as const)("what is typed as %s is shown nowhere", async ([name, type, secret], { expect }) => {
  await using site = await serveSessions({
    "GET /authorize": () => form(`<input type="${type}" name="${name}"><button>Continue</button>`),
    "POST /authorize": ({ body }) => ({ status: 400, body: `Invalid value ${body}` }),
  });
  const ending = await attempt(site, { fill: { [name]: secret } });
  expect(ending).toMatchObject({ kind: "stopped" });
  expect(JSON.stringify(ending)).not.toContain(secret);
});

test("a password is not shown as JSON has it", async ({ expect }) => {
  await using site = await serveSessions({
    "GET /authorize": () => form('<input type="password" name="p"><button>Continue</button>'),
    "POST /authorize": ({ body }) => ({
      status: 401,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ sent: new URLSearchParams(body).get("p") }),
    }),
  });
  const ending = await attempt(site, { fill: { p: String.raw`tr0ub"4dor\3` } });
  expect(ending).toMatchObject({ kind: "stopped", text: '{"sent":"…"}' });
});

test("the form for which there is something to type is meant", async ({ expect }) => {
  await using site = await serveSessions({
    "GET /authorize": () =>
      `${form('<input name="user"><button>Continue</button>', "/who")}${form("<button>Continue with GitHub</button>", "/go")}`,
    "POST /who": () => done,
  });
  expect(await attempt(site, { fill: { user: "alice" } })).toEqual({ kind: "approved" });
});

test("who came back from GitHub in vain is not sent there again", async ({ expect }) => {
  await using site = await serveSessions({
    "GET /authorize": toGitHub,
    ...gitHub,
    "GET /callback": () => form("<button>Sign in again</button>", "/authorize"),
  });
  for (const act of ["lose-cookies-at-github", "come-back-late"] as const)
    expect(await attempt(site, { act })).toMatchObject({ kind: "stopped" });
});

const login = `${form('<input name="user"><button>Log in</button>', "/login")}<a href="/cancel">Cancel</a>`;

test("a password field without a name asks for nothing", async ({ expect }) => {
  await using site = await serveSessions({
    "GET /authorize": () =>
      form('<input name="user"><input type="password" tabindex="-1"><button>Continue</button>'),
    "POST /authorize": () => done,
  });
  expect(await attempt(site, { fill: { user: "a" } })).toEqual({ kind: "approved" });
});

test("who denies logs in where that leads to the consent page, and says no there", async ({
  expect,
}) => {
  await using site = await serveSessions({
    "GET /authorize": () => login,
    "GET /cancel": () => told,
    "POST /login": () => redirect("/consent"),
    ...consent,
    "POST /consent": ({ body }) => (body.includes("no=") ? told : done),
  });
  expect(await attempt(site, { act: "deny", fill: { user: "a" } })).toMatchObject({
    error: "access_denied",
  });
  const paths = site.requests.map(({ method, url }) => `${method} ${url.pathname}`);
  expect(paths).not.toContain("GET /cancel");
  expect(paths.filter((path) => path === "POST /consent")).toHaveLength(1);
});

test("a login is one whatever its button sends, and a consent with something to type is none", async ({
  expect,
}) => {
  await using site = await serveSessions({
    "GET /authorize": () =>
      form(
        '<input name="user"><input type="password" name="p"><button name="a" value="accept">Log in</button><button name="a" value="no">Cancel</button>',
        "/login",
      ),
    "POST /login": ({ body }) => (body.includes("a=no") ? told : redirect("/consent")),
    ...consent,
  });
  const fill = { user: "a", p: "b" };
  expect(await attempt(site, { act: "deny", fill })).toEqual({ kind: "approved" }); // as the Worker has it

  await using other = await serveSessions({
    "GET /authorize": () =>
      form('<input name="device"><button>Continue</button><button name="no">Cancel</button>'),
    "POST /authorize": ({ body }) => (body.includes("no=") ? told : done),
  });
  const device = { device: "a laptop" };
  expect(await attempt(other, { act: "deny", fill: device })).toMatchObject({
    error: "access_denied",
  });
  const sent = other.requests.filter(({ method }) => method === "POST");
  expect(sent.map(({ body }) => body)).toEqual(["device=a+laptop&no="]);
});

test("who denies is not taken to have done so where nobody could see what comes after the login", async ({
  expect,
}) => {
  let visits = 0;
  await using site = await serveSessions({
    "GET /authorize": () => (++visits > 1 ? { status: 503, body: "Busy" } : login),
    "GET /cancel": () => told,
  });
  expect(await attempt(site, { act: "deny", fill: { user: "a" } })).toMatchObject({
    code: "PAGE_NOT_UNDERSTOOD",
    message: expect.stringContaining("could not be seen"),
  });
});

test("what may be said no to by an unclear button is not passed to see what comes after it", async ({
  expect,
}) => {
  await using site = await serveSessions({
    "GET /authorize": () => login,
    "GET /cancel": () => told,
    "POST /login": () => form("<button>Continue</button><button>Back</button>", "/consent"),
    "POST /consent": () => done,
  });
  expect(await attempt(site, { act: "deny", fill: { user: "a" } })).toMatchObject({
    code: "PAGE_NOT_UNDERSTOOD",
  });
  expect(site.requests.some(({ url }) => url.pathname === "/consent")).toBe(false);
});

test("who denies does not log in where that is all there is", async ({ expect }) => {
  await using site = await serveSessions({
    "GET /authorize": () => login,
    "GET /cancel": () => told,
    "POST /login": () => done,
  });
  expect(await attempt(site, { act: "deny", fill: { user: "a" } })).toMatchObject({
    error: "access_denied",
  });
  const own = site.requests.filter(({ headers }) => headers.cookie === "session=1");
  expect(own.map(({ method, url }) => `${method} ${url.pathname}`)).toEqual(["GET /cancel"]);
});

test("names the buttons that are in links, too", async ({ expect }) => {
  await using site = await serveSessions({
    "GET /authorize": () =>
      '<a href="/a"><button>Log in with A</button></a><a href="/b"><button>Log in with B</button></a>',
  });
  expect(await attempt(site, {})).toMatchObject({
    message: expect.stringContaining(
      'Its buttons: "Log in with A" (a link), "Log in with B" (a link).',
    ),
  });
});

const box = (scope: string) =>
  `<input type="checkbox" name="scopeConsents['${scope}']" value="true" checked>`;

test("ticks scopes by the name that FusionAuth gives them", async ({ expect }) => {
  await using site = await serveSessions({
    "GET /authorize": () => form(`${box("read")}${box("write")}<button>Allow</button>`),
    "POST /authorize": () => done,
  });
  expect(await attempt(site, { scopes: ["read"] })).toEqual({ kind: "approved" });
  expect(decodeURIComponent(site.requests.at(-1)?.body ?? "")).toBe("scopeConsents['read']=true");
});
