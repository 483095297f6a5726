import { test } from "vitest";
import {
  attempt,
  consent,
  done,
  form,
  gitHub,
  serveSessions,
  toGitHub,
  told,
} from "./several-steps.test-support.ts";
import { redirect } from "./site.test-support.ts";

const over = [
  ...["Try again", "Start over", "Close", "Back to login"].map((words) =>
    form(`<button>${words}</button>`, "/again"),
  ),
  form("<button>Try again</button><button>Cancel</button>", "/again"),
  '<a href="https://acme.example/">Continue to acme.example</a>',
  '<a href="mailto:help@acme.example">Submit a request</a>',
  form('<input name="mail"><button>Sign in by mail</button>', "/again") +
    form("<button>Sign in with GitHub</button>", "/again"),
];

test.for(over)(
  "a page that says that it is over ends the sign-in: %s",
  async (page, { expect }) => {
    await using site = await serveSessions({
      "GET /authorize": toGitHub,
      ...gitHub,
      "GET /callback": () => `<p>It was cancelled.</p>${page}`,
      "POST /again": toGitHub,
    });
    expect(await attempt(site, { act: "cancel-at-github" })).toMatchObject({
      kind: "stopped",
      text: expect.stringContaining("It was cancelled."),
    });
  },
);

test.for(over.filter((page) => page.includes("<button")))(
  "who approves is not done by a page from which they have no code: %s",
  async (page, { expect }) => {
    await using site = await serveSessions({
      "GET /authorize": () =>
        `<p>It wants in.</p>${form('<button>Allow</button><button name="no">Deny</button>')}`,
      "POST /authorize": () => page,
    });
    expect(await attempt(site, {})).toMatchObject({ code: "PAGE_NOT_UNDERSTOOD" });
  },
);

test.for([
  ...["Close", "Done", "Return to the app"].map((words) =>
    form(`<button>${words}</button>`, "/last"),
  ),
  `${form("<button>Done</button>", "/last")}${form("<button>Close</button>", "/elsewhere")}`,
  '<a href="/last">Return to the app</a>',
])("a page with nothing but %s is followed to the client's answer", async (last, { expect }) => {
  const page = `<h1>All set</h1>${last}`;
  for (const act of ["approve", "forge-form", "lose-cookies", "deny"] as const) {
    await using site = await serveSessions({
      "GET /authorize": () => redirect("/consent"),
      ...consent,
      "POST /consent": () => page,
      "GET /last": () => done,
      "POST /last": () => done,
    });
    expect(await attempt(site, { act })).toEqual({ kind: "approved" });
  }
  for (const act of ["cancel-at-github", "come-back-late"] as const) {
    await using site = await serveSessions({
      "GET /authorize": toGitHub,
      ...gitHub,
      "GET /callback": () => page,
      "GET /last": () => told,
      "POST /last": () => told,
    });
    expect(await attempt(site, { act })).toMatchObject({ kind: "refused" });
  }
});

test.for([
  '<meta http-equiv="refresh" content="0; url=/end">',
  form("<button>Continue</button>", "/end"),
  '<a href="/end">Return to Acme</a>',
])("what is left is followed past what asks nothing: %s", async (next, { expect }) => {
  for (const act of ["approve", "forge-form", "deny"] as const) {
    await using site = await serveSessions({
      "GET /authorize": () => redirect("/consent"),
      ...consent,
      "POST /consent": () => form("<button>Done</button>", "/last"),
      "POST /last": () => `<h1>All set</h1>${next}`,
      "POST /end": () => done,
      "GET /end": () => done,
    });
    expect(await attempt(site, { act })).toEqual({ kind: "approved" });
  }
});

test.for(["Try again", "Back", "Cancel", "Back to login"])(
  "a page with nothing but %s is where it ends: a code would be for another try",
  async (words, { expect }) => {
    await using site = await serveSessions({
      "GET /authorize": () => redirect("/consent"),
      ...consent,
      "POST /consent": () => `It failed. ${form(`<button>${words}</button>`, "/again")}`,
      "POST /again": () => done, // as for whoever has approved in another browser
    });
    expect(await attempt(site, { act: "forge-form" })).toMatchObject({ kind: "stopped" });
    expect(await attempt(site, {})).toMatchObject({ code: "PAGE_NOT_UNDERSTOOD" });
  },
);

test("a page with a choice is not closed", async ({ expect }) => {
  await using site = await serveSessions({
    "GET /authorize": () => redirect("/consent"),
    ...consent,
    "POST /consent": () =>
      form("<button>Acme</button><button>Beta</button>") + form("<button>Close</button>", "/close"),
    "POST /close": () => told,
  });
  expect(await attempt(site, {})).toMatchObject({ code: "PAGE_NOT_UNDERSTOOD" });
});

test("an error after the last button is not followed", async ({ expect }) => {
  await using site = await serveSessions({
    "GET /authorize": () => redirect("/consent"),
    ...consent,
    "POST /consent": () => `Refused. ${form("<button>Close</button>", "/close")}`,
    "POST /close": () => ({ status: 500, body: '<a href="/end">Return to Acme</a>' }),
    "GET /end": () => done,
  });
  expect(await attempt(site, { act: "forge-form" })).toMatchObject({
    kind: "stopped",
    text: "Refused. Close",
  });
});

test("a sign-in that starts anew by Close, at the same bare Continue, is over", async ({
  expect,
}) => {
  await using site = await serveSessions({
    "GET /authorize": () => form("<button>Continue</button>"),
    "POST /authorize": ({ headers }) =>
      headers.cookie === undefined
        ? `It failed. ${form("<button>Close</button>", "/close")}`
        : done,
    "POST /close": () => redirect("/authorize"),
  });
  expect(await attempt(site, { act: "lose-cookies" })).toMatchObject({
    kind: "stopped",
    text: "It failed. Close",
  });
});

test("what only a script could approve by is said, and nothing is closed", async ({ expect }) => {
  await using site = await serveSessions({
    "GET /authorize": () => form('<input name="user"><button>Log in</button>'),
    "POST /authorize": () =>
      `<button type="button">Allow</button>${form("<button>Close</button>", "/close")}`,
    "POST /close": () => told,
  });
  expect(await attempt(site, { fill: { user: "a" } })).toMatchObject({
    message: expect.stringContaining("only a script could press it"),
  });
});
