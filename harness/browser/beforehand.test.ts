import { test } from "vitest";
import {
  attempt,
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
  ["<h1>Choose an organization</h1>", "<button>Continue</button>"],
  [
    "<h1>Acme</h1><h2>Which workspace?</h2>",
    '<button>Next</button><button name="no">Cancel</button>',
  ],
  ["<h1>Select your team</h1>", '<button>Confirm</button><button name="no">Not now</button>'],
  ["<h1>Terms of Service</h1>", "<button>Accept</button>"],
  [
    "<h1>We have updated our terms</h1>",
    '<button>Agree</button><button name="no">Decline</button>',
  ],
];

const decide: Handler = ({ body }) => (body.includes("no=") ? told : done);
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
