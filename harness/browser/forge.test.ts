import { test } from "vitest";
import { attemptSignIn } from "./attempt.ts";
import { mayBeToken } from "./forge.ts";
import { errorOf, redirect, serve } from "./site.test-support.ts";

const stopBefore = "http://127.0.0.1:33418/callback";

/** Lets somebody forge a form. @returns how it ended, and what was sent */
async function forge(
  fields: (visit: number) => string,
  answer: (body: string) => ReturnType<typeof redirect> = () => redirect(`${stopBefore}?code=c`),
) {
  let visits = 0;
  await using site = await serve({
    "GET /authorize": () => `<form method="post">${fields(++visits)}<button>Allow</button></form>`,
    "POST /authorize": ({ body }) => answer(body),
  });
  const url = `${site.origin}/authorize`;
  const attempt = attemptSignIn({ url, login: "octocat", stopBefore, act: "forge-form" });
  const error = await errorOf(attempt);
  const bodies = site.requests.filter(({ method }) => method === "POST").map(({ body }) => body);
  return { ending: error ?? (await attempt).ending, bodies };
}

const hidden = (name: string, value: string | number) =>
  `<input type="hidden" name="${name}" value="${value}">`;

test("sends in a forged form what another browser was shown, and leaves what is the same", async ({
  expect,
}) => {
  const { bodies, ending } = await forge(
    (visit) => hidden("csrf", `token-${visit}`) + hidden("page", "a"),
  );
  expect(bodies).toEqual(["csrf=token-2&page=a"]);
  expect(ending).toEqual({ kind: "approved" });
});

test("sends the whole form of another browser, and its button, wherever its token is", async ({
  expect,
}) => {
  let visits = 0;
  await using site = await serve({
    "GET /authorize": () =>
      `<form method="post" action="/deny"><input type="hidden" name="csrf" value="token-${++visits}">
       <input type="hidden" name="decision" value="deny"><button>Deny</button></form>
       <form method="post" action="/allow?ticket=${visits}"><input type="hidden" name="csrf" value="token-${visits}">
       <input type="hidden" name="decision" value="allow"><button name="b" value="${visits}">Allow</button></form>`,
    "POST /allow": redirect(`${stopBefore}?code=c`),
  });
  const url = `${site.origin}/authorize`;
  await attemptSignIn({ url, login: "octocat", stopBefore, act: "forge-form" });
  const sent = site.requests.at(-1);
  expect(`${sent?.url.search} ${sent?.body}`).toBe("?ticket=2 csrf=token-2&decision=allow&b=2");
});

test("a token that is the name of a field is another one in every browser", async ({ expect }) => {
  const { bodies, ending } = await forge((visit) => hidden(`token-${visit}`, 1));
  expect(bodies).toEqual(["token-2=1"]);
  expect(ending).toEqual({ kind: "approved" });
});

test("goes with the other browser as far as the form", async ({ expect }) => {
  let visits = 0;
  await using site = await serve({
    "GET /authorize": '<form action="/consent"><button>Continue</button></form>',
    "GET /consent": () =>
      `<form method="post" action="/done">${hidden("csrf", `token-${++visits}`)}${hidden("client_id", "app")}<button>Allow</button></form>`,
    "POST /done": ({ body }) => redirect(`${stopBefore}?code=${body.length}`),
  });
  const url = `${site.origin}/authorize?client_id=app`;
  await attemptSignIn({ url, login: "octocat", stopBefore, act: "forge-form" });
  expect(site.requests.at(-1)?.body).toBe("csrf=token-3&client_id=app");
});

test("changes what may be a token where another browser is not shown the form, and nothing else", async ({
  expect,
}) => {
  let visits = 0;
  await using site = await serve({
    "GET /authorize": () =>
      ++visits > 1
        ? { status: 400, body: "This request was used." }
        : `<form method="post">${hidden("csrf", "aZ9-aZ9")}${hidden("client_id", "client-1234")}${hidden("decision", "allow")}<button>Allow</button></form>`,
    "POST /authorize": redirect(`${stopBefore}?code=c`),
  });
  const url = `${site.origin}/authorize?client_id=client-1234`;
  const act = "forge-form";
  const { hops } = await attemptSignIn({ url, login: "octocat", stopBefore, act });
  expect(site.requests.at(-1)?.body).toBe("csrf=bA0-bA0&client_id=client-1234&decision=allow");
  expect(hops.at(-1)?.pressed).toBe("Allow, with changed tokens");
});

test.for([
  "",
  hidden("_charset_", "UTF-8"),
  '<input type="hidden" value="abc">',
  hidden("state", "eyJyZXNwb25zZVR5cGUiOiJjb2RlIn0="),
])("does not pass off a form that is the same in every browser: %s", async (fields, { expect }) => {
  const { ending, bodies } = await forge(() => fields);
  expect(ending).toMatchObject({
    code: "SIGN_IN_FAILED",
    message: expect.stringContaining('Nobody came to "forge-form"'),
  });
  expect(bodies).toHaveLength(1);
});

test("takes two steps of one form for two forms", async ({ expect }) => {
  let visits = 0;
  const step = (number: number) =>
    `<form method="post" action="/${number}">${hidden("csrf", `token-${++visits}`)}${hidden("step", number)}<button>Continue</button></form>`;
  await using site = await serve({
    "GET /authorize": () => step(1),
    "POST /1": () => step(2),
    "POST /2": redirect(`${stopBefore}?code=c`),
  });
  const url = `${site.origin}/authorize`;
  const { ending } = await attemptSignIn({ url, login: "octocat", stopBefore, act: "forge-form" });
  expect(ending).toEqual({ kind: "approved" });
});

test("ends where the form is shown again, with another token", async ({ expect }) => {
  let token = 10;
  const again = () => ({
    body: `Try again <form method="post">${hidden("csrf", `token-${++token}`)}<button>Allow</button></form>`,
  });
  const { ending, bodies } = await forge((visit) => hidden("csrf", `token-${visit}`), again);
  expect(ending).toMatchObject({ kind: "stopped", status: 200, text: "Try again Allow" });
  expect(bodies).toHaveLength(2); // the first time it said otherwise
});

test.for([
  ["tcyaJCHhdQVtVS", true],
  ["abcDEFghiJKL", true],
  ["f81d4fae7dec", true],
  ["ab-cd-ef-gh", true],
  ["read:user", false],
  ["offline_access", false],
  ["approveAccess", false],
  ["DECISION", false],
  ["openid profile email", false],
] as const)("of %s it is %s that it may be a token", ([value, isToken], { expect }) => {
  expect(mayBeToken(value)).toBe(isToken);
});
