import { test } from "vitest";
import { attemptSignIn } from "./attempt.ts";
import { changed } from "./forge.ts";
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
  const { bodies, ending } = await forge((visit) => hidden("csrf", visit) + hidden("page", "a"));
  expect(bodies).toEqual(["csrf=2&page=a"]);
  expect(ending).toEqual({ kind: "approved" });
});

test.for([
  ["utf8", "\u2713", "utf8=%E2%9C%93x"],
  ["x", "-", "x=-x"],
  ["x", "", "x=x"],
  ["request", "aZ9", "request=bA0"],
] as const)(
  "changes %s=%s, which every browser is shown",
  async ([name, value, sent], { expect }) => {
    const { bodies } = await forge(() => hidden(name, value));
    expect(bodies).toEqual([sent]);
  },
);

test.for(["", hidden("_charset_", "UTF-8"), '<input type="hidden" value="abc">'])(
  "does not pass off a form in which nothing can be forged: %s",
  async (fields, { expect }) => {
    expect((await forge(() => fields)).ending).toMatchObject({
      code: "SIGN_IN_FAILED",
      message: expect.stringContaining('Nobody came to "forge-form"'),
    });
  },
);

test("ends where the form is shown again, with another token", async ({ expect }) => {
  let token = 10;
  const again = () => ({
    body: `Try again <form method="post">${hidden("csrf", ++token)}<button>Allow</button></form>`,
  });
  const { ending, bodies } = await forge((visit) => hidden("csrf", visit), again);
  expect(ending).toMatchObject({ kind: "stopped", status: 200, text: "Try again Allow" });
  expect(bodies).toHaveLength(1);
});

test("changes every letter and digit, and the shape of nothing", ({ expect }) => {
  expect(changed("az-AZ_09.x")).toBe("ba-BA_10.y");
});
