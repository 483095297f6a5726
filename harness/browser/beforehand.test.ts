import { test } from "vitest";
import {
  attempt,
  decide,
  done,
  form,
  isOwn,
  refused,
  serveSessions,
  token,
  told,
  type Handler,
} from "./several-steps.test-support.ts";
import { redirect } from "./site.test-support.ts";

/** A page before the consent, with a token, and one button that may be taken for the decision. */
const before: readonly (readonly [string, string])[] = [
  ["<h1>Privacy policy</h1>", '<button>I agree</button><button name="no">Decline</button>'],
  ["<h1>Choose an organization</h1>", "<button>Continue</button>"],
  [
    "<h1>Acme</h1><h2>Which workspace?</h2>",
    '<button>Next</button><button name="no">Cancel</button>',
  ],
  ["<h1>Select your team</h1>", '<button>Confirm</button><button name="no">Not now</button>'],
  [
    "<h1>Choose an organization to share</h1>",
    '<button>Next</button><button name="no">Cancel</button>',
  ],
  ["<h1>Terms of Service</h1>", "<button>Accept</button>"],
  [
    "<h1>We have updated our terms</h1>",
    '<button>Agree</button><button name="no">Decline</button>',
  ],
];

/** A consent that says nothing by which it could be known. */
const bare: Handler = ({ session }) =>
  `<h1>Acme</h1>${form(`${token(session)}<button>Continue</button><button name="no">Cancel</button>`, "/consent")}`;

const siteWith = ([heading, buttons]: readonly [string, string], routes: Record<string, Handler>) =>
  serveSessions({
    "GET /authorize": ({ session }) => heading + form(token(session) + buttons, "/before"),
    "POST /before": (request) => {
      if (!isOwn(request)) return refused;
      return request.body.includes("no=") ? told : redirect("/consent");
    },
    "GET /consent": bare,
    "POST /consent": decide,
    ...routes,
  });

test.for(before)("nothing is decided at %s with %s", async (page, { expect }) => {
  await using site = await siteWith(page, {});
  expect(await attempt(site, {})).toEqual({ kind: "approved" });
  // The consent is taken from anybody.
  expect(await attempt(site, { act: "forge-form" })).toEqual({ kind: "approved" });
  expect(await attempt(site, { act: "lose-cookies" })).toEqual({ kind: "approved" });

  await using sound = await siteWith(page, {
    "POST /consent": (request) => (isOwn(request) ? decide(request) : refused),
  });
  expect(await attempt(sound, { act: "forge-form" })).toMatchObject({ status: 403 });
  expect(await attempt(sound, { act: "deny" })).toMatchObject({ error: "access_denied" });
  expect(sound.requests.at(-1)?.url.pathname).toBe("/consent");

  await using deaf = await siteWith(page, { "POST /consent": () => done });
  expect(await attempt(deaf, { act: "deny" })).toEqual({ kind: "approved" });
  expect(await attempt(deaf, { act: "deny", deny: "Cancel" })).toEqual({ kind: "approved" });
});

test.for(before)(
  "a denial that was not heard is seen past %s with %s",
  async ([heading, buttons], { expect }) => {
    await using site = await siteWith(["", ""], {
      "GET /authorize": () => redirect("/consent"),
      "POST /consent": ({ session }) => heading + form(token(session) + buttons, "/after"),
      "POST /after": decide,
    });
    expect(await attempt(site, { act: "deny" })).toEqual({ kind: "approved" });
  },
);

test.for(before)(
  "where nothing comes after it, it is the decision: %s with %s",
  async (page, { expect }) => {
    await using site = await siteWith(page, {
      "POST /before": (request) => (isOwn(request) ? decide(request) : refused),
    });
    expect(await attempt(site, { act: "forge-form" })).toMatchObject({ status: 403 });
    expect(await attempt(site, { act: "lose-cookies" })).toMatchObject({ status: 403 });
    if (!page[1].includes("no")) return;
    expect(await attempt(site, { act: "deny" })).toMatchObject({ error: "access_denied" });
  },
);

/** What comes before what comes beforehand: none of it is as clear as a choice that can be said no to. */
const first: readonly (readonly [string, string, object])[] = [
  ["<h1>Stay signed in?</h1>", '<button>Yes</button><button name="later">No</button>', {}],
  ["<h1>Choose an account</h1>", "<button>Continue as alice</button>", {}],
  [
    "<h1>Log in</h1>",
    '<input name="email"><button>Next</button><button name="no">Cancel</button>',
    { fill: { email: "a@b.example" } },
  ],
];

test.for(first)(
  "a consent that asks for a workspace, too, is one after %s with %s",
  async ([heading, buttons, options], { expect }) => {
    const routes: Record<string, Handler> = {
      "GET /consent": ({ session }) =>
        `<h1>Connect Acme</h1><h2>Which workspace?</h2>${form(`${token(session)}<button>Connect</button><button name="no">Cancel</button>`, "/consent")}`,
      "POST /consent": () => done,
    };
    await using site = await siteWith([heading, buttons], routes);
    for (const act of ["forge-form", "lose-cookies", "deny"] as const)
      expect(await attempt(site, { act, ...options })).toEqual({ kind: "approved" });
    await using sound = await siteWith([heading, buttons], {
      ...routes,
      "POST /consent": (request) => (isOwn(request) ? decide(request) : refused),
    });
    expect(await attempt(sound, { act: "forge-form", ...options })).toMatchObject({ status: 403 });
    expect(await attempt(sound, { act: "deny", ...options })).toMatchObject({
      error: "access_denied",
    });
    expect(sound.requests.at(-1)?.url.pathname).toBe("/consent");
  },
);
