import { test } from "vitest";
import {
  stopBefore,
  done,
  form,
  serveSessions,
  gitHub,
  toGitHub,
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
