import { test } from "vitest";
import {
  attempt,
  done,
  form,
  gitHub,
  isOwn,
  refused,
  serveSessions,
  toGitHub,
  token,
  type Handler,
} from "./several-steps.test-support.ts";
import { redirect } from "./site.test-support.ts";

const asks = (says: string, session = "") =>
  says +
  form(`${token(session)}<button>Allow</button><button name="no">Deny</button>`, "/authorize");

const nextSteps = [
  "Manage your security settings",
  "Failed payments",
  "You will not be asked again.",
];
const refusals = ["Your session has expired. Please try again.", "Nice to see you."];

test.for(["forge-form", "lose-cookies"] as const)(
  "a next step is told from a refusal by what happens there, whatever its words: %s",
  async (act, { expect }) => {
    for (const words of [...nextSteps, ...refusals]) {
      const next = `<p>${words}</p>`;
      let posts = 0;
      await using flawed = await serveSessions({
        "GET /authorize": ({ session }) => asks("<p>It wants to know who you are.</p>", session),
        "POST /authorize": ({ session }) => (++posts > 1 ? done : asks(next, session)),
      });
      expect(await attempt(flawed, { act })).toEqual({ kind: "approved" });
      await using sound = await serveSessions({
        "GET /authorize": ({ session }) => asks("<p>It wants to know who you are.</p>", session),
        "POST /authorize": (request) => (isOwn(request) ? done : asks(next, request.session)),
      });
      expect(await attempt(sound, { act })).toMatchObject({ kind: "stopped", status: 200 });
    }
  },
);

test("a form that was forged once may be shown again with another button", async ({ expect }) => {
  await using site = await serveSessions({
    "GET /authorize": ({ session }) => form(`${token(session)}<button>Allow</button>`),
    "POST /authorize": (request) =>
      isOwn(request) ? done : form(`${token(request.session)}<button>Allow again</button>`),
  });
  expect(await attempt(site, { act: "forge-form" })).toMatchObject({ kind: "stopped" });
});

test("who denies, and is asked the next step, says no to that, too", async ({ expect }) => {
  let posts = 0;
  await using site = await serveSessions({
    "GET /authorize": () => asks("<p>It wants to know who you are.</p>"),
    "POST /authorize": () => (++posts > 1 ? done : asks("<p>It wants to read your mail.</p>")),
  });
  expect(await attempt(site, { act: "deny" })).toEqual({ kind: "approved" });
  const sent = site.requests.filter(({ method }) => method === "POST");
  expect(sent.map(({ body }) => body)).toEqual(["csrf=token-&no=", "csrf=token-&no="]);
});

test("a form is forged whose page can be asked for once", async ({ expect }) => {
  const codes = new Set<string>();
  await using site = await serveSessions({
    "GET /authorize": () => form('<input name="user"><button>Log in</button>'),
    "POST /authorize": ({ session }) => {
      codes.add(`once-${session}`);
      return redirect(`/callback?code=once-${session}`, 303);
    },
    "GET /callback": ({ url, session }) =>
      codes.delete(url.searchParams.get("code") ?? "")
        ? form(`${token(session)}<button>Allow</button>`, "/consent")
        : { status: 400, body: "Used already" },
    "POST /consent": (request) => (isOwn(request) ? done : refused),
  });
  const options = { act: "forge-form", fill: { user: "alice" } } as const;
  expect(await attempt(site, options)).toMatchObject({ kind: "stopped", status: 403 });
});

test.for(["in a field", "in the address"])(
  "a form that was forged with a token %s is known again under another heading",
  async (place, { expect }) => {
    const asksUnder = (heading: string, session: string) =>
      place === "in a field"
        ? asks(heading, session)
        : heading +
          form("<button>Allow</button><button>Deny</button>", `/consent?t=token-${session}`);
    const answer: Handler = (request) =>
      isOwn(request) || request.url.search === `?t=token-${request.session}`
        ? done
        : asksUnder(
            "<h1>Please look once more</h1><p>It is about your notes.</p>",
            request.session,
          );
    await using site = await serveSessions({
      "GET /authorize": ({ session }) => asksUnder("<h1>Let it in?</h1>", session),
      "POST /authorize": answer,
      "POST /consent": answer,
    });
    expect(await attempt(site, { act: "forge-form" })).toMatchObject({ kind: "stopped" });
    expect(await attempt(site, {})).toEqual({ kind: "approved" });
  },
);

test("who cancels at GitHub goes on by what is shown after that, and not to GitHub again", async ({
  expect,
}) => {
  for (const [answer, ending] of [
    [toGitHub, { kind: "stopped", status: 200 }],
    [() => done, { kind: "approved" }],
  ] as const) {
    for (const lead of ["GitHub has nothing for you.", "Hello octocat"]) {
      let posts = 0;
      await using site = await serveSessions({
        "GET /authorize": () => asks("<p>It wants to know who you are.</p>"),
        "POST /authorize": (request) => (++posts > 1 ? answer : toGitHub)(request),
        ...gitHub,
        "GET /callback": () => asks(`<p>${lead}</p>`),
      });
      expect(await attempt(site, { act: "cancel-at-github" })).toMatchObject(ending);
      expect(posts).toBe(2);
    }
  }
});

test.for(["cancel-at-github", "lose-cookies-at-github", "come-back-late"] as const)(
  "%s has been accepted where a page greets its person, and goes on without GitHub",
  async (act, { expect }) => {
    for (const fill of [undefined, { username: "octo" }]) {
      const field = fill ? '<input name="username">' : "";
      await using site = await serveSessions({
        "GET /authorize": toGitHub,
        ...gitHub,
        "GET /callback": () => form(`${field}<button>Continue as octocat</button>`, "/on"),
        "POST /on": () => done,
      });
      expect(await attempt(site, { act, fill })).toEqual({ kind: "approved" });
    }
  },
);

test("who cancelled at GitHub, and is asked by whom to sign in, is done", async ({ expect }) => {
  await using site = await serveSessions({
    "GET /authorize": toGitHub,
    ...gitHub,
    "GET /callback": () => '<h1>Welcome</h1><a role="button" href="/login">Sign in</a>',
    "GET /login": () =>
      form("<button>Sign in with GitHub</button>", "/a") +
      form("<button>Sign in with Google</button>", "/b"),
  });
  expect(await attempt(site, { act: "cancel-at-github" })).toMatchObject({
    kind: "stopped",
    text: "Welcome Sign in",
  });
});

test("two steps may differ in their number alone", async ({ expect }) => {
  let posts = 0;
  await using site = await serveSessions({
    "GET /authorize": ({ session }) => asks("<p>Step 1 of 2</p>", session),
    "POST /authorize": ({ session }) => (++posts > 1 ? done : asks("<p>Step 2 of 2</p>", session)),
  });
  expect(await attempt(site, { act: "forge-form" })).toEqual({ kind: "approved" });
});
