import { test } from "vitest";
import { attemptSignIn } from "./attempt.ts";
import { redirect, serve, type Answer, type SeenRequest } from "./site.test-support.ts";

const stopBefore = "http://127.0.0.1:33418/callback";
const hidden = (name: string, value: unknown) =>
  `<input type="hidden" name="${name}" value="${String(value)}">`;
const form = (controls: string, action = "") =>
  `<form method="post" action="${action}">${controls}</form>`;
const done = redirect(`${stopBefore}?code=c`);
type Routes = Parameters<typeof serve>[0];

/** Sites by how their consent page comes about; the number tells one visit from another. What the last form holds is `sent`. */
const sites: Record<string, { routes: (next: () => number) => Routes; sent: RegExp }> = {
  "a ticket in the path": {
    routes: (next) => {
      const ask = () =>
        form(`${hidden("prompt", "consent")}<button>Continue</button>`, `/i/${next()}/confirm`);
      return {
        "GET /authorize": ask,
        "POST /i/1/confirm": { status: 400, body: "That was mine" },
        // What merely says `Continue` may lead to what asks clearly: that is looked for first.
        "POST /i/2/confirm": done,
        "POST /i/3/confirm": done,
      };
    },
    sent: /^\/i\/3\/confirm prompt=consent$/,
  },
  "a token with a time": {
    routes: (next) => ({
      "GET /authorize": () =>
        form(`${hidden("_csrf", `ab${next()}:1700000000000`)}<button>Allow</button>`),
      "POST /authorize": done,
    }),
    sent: /_csrf=ab2%3A1700000000000$/,
  },
  "a counter": {
    routes: (next) => ({
      "GET /authorize": () => form(`${hidden("id", next())}<button>Allow</button>`),
      "POST /authorize": done,
    }),
    sent: /id=2$/,
  },
  "a request's number on the button": {
    routes: (next) => ({
      "GET /authorize": () => {
        const number = next();
        return form(`${hidden("csrf", `t-${number}`)}<button>Allow (request ${number})</button>`);
      },
      "POST /authorize": done,
    }),
    sent: /csrf=t-2$/,
  },
  "a login at the same address": {
    routes: (next) => ({
      "GET /authorize": form('<input name="email" value="a@b.example"><button>Continue</button>'),
      "POST /authorize": ({ body }: SeenRequest): Answer =>
        body.startsWith("email=")
          ? form(`${hidden("csrf", `t-${next()}`)}<button>Allow</button>`)
          : done,
    }),
    sent: /csrf=t-3$/,
  },
  "a refresh before it": {
    routes: (next) => ({
      "GET /authorize": '<meta http-equiv="refresh" content="0; url=/consent">',
      "GET /consent": () => form(`${hidden("csrf", `t-${next()}`)}<button>Allow</button>`),
      "POST /consent": done,
    }),
    sent: /csrf=t-2$/,
  },
  "a link that approves": {
    routes: (next) => ({
      "GET /authorize": () => `<a role="button" href="/ok?csrf=t-${next()}">Allow</a>`,
      "GET /ok": done,
    }),
    sent: /^\/ok\?csrf=t-2 $/,
  },
};

test.for(Object.entries(sites))(
  "another browser is shown the same form, with %s",
  async ([, { routes, sent }], { expect }) => {
    let visits = 0;
    await using site = await serve(routes(() => ++visits));
    const url = `${site.origin}/authorize`;
    const { ending } = await attemptSignIn({
      url,
      login: "octocat",
      stopBefore,
      act: "forge-form",
    });
    expect(ending).toEqual({ kind: "approved" });
    const { url: last, body } = site.requests.at(-1)!;
    expect(`${last.pathname}${last.search} ${body}`).toMatch(sent);
  },
);

test("nothing is approved in another browser, and the client hears of one sign-in only", async ({
  expect,
}) => {
  let visits = 0;
  await using site = await serve({
    "GET /authorize": () => form(`${hidden("csrf", `t-${++visits}`)}<button>Allow</button>`),
    "POST /authorize": ({ url }) => redirect(`${url.origin}/callback?code=c`),
    "GET /callback": "Signed in",
  });
  const url = `${site.origin}/authorize?redirect_uri=${encodeURIComponent(`${site.origin}/callback`)}`;
  await attemptSignIn({ url, login: "octocat", act: "forge-form" });
  const asked = site.requests.map(({ method, url: { pathname } }) => `${method} ${pathname}`);
  expect(asked).toEqual(["GET /authorize", "GET /authorize", "POST /authorize", "GET /callback"]);
});
