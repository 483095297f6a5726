import { test } from "vitest";
import { attemptSignIn } from "./attempt.ts";
import { errorOf, redirect, serve } from "./site.test-support.ts";

const stopBefore = "http://127.0.0.1:33418/callback";

test("does not press the only button that there is when only a script could approve", async ({
  expect,
}) => {
  const page =
    '<button type="button">Allow</button><form method="post"><button>Lopeta</button></form>';
  await using site = await serve({ "GET /authorize": page });
  const url = `${site.origin}/authorize`;
  expect(await errorOf(attemptSignIn({ url, login: "octocat", stopBefore }))).toMatchObject({
    code: "PAGE_NOT_UNDERSTOOD",
    message: expect.stringContaining('has "Allow" to approve, and only a script could press it'),
  });
  expect(site.requests).toHaveLength(1);
});

test.for([
  ["approve", "Grant entry", "Allow", "approved"],
  ["deny", "Rather not", "Deny", "refused"],
] as const)(
  "does not pass off another button for the one that is named: %s",
  async ([act, slip, words, kind], { expect }) => {
    await using site = await serve({
      "GET /authorize":
        '<form method="post"><button>Allow</button><button name="no">Deny</button></form>',
      "POST /authorize": ({ body }) =>
        redirect(`${stopBefore}?${body === "no=" ? "error=access_denied" : "code=c"}`),
    });
    const url = `${site.origin}/authorize`;
    const attempt = (hints: object) =>
      attemptSignIn({ url, login: "octocat", stopBefore, act, ...hints });
    expect(await errorOf(attempt({ [act]: slip }))).toMatchObject({
      code: "SIGN_IN_FAILED",
      message: expect.stringContaining(`No page had a button "${slip}" to ${act} with.`),
      hint: expect.stringContaining(`leave \`${act}\` out: what was pressed is "${words}"`),
    });
    // A button that they are not here for need not be there.
    const other = act === "approve" ? "deny" : "approve";
    expect((await attempt({ [act]: words, [other]: slip })).ending.kind).toBe(kind);
  },
);
