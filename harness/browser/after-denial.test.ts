import { test } from "vitest";
import {
  attempt,
  consent,
  done,
  form,
  gitHub,
  serveSessions,
  stopBefore,
  toGitHub,
  told,
  type Handler,
} from "./several-steps.test-support.ts";
import { redirect, type Answer } from "./site.test-support.ts";

const asksIfSure = (buttons: string, question = "Cancel this request?") =>
  `<h1>${question}</h1>${form(buttons, "/on")}`;

test.for<[string, Answer, object]>([
  ["a choice", form('<input type="radio" name="org" checked><button>Continue</button>', "/on"), {}],
  ["a login", form('<input name="user"><button>Log in</button>', "/on"), { fill: { user: "a" } }],
  [
    "a code beside a Cancel",
    form('<input name="otp"><button>Verify</button><button name="back">Cancel</button>', "/on"),
    { fill: { otp: "1" } },
  ],
  ["a way to the app", form("<button>Continue to Claude</button>", "/on"), {}],
  ["a way as somebody", '<a role="button" href="/on">Continue as alice</a>', {}],
  ["a form back", form("<button>Return to application</button>", "/on"), {}],
  ["a link back", '<a href="/on">Return to Claude</a>', {}],
  ["a yes", asksIfSure("<button>Yes, cancel</button><button>Go back</button>"), {}],
  ["a bare yes", asksIfSure('<button>Yes</button><button name="back">No</button>'), {}],
  ["an oui", asksIfSure("<button>Oui</button><button>Non</button>", "Êtes-vous sûr ?"), {}],
  ["an OK", asksIfSure('<button>OK</button><button name="back">Cancel</button>'), {}],
  ["a no", asksIfSure('<button>Deny</button><button name="back">Back</button>'), {}],
])("who has said no goes on by %s to what comes of it", async ([, page, options], { expect }) => {
  for (const [ends, ending] of [
    [done, { kind: "approved" }],
    [told, { error: "access_denied" }],
  ] as const) {
    await using site = await serveSessions({
      "GET /authorize": () => redirect("/consent"),
      ...consent,
      "POST /consent": () => page,
      "POST /on": ({ body }) => (body.includes("back") ? "Welcome back" : ends),
      "GET /on": () => ends,
    });
    expect(await attempt(site, { act: "deny", ...options })).toMatchObject(ending);
  }
});

test.for([
  form('<input type="password" name="p"><button>Log in</button>', "/on"),
  form("<button>Sign in with GitHub</button>", "/on"),
  form("<button>Connect Slack</button>", "/on"),
  `${form("<button>Continue</button>", "/on")}<button type="button">Cancel</button>`,
  '<a href="/on">Back to home</a>',
  asksIfSure("<button>Yes, allow it</button>"),
  '<a href="https://client.example/on">Return to the app</a>',
  '<a href="http://127.0.0.1:33418/on">Return to the app</a>',
  `<a href="${stopBefore}">Back to the app</a>`,
  '<a href="cursor://mcp/on">Return to Cursor</a>',
  '<a role="button" href="https://client.example/on">Continue</a>',
])("who has said no is done at a page with %s", async (page, { expect }) => {
  await using site = await serveSessions({
    "GET /authorize": () => redirect("/consent"),
    ...consent,
    "POST /consent": () => page,
  });
  expect(await attempt(site, { act: "deny" })).toMatchObject({ kind: "stopped", status: 200 });
  expect(site.requests.some(({ url }) => url.pathname === "/on")).toBe(false);
});

test("an answer to a script that names where to go is followed", async ({ expect }) => {
  await using site = await serveSessions({
    "GET /authorize": () => redirect("/consent"),
    ...consent,
    "POST /consent": () => ({
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ redirectTo: `${stopBefore}?code=c` }),
    }),
  });
  expect(await attempt(site, { act: "deny" })).toEqual({ kind: "approved" });
});

test("who has said no is led to the client by a form, too", async ({ expect }) => {
  for (const [name, ending] of [
    ["code", { kind: "approved" }],
    ["error", { error: "x" }],
  ] as const) {
    await using site = await serveSessions({
      "GET /authorize": () => redirect("/consent"),
      ...consent,
      "POST /consent": () =>
        `<form action="${stopBefore}"><input type="hidden" name="${name}" value="x"><button>Continue</button></form>`,
    });
    expect(await attempt(site, { act: "deny" })).toMatchObject(ending);
  }
});

const asksToShare = (what: string, name: string, no: string) =>
  `<h1>Are you sure you want to share ${what}?</h1>${form(`<button>Yes</button><button name="${name}">${no}</button>`, "/on")}`;

test("who has said no is asked for something else, and says no to that", async ({ expect }) => {
  await using site = await serveSessions({
    "GET /authorize": () => asksToShare("your name", "first", "No"),
    "POST /on": ({ body }) => {
      if (body.includes("first")) return asksToShare("your mail", "second", "Deny access");
      return body.includes("second") ? told : done;
    },
  });
  expect(await attempt(site, { act: "deny" })).toMatchObject({ error: "access_denied" });
});

test("where a page waits, and then leads to another site, who has said no is done", async ({
  expect,
}) => {
  await using site = await serveSessions({
    "GET /authorize": () => redirect("/consent"),
    ...consent,
    "POST /consent": () =>
      '<meta http-equiv="refresh" content="5; url=https://client.example/"><p>Denied.</p>',
  });
  expect(await attempt(site, { act: "deny" })).toMatchObject({ kind: "stopped", text: "Denied." });
});

test("who has said no, and is asked the same again, does not say yes", async ({ expect }) => {
  const asks = asksIfSure('<button>Yes</button><button name="no">No</button>');
  await using site = await serveSessions({
    "GET /authorize": () => asks,
    "POST /on": ({ body }) => (body.includes("no") ? asks : done),
  });
  expect(await attempt(site, { act: "deny" })).toMatchObject({ kind: "stopped", status: 200 });
});

test.for<[string, Handler]>([
  ["a redirect", toGitHub],
  ["a refresh", () => '<meta http-equiv="refresh" content="0; url=/authorize">'],
])(
  "who cancels at GitHub, and is sent there again by %s, is told so",
  async ([, callback], { expect }) => {
    await using site = await serveSessions({
      "GET /authorize": toGitHub,
      ...gitHub,
      "GET /callback": callback,
    });
    expect(await attempt(site, { act: "cancel-at-github" })).toMatchObject({
      code: "SIGN_IN_FAILED",
      message: expect.stringContaining("They cancelled at GitHub, and were sent there again."),
    });
  },
);
