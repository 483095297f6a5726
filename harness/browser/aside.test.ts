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
  told,
  token,
} from "./several-steps.test-support.ts";
import { redirect } from "./site.test-support.ts";

const kmsi = `<h1>Stay signed in?</h1>${form('<button name="s" value="no">No</button><button name="s" value="yes">Yes</button>', "/aside")}`;
const passkey = `<h2>Sign in faster with a passkey</h2>${form('<button name="a" value="add">Create a passkey</button><button name="a" value="no">Not now</button>', "/aside")}`;
const headed = (heading: string, yes: string, no?: string) =>
  `<h1>${heading}</h1>${form(`<button name="a" value="go">${yes}</button>${no ? `<button name="a" value="x">${no}</button>` : ""}`, "/aside")}`;
const below = (heading: string, yes: string, no: string) =>
  `<h1>Acme</h1>${headed(heading, yes, no).replaceAll("h1>", "h2>")}`;

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
  ["to tap on a phone", headed("Two-factor authentication", "Continue", "Cancel"), "/aside a=go"],
  ["to trust a device", below("Trust this device?", "Yes, trust", "Cancel"), "/aside a=go"],
  ["by words of its own", below("Trust this device?", "Trust", "Don't trust"), "/aside a=x"],
  ["for a passkey by its form", below("Set up a passkey", "Continue", "Cancel"), "/aside a=x"],
  [
    "for what a script makes",
    `<h1>Acme</h1><h2>Create a passkey</h2><button type="button">Create a passkey</button>${form('<button name="a" value="x">Cancel</button>', "/aside")}`,
    "/aside a=x",
  ],
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
  ["<h1>Sign in to Acme</h1><section><h2>Save your login</h2></section>", "Continue"],
  ["<h1>Authorization</h1><section><h2>Add a passkey</h2></section>", "Confirm"],
  ["<h1>Acme</h1><h2>Passkeys</h2>", "Continue"],
  ["<h1>Acme</h1><details><summary>More</summary><h2>Trust this device</h2></details>", "Continue"],
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
