import { test } from "vitest";
import { attemptSignIn } from "./attempt.ts";
import { completeSignIn } from "./sign-in.ts";
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

test("prints of a page what is seen of it, and its address without what was asked", async ({
  expect,
}) => {
  const page = '<p>Sallitaanko?</p><p style="display: none">Template</p>';
  await using site = await serve({ "GET /authorize": page });
  const url = `${site.origin}/authorize?client_id=app`;
  expect(await errorOf(attemptSignIn({ url, login: "octocat", stopBefore }))).toMatchObject({
    message: expect.stringMatching(/^The page at \S+\/authorize shows .* It says: Sallitaanko\?\n/),
  });
});

test("says that who denied was sent on to GitHub all the same", async ({ expect }) => {
  await using gitHub = await serve({
    "GET /ask": "<form method=post><button>Cancel</button></form>",
  });
  await using site = await serve({
    "GET /authorize":
      '<form method="post" action="/"><button>Allow</button><button>Deny</button></form>',
    "POST /": redirect(`${gitHub.origin}/ask`),
  });
  const url = `${site.origin}/authorize`;
  const gitHubUrl = gitHub.origin;
  const denying = attemptSignIn({ url, login: "octocat", stopBefore, gitHubUrl, act: "deny" });
  expect(await errorOf(denying)).toMatchObject({
    code: "SIGN_IN_FAILED",
    message: expect.stringContaining("They denied, and were sent on to GitHub all the same."),
  });
});

test("says that a page holds a frame, where nothing else is on it", async ({ expect }) => {
  await using site = await serve({ "GET /authorize": '<iframe src="/inner"></iframe>' });
  const url = `${site.origin}/authorize`;
  expect(await errorOf(attemptSignIn({ url, login: "octocat", stopBefore }))).toMatchObject({
    code: "PAGE_NOT_UNDERSTOOD",
    message: expect.stringMatching(
      /It says: nothing\nIts buttons: none\.\nIt holds a frame, which the scripted person does not look into\.\n/,
    ),
  });
});

test.for([
  [
    "approve",
    "Grant entry",
    "Allow",
    "approved",
    {
      code: "SIGN_IN_FAILED",
      message: 'No page had a button "Grant entry" to approve with.',
      hint: 'leave `approve` out: what was pressed is "Allow"',
    },
  ],
  [
    "deny",
    "Rather not",
    "Deny",
    "refused",
    {
      code: "PAGE_NOT_UNDERSTOOD",
      message: 'shows no button "Rather not" to deny with',
      hint: "leave `deny` out",
    },
  ],
] as const)(
  "does not pass off another button for the one that is named: %s",
  async ([act, slip, words, kind, told], { expect }) => {
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
      code: told.code,
      message: expect.stringContaining(told.message),
      hint: expect.stringContaining(told.hint),
    });
    // A button that they are not here for need not be there.
    const other = act === "approve" ? "deny" : "approve";
    expect((await attempt({ [act]: words, [other]: slip })).ending.kind).toBe(kind);
  },
);

const pageWith = (button: string) =>
  `<form method="post" name="f"><input type="hidden" name="a" value="1">${button}</form><script>document.f.submit()</script>`;

test("says that only a script could send a form, and sends one by its button in <noscript>", async ({
  expect,
}) => {
  await using site = await serve({
    "GET /bare": pageWith(""),
    "GET /kind": pageWith("<noscript><button>Continue</button></noscript>"),
    "POST /kind": redirect(`${stopBefore}?code=c`),
  });
  const attempt = (path: string) =>
    attemptSignIn({ url: site.origin + path, login: "octocat", stopBefore });
  expect(await errorOf(attempt("/bare"))).toMatchObject({
    message: expect.stringContaining(
      "has nothing that a person could press, and goes on by a script",
    ),
    hint: expect.stringContaining("<noscript>"),
  });
  expect((await attempt("/kind")).ending.kind).toBe("approved");
});

test("names a button without a name by its words alone", async ({ expect }) => {
  await using site = await serve({
    "GET /authorize":
      "<form method=post><button>Blue</button><button name=a value=1>Red</button></form>",
  });
  const url = `${site.origin}/authorize`;
  expect(await errorOf(attemptSignIn({ url, login: "octocat", stopBefore }))).toMatchObject({
    message: expect.stringContaining('Its buttons: "Blue", "Red" (a=1).'),
  });
});

test("says so where what comes after the consent is for scripts only", async ({ expect }) => {
  await using site = await serve({
    "GET /authorize": "<form method=post><button>Allow</button></form>",
    "POST /authorize": pageWith(""),
  });
  const url = `${site.origin}/authorize`;
  expect(await errorOf(attemptSignIn({ url, login: "octocat", stopBefore }))).toMatchObject({
    code: "PAGE_NOT_UNDERSTOOD",
    message: expect.stringContaining("and goes on by a script"),
  });
});

test("follows the link back to the client for whoever no script sends there", async ({
  expect,
}) => {
  await using site = await serve({
    "GET /authorize": "<form method=post><button>Allow</button></form>",
    "POST /authorize": `<script>location.href = "x"</script><a href="${stopBefore}?code=c">Click here if you are not redirected</a>`,
  });
  const url = `${site.origin}/authorize`;
  const { ending } = await attemptSignIn({ url, login: "octocat", stopBefore });
  expect(ending.kind).toBe("approved");
});

test("tells neither what a script would run nor what is on a button by the name of a secret", async ({
  expect,
}) => {
  await using site = await serve({
    "GET /script": redirect("javascript:alert('hunter2')"),
    "GET /button": "<form><button name=password value=hunter2>Blue</button></form>",
  });
  for (const path of ["/script", "/button"]) {
    const url = site.origin + path;
    const error = await errorOf(attemptSignIn({ url, login: "octocat", stopBefore }));
    expect(error).toMatchObject({ message: expect.stringMatching(/javascript:…|password=…/) });
    expect(String(error)).not.toContain("hunter2");
  }
});

test("shows which boxes nobody ticked, where the client is told that it was denied", async ({
  expect,
}) => {
  const box = "<input type=checkbox name=scope value=read>";
  await using site = await serve({
    "GET /authorize": `<form method=post>${box}${box}<button>Submit consent</button></form>`,
    "POST /authorize": ({ body }) =>
      redirect(`${stopBefore}?${body === "scope=read" ? "code=c" : "error=access_denied"}`),
  });
  const options = { url: `${site.origin}/authorize`, login: "octocat", stopBefore };
  expect(await errorOf(completeSignIn(options))).toMatchObject({
    message: expect.stringMatching(/access_denied[^]*sent: form \(nothing ticked of scope\)/),
  });
});
