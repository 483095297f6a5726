import { test } from "vitest";
import {
  attempt,
  decide,
  done,
  form,
  isOwn,
  postsOf,
  refused,
  serveSessions,
  token,
  told,
  type Handler,
} from "./several-steps.test-support.ts";
import { redirect } from "./site.test-support.ts";

const own =
  (handle: Handler): Handler =>
  (request) =>
    isOwn(request) ? handle(request) : refused;
const page =
  (heading: string, controls: string, action: string): Handler =>
  ({ session }) =>
    `<h1>${heading}</h1>${form(token(session) + controls, action)}`;
const cancellable = '<button>Continue</button><button name="no">Cancel</button>';

test.for(["forge-form", "lose-cookies"] as const)(
  "once the decision was tried by %s, what asks less clearly is left as it is",
  async (act, { expect }) => {
    for (const yes of ["Allow", "Continue"]) {
      await using site = await serveSessions({
        "GET /authorize": page(
          "Let it in?",
          `<button>${yes}</button><button name="no">Cancel</button>`,
          "/consent",
        ),
        "POST /consent": () => redirect("/set"), // of which every form is good
        "GET /set": page("All set", "<button>Continue</button>", "/set"),
        "POST /set": own(() => done),
      });
      expect(await attempt(site, { act })).toEqual({ kind: "approved" });
    }
  },
);

test("of two pages that come beforehand, and can be said no to, the last one is the decision", async ({
  expect,
}) => {
  const routes = {
    "GET /authorize": page("Terms of service", cancellable, "/terms"),
    "POST /terms": own((request) => (request.body.includes("no=") ? told : redirect("/workspace"))),
    "GET /workspace": page("Select a workspace", cancellable, "/workspace"),
  };
  await using site = await serveSessions({ ...routes, "POST /workspace": () => done });
  for (const act of ["deny", "forge-form", "lose-cookies"] as const)
    expect(await attempt(site, { act })).toEqual({ kind: "approved" });

  await using sound = await serveSessions({ ...routes, "POST /workspace": own(decide) });
  expect(await attempt(sound, {})).toEqual({ kind: "approved" });
  for (const act of ["deny", "forge-form"] as const) {
    const { kind } = { kind: "", ...(await attempt(sound, { act })) };
    expect(kind).toMatch(/^(?:refused|stopped)$/);
    expect(postsOf(sound).at(-1)).toMatch(/^\/workspace /);
  }
});

test("a consent that asks for an account, too, is tried where a login comes after it, and under its name", async ({
  expect,
}) => {
  const asksForAccount = "Let it in?</h1><h2>Select account</h2><h1>";
  await using site = await serveSessions({
    "GET /authorize": page(asksForAccount, cancellable, "/consent"),
    "POST /consent": own(() => redirect("/login")),
    "GET /login": page(
      "Log in",
      '<input type="password" name="p"><button>Log in</button>',
      "/login",
    ),
    "POST /login": own(() => done),
  });
  expect(await attempt(site, { act: "forge-form", fill: { p: "hunter2" } })).toMatchObject({
    status: 403,
  });

  await using other = await serveSessions({
    "GET /authorize": page("Tap on your phone", cancellable, "/tap"),
    "POST /tap": own(() => redirect("/consent")),
    "GET /consent": page(
      asksForAccount,
      '<button>Connect</button><button name="no">Cancel</button>',
      "/consent",
    ),
    "POST /consent": () => done, // of which every form is good
  });
  expect(await attempt(other, { act: "forge-form", approve: "Connect" })).toEqual({
    kind: "approved",
  });
});

test("a button that allows it is the decision, whatever is asked for with it", async ({
  expect,
}) => {
  await using site = await serveSessions({
    "GET /authorize": page("Tap on your phone", cancellable, "/tap"),
    "POST /tap": own(() => redirect("/consent")),
    "GET /consent": page(
      "Acme</h1><h2>Privacy policy</h2><h1>",
      '<button>Authorize Acme</button><button type="button">Cancel</button>',
      "/consent",
    ),
    "POST /consent": () => done, // of which every form is good
  });
  expect(await attempt(site, { act: "forge-form" })).toEqual({ kind: "approved" });
});

test.for(["Not now", "Remind me later"])(
  "who was taken to deny by %s says no where that is asked",
  async (later, { expect }) => {
    await using site = await serveSessions({
      "GET /authorize": page(
        "Add a phone number",
        `<button>Continue</button><button name="later">${later}</button>`,
        "/phone",
      ),
      "POST /phone": () => redirect("/consent"),
      "GET /consent": page("Before you continue to Acme", cancellable, "/consent"),
      "POST /consent": own(decide),
    });
    expect(await attempt(site, { act: "deny" })).toMatchObject({ error: "access_denied" });
  },
);

test("what can be skipped after a choice that can be cancelled is no consent", async ({
  expect,
}) => {
  await using site = await serveSessions({
    "GET /authorize": page("Select a workspace", cancellable, "/workspace"),
    "POST /workspace": own((request) => (request.body.includes("no=") ? told : redirect("/app"))),
    "GET /app": page(
      "Get our app",
      '<button>Continue</button><button name="later">No thanks</button>',
      "/app",
    ),
    "POST /app": own(() => done),
  });
  expect(await attempt(site, { act: "deny" })).toMatchObject({ error: "access_denied" });
  expect(await attempt(site, { act: "forge-form" })).toMatchObject({ status: 403 });
  expect(postsOf(site).at(-1)).toMatch(/^\/workspace /);
});

test("what merely says Continue is passed where something can be said no to after it, and not what is like it", async ({
  expect,
}) => {
  for (const [buttons, last] of [
    ["<button>Continue</button>", "/more"],
    ['<button>Continue</button><button name="later">Skip</button>', "/more"],
    [cancellable, "/first"],
  ] as const) {
    await using site = await serveSessions({
      "GET /authorize": page("Something else", buttons, "/first"),
      "POST /first": own(() => redirect("/more")),
      "GET /more": page("Acme", cancellable, "/more"),
      "POST /more": own(() => done),
    });
    expect(await attempt(site, { act: "forge-form" })).toMatchObject({ status: 403 });
    expect(postsOf(site).at(-1)?.startsWith(`${last} `)).toBe(true);
  }
});
