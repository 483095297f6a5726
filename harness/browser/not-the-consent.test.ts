import { test } from "vitest";
import {
  attempt,
  consent,
  done,
  form,
  gitHub,
  isOwn,
  refused,
  serveSessions,
  toGitHub,
  told,
  token,
  type Handler,
} from "./several-steps.test-support.ts";
import { redirect } from "./site.test-support.ts";

const kmsi = `<h1>Stay signed in?</h1>${form('<button name="s" value="no">No</button><button name="s" value="yes">Yes</button>', "/aside")}`;
const passkey = `<h2>Sign in faster with a passkey</h2>${form('<button name="a" value="add">Create a passkey</button><button name="a" value="no">Not now</button>', "/aside")}`;
const headed = (heading: string, yes: string, no?: string) =>
  `<h1>${heading}</h1>${form(`<button name="a" value="go">${yes}</button>${no ? `<button name="a" value="x">${no}</button>` : ""}`, "/aside")}`;
const decide: Handler = ({ body }) => (body.includes("no=") ? told : done);
const postsOf = (site: { requests: readonly { method: string; url: URL; body: string }[] }) =>
  site.requests
    .filter(({ method }) => method === "POST")
    .map(({ url, body }) => `${url.pathname} ${body}`);

test.for<[string, string, string]>([
  ["to stay signed in", kmsi, "/aside s=yes"],
  ["for a passkey", passkey, "/aside a=no"],
  [
    "for a second factor",
    `<h1>2-Factor Setup</h1>${form('<button name="a" value="go">Next</button><button name="a" value="x">Continue without it</button>', "/aside")}`,
    "/aside a=x",
  ],
  ["to write codes down", headed("Your recovery codes", "Continue"), "/aside a=go"],
  ["whether to keep a passkey", headed("Passkeys", "Set up", "Not now"), "/aside a=x"],
  ["to secure what they have", headed("Two-step verification", "Continue", "Skip"), "/aside a=x"],
  ["below a site's name", `<h1>Acme</h1>${kmsi.replaceAll("h1", "h2")}`, "/aside s=yes"],
])("whoever is asked %s has decided nothing there", async ([, page, pressed], { expect }) => {
  await using site = await serveSessions({
    "GET /authorize": () => page,
    "POST /aside": () => redirect("/consent"),
    ...consent,
    "POST /consent": decide,
  });
  expect(await attempt(site, {})).toEqual({ kind: "approved" });
  expect(await attempt(site, { act: "deny" })).toMatchObject({ error: "access_denied" });
  expect(new Set(postsOf(site).filter((each) => each.startsWith("/aside")))).toEqual(
    new Set([pressed]),
  );

  await using other = await serveSessions({
    "GET /authorize": () => page,
    "POST /aside": () => done,
  });
  expect(await attempt(other, { act: "deny" })).toMatchObject({
    message: expect.stringContaining('Nobody came to "deny"'),
  });
});

test("a second factor is no question beside: what is asked for is typed", async ({ expect }) => {
  await using site = await serveSessions({
    "GET /authorize": () =>
      `<h1>Two-factor authentication</h1>${form('<input name="otp"><button>Verify</button><button name="cancel">Cancel</button>')}`,
    "POST /authorize": ({ body }) => (body.includes("cancel") ? told : done),
  });
  expect(await attempt(site, { fill: { otp: "123456" } })).toEqual({ kind: "approved" });
});

test("a denial that was not heard is seen past a question beside", async ({ expect }) => {
  await using site = await serveSessions({
    "GET /authorize": () => redirect("/consent"),
    ...consent,
    "POST /consent": () => kmsi,
    "POST /aside": () => done,
  });
  expect(await attempt(site, { act: "deny" })).toEqual({ kind: "approved" });
});

test("a question beside after GitHub is no second sign-in", async ({ expect }) => {
  await using site = await serveSessions({
    "GET /authorize": toGitHub,
    ...gitHub,
    "GET /callback": () => kmsi,
    "POST /aside": () => done,
  });
  expect(await attempt(site, { act: "cancel-at-github" })).toEqual({ kind: "approved" });
});

test.for([
  ["<h1>Passkey Manager wants to see your notes</h1>", "Continue"],
  ["<h1>Sign in to Passkey Vault</h1>", "Authorize"],
  ["<h1>Acme</h1><h3>Remember this device</h3>", "Allow"],
  ["<h1>Acme</h1><h3>Set up a passkey</h3>", "Continue"],
  ["<h1>Connect 2FA Manager</h1><h2>Remember me</h2>", "Connect"],
  ["<h1>Acme</h1><h2>Secure your account</h2>", "Continue"],
  ["<h1>Acme</h1><aside><h2>Set up a passkey</h2></aside>", "Continue"],
  ["<h1>Sign in to Acme</h1><h2>Save your login</h2>", "Continue"],
  ["<h1>Authorization</h1><h2>Add a passkey</h2>", "Confirm"],
  ["<h1>Acme</h1><h2>Passkeys</h2>", "Continue"],
])(
  "an app may be called after what else is asked, and what it asks for, too: %s",
  async ([heading, yes], { expect }) => {
    await using site = await serveSessions({
      "GET /authorize": () =>
        heading + form(`<button>${yes}</button><button name="no">Deny</button>`),
      "POST /authorize": decide,
    });
    expect(await attempt(site, { act: "deny" })).toMatchObject({ error: "access_denied" });
    expect(await attempt(site, {})).toEqual({ kind: "approved" });
  },
);

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
  "what is asked besides is left as it is by %s, and the consent is tried",
  async (act, { expect }) => {
    await using site = await serveSessions({
      "GET /authorize": ({ session }) =>
        kmsi.replace('<button name="s" value="no">', `${token(session)}$&`),
      "POST /aside": (request) => (isOwn(request) ? redirect("/consent") : refused),
      ...consent,
    });
    expect(await attempt(site, { act })).toEqual({ kind: "approved" });
    expect(await attempt(site, { act, approve: "Allow" })).toEqual({ kind: "approved" });
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
