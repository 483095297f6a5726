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
  ...["Try again", "Close", "Done", "Return to the app", "Cancel"].map((words) =>
    form(`<button>${words}</button>`, "/last"),
  ),
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
