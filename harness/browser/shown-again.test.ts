import { test } from "vitest";
import {
  attempt,
  done,
  form,
  isOwn,
  refused,
  serveSessions,
  token,
} from "./several-steps.test-support.ts";
import { redirect } from "./site.test-support.ts";

const asks = (says: string, session = "") =>
  says + form(`${token(session)}<button>Allow</button><button name="no">Deny</button>`);

test.for(["forge-form", "lose-cookies"] as const)(
  "two steps that differ in what they say are two, and one that says what went wrong is a refusal: %s",
  async (act, { expect }) => {
    for (const [next, ending] of [
      ["<p>It wants to read your mail.</p>", { kind: "approved" }],
      ["<h1>Your session has expired. Please try again.</h1>", { kind: "stopped", status: 200 }],
    ] as const) {
      let posts = 0;
      await using site = await serveSessions({
        "GET /authorize": ({ session }) => asks("<p>It wants to know who you are.</p>", session),
        "POST /authorize": ({ session }) => (++posts > 1 ? done : asks(next, session)),
      });
      expect(await attempt(site, { act })).toMatchObject(ending);
    }
  },
);

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
