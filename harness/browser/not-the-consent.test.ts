import { test } from "vitest";
import {
  attempt,
  consent,
  decide,
  done,
  form,
  gitHub,
  isOwn,
  postsOf,
  refused,
  serveSessions,
  toGitHub,
  token,
  type Handler,
} from "./several-steps.test-support.ts";
import { redirect } from "./site.test-support.ts";

test.for(['<button name="back">Back</button>', '<button type="button">Cancel</button>'])(
  "who denies says at a login who they are, whatever is beside its button: %s",
  async (beside, { expect }) => {
    await using site = await serveSessions({
      "GET /authorize": () => form(`<input name="otp"><button>Verify</button>${beside}`),
      "POST /authorize": () => redirect("/consent"),
      ...consent,
      "POST /consent": decide,
    });
    const options = { act: "deny", fill: { otp: "123456" } } as const;
    expect(await attempt(site, options)).toMatchObject({ error: "access_denied" });
  },
);

test.for(["forge-form", "lose-cookies"] as const)(
  "%s is what is done with the button that is named, and with no other yes",
  async (act, { expect }) => {
    await using site = await serveSessions({
      "GET /authorize": ({ session }) =>
        form(`${token(session)}<button>Accept the terms</button>`, "/terms"),
      "POST /terms": (request) => (isOwn(request) ? redirect("/consent") : refused),
      ...consent,
    });
    expect(await attempt(site, { act })).toMatchObject({ kind: "stopped", status: 403 });
    expect(await attempt(site, { act, approve: "Allow" })).toEqual({ kind: "approved" });
  },
);

const workspace = form(
  '<select name="ws"><option>Acme</select><button>Continue</button><button name="no">Cancel</button>',
  "/workspace",
);

test.for<[string, string]>([
  ["a choice", workspace],
  [
    "a question with unknown words",
    form('<button>Put it on my desk</button><button name="later">Not now</button>', "/workspace"),
  ],
])(
  "says no by the button that is named, and goes on until it comes: %s",
  async ([, page], { expect }) => {
    await using site = await serveSessions({
      "GET /authorize": () => page,
      "POST /workspace": ({ body }) =>
        body.includes("no=") ? "You have left." : redirect("/consent"),
      ...consent, // which does not hear a no
    });
    expect(await attempt(site, { act: "deny", deny: "Deny" })).toEqual({ kind: "approved" });
    expect(postsOf(site).at(-1)).toMatch(/^\/consent .*no=/);
  },
);

test("who has a button named that is nowhere approves nothing", async ({ expect }) => {
  await using site = await serveSessions({
    "GET /authorize": () => redirect("/consent"),
    ...consent,
  });
  expect(await attempt(site, { act: "deny", deny: "Never ever" })).toMatchObject({
    code: "PAGE_NOT_UNDERSTOOD",
    message: expect.stringContaining('shows no button "Never ever" to deny with'),
  });
  expect(postsOf(site)).toEqual([]);
});

test("who denies signs in past a Cancel where consent is asked for after that, and only there", async ({
  expect,
}) => {
  const choice = '<a href="/go">Continue with GitHub</a> <a href="/cancel">Cancel</a>';
  const routes: Record<string, Handler> = {
    "GET /authorize": () => choice,
    "GET /go": toGitHub,
    "GET /cancel": () => "Bye",
    ...gitHub,
    "GET /callback": () => redirect("/consent"),
    ...consent,
    "POST /consent": decide,
  };
  await using site = await serveSessions(routes);
  expect(await attempt(site, { act: "deny" })).toMatchObject({ error: "access_denied" });
  await using other = await serveSessions({ ...routes, "GET /callback": () => done });
  expect(await attempt(other, { act: "deny" })).toMatchObject({ kind: "stopped", text: "Bye" });
});

test.for(["forge-form", "lose-cookies"] as const)(
  "what merely leads on to a clear question is not what is tried by %s",
  async (act, { expect }) => {
    const routes: Record<string, Handler> = {
      "GET /authorize": ({ session }) =>
        `<h1>Hello</h1>${form(`${token(session)}<button>Continue</button>`, "/org")}`,
      "POST /org": (request) => (isOwn(request) ? redirect("/consent") : refused),
      ...consent,
    };
    await using site = await serveSessions(routes);
    expect(await attempt(site, { act })).toEqual({ kind: "approved" });
    await using sound = await serveSessions({
      ...routes,
      "POST /consent": (request) => (isOwn(request) ? done : refused),
    });
    expect(await attempt(sound, { act })).toMatchObject({ kind: "stopped", status: 403 });
    expect(postsOf(sound).at(-1)).toMatch(/^\/consent /);
    await using alone = await serveSessions({ ...routes, "POST /org": () => done });
    expect(await attempt(alone, { act })).toEqual({ kind: "approved" });
  },
);

test("nobody signs in at GitHub in another browser to look for a clear question", async ({
  expect,
}) => {
  await using site = await serveSessions({
    "GET /authorize": ({ session }) => form(`${token(session)}<button>Continue</button>`),
    "POST /authorize": (request) => (isOwn(request) ? toGitHub(request) : refused),
    ...gitHub,
  });
  expect(await attempt(site, { act: "forge-form" })).toMatchObject({
    kind: "stopped",
    status: 403,
  });
  expect(postsOf(site).filter((each) => each.startsWith("/login"))).toEqual([]);
});
