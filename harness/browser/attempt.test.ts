import { errorOf, redirect, serve } from "./site.test-support.ts";
import type { Hop } from "./hop.ts";
import { attemptSignIn } from "./attempt.ts";
import { attemptInTwoTabs } from "./two-tabs.ts";
import { stopBefore, test } from "./worker-like.test-support.ts";

const approved = { ending: { kind: "approved" } };
const stopped = { ending: { kind: "stopped", status: 400, text: "Sign-in cannot go on" } };

test("an attempt that approves ends with a code", async ({ attempt, expect }) => {
  const { ending, url } = await attempt();
  expect(ending).toEqual({ kind: "approved" });
  expect(new URL(url).searchParams.get("code")).toBe("ours");
});

test("CON-09 who denies is told to the client, with state and issuer, and GitHub is not asked", async ({
  attempt,
  expect,
}) => {
  const { ending, hops } = await attempt({ act: "deny" });
  expect(ending).toEqual({
    kind: "refused",
    error: "access_denied",
    errorDescription: "The person declined.",
    state: "s",
    iss: "http://as",
  });
  expect(hops.map(({ url }) => new URL(url).host)).not.toContain("github.com");
});

test("CB-09 who cancels at GitHub has consented before", async ({ attempt, expect }) => {
  const { ending, hops } = await attempt({ act: "cancel-at-github" });
  expect(ending).toMatchObject({ kind: "refused", error: "access_denied", state: "s" });
  const pressed = hops.map((hop) => hop.pressed).filter(Boolean);
  expect(pressed).toEqual(["Allow", expect.stringContaining("octocat"), "Cancel"]);
});

test("a forged form ends on the server's page, and the client hears nothing", async ({
  attempt,
  site,
  expect,
}) => {
  expect(await attempt({ act: "forge-form" })).toMatchObject(stopped);
  const { handle, decision } = Object.fromEntries(new URLSearchParams(site.requests.at(-1)?.body));
  expect(handle).toBe("h4ndle1");
  expect(decision).toBe("approve");
});

test("CON-03 a form without its cookie ends on the server's page", async ({ attempt, expect }) => {
  const attempted = await attempt({ act: "lose-cookies" });
  expect(attempted).toMatchObject(stopped);
  expect(attempted.hops.at(-1)?.sent.cookies).toEqual([]);
});

test("CB-02 a way back from GitHub without the cookie ends on the server's page", async ({
  attempt,
  expect,
}) => {
  const attempted = await attempt({ act: "lose-cookies-at-github" });
  expect(attempted).toMatchObject(stopped);
  expect(attempted.hops.at(-1)?.url).toContain("/callback?code=…");
  expect(attempted.hops.at(-2)?.sent.cookies).toEqual(["user_session"]);
});

test("ticks the scopes that are named, unticks the others, and leaves other boxes alone", async ({
  attempt,
  site,
  expect,
}) => {
  const sent = () => {
    const posted = site.requests.findLast(({ method }) => method === "POST");
    return [...new URLSearchParams(posted?.body)].filter(([name]) => name !== "handle");
  };
  await attempt({ scopes: ["write"] });
  expect(sent()).toEqual([
    ["scope", "write"],
    ["remember", "on"],
    ["decision", "approve"],
  ]);
  await attempt();
  expect(sent()).toContainEqual(["scope", "read"]);
  expect((await attempt({ scopes: [] })).ending).toMatchObject({ error: "access_denied" });
});

test("does not approve with every box unticked because one of the scopes has no box", async ({
  attempt,
  site,
  expect,
}) => {
  expect(await errorOf(attempt({ scopes: ["read", "admin"] }))).toMatchObject({
    code: "PAGE_NOT_UNDERSTOOD",
    message: expect.stringContaining('has no check box for "admin", but for "read", "write".'),
    hint: expect.stringContaining('"read", "write"'),
  });
  expect(site.requests.map(({ method }) => method)).toEqual(["GET"]);
});

const gitHubForm = ({ hops }: { hops: readonly Hop[] }) =>
  hops.findLast(({ sent, url }) => sent.form !== null && url.includes("github.com"))?.sent.form;

test("the scopes of a consent page are not GitHub's, which have a choice of their own", async ({
  attempt,
  expect,
}) => {
  expect(gitHubForm(await attempt({ scopes: ["write"] }))).toContain("scope=read:user");
  const unticked = await attempt({ login: "hubot", gitHubScopes: [] });
  expect(gitHubForm(unticked)).not.toContain("scope=");
  expect(unticked.ending).toEqual({ kind: "approved" });
});

test("comes back after the code has died", async ({ attempt, clock, expect }) => {
  const late = (minutes: number) =>
    attempt({
      beforeHop: ({ url }) => {
        if (url.pathname === "/callback") clock.nowMs += minutes * 60_000;
      },
    });
  expect(await late(9)).toMatchObject(approved);
  expect((await late(11)).ending).toMatchObject({ kind: "refused", errorDescription: "expired" });
});

test("come-back-late comes back from GitHub when the code has died", async ({
  attempt,
  clock,
  expect,
}) => {
  const passTime = (ms: number) => void (clock.nowMs += ms);
  const late = await attempt({ act: "come-back-late", passTime });
  expect(late.ending).toMatchObject({ kind: "refused", errorDescription: "expired" });
  // GitHub asks nothing the second time, so that its code is there before the person does anything.
  const again = await attempt({ act: "come-back-late", passTime });
  expect(again.ending).toMatchObject({ kind: "refused", errorDescription: "expired" });
  expect(await errorOf(attempt({ act: "come-back-late" }))).toMatchObject({
    code: "USAGE",
    hint: expect.stringContaining("passTime"),
  });
});

test("come-back-late is not passed off where nobody comes from GitHub", async ({ expect }) => {
  await using site = await serve({ "GET /authorize": redirect(`${stopBefore}?code=c`) });
  const url = `${site.origin}/authorize`;
  const act = "come-back-late";
  const options = { url, login: "octocat", stopBefore, act, passTime() {} } as const;
  expect(await errorOf(attemptSignIn(options))).toHaveProperty(
    "message",
    expect.stringContaining(`Nobody came to "${act}"`),
  );
});

test("CON-16 open-second-tab approves in the first tab when another is open", async ({
  attempt,
  site,
  expect,
}) => {
  expect(await attempt({ act: "open-second-tab" })).toMatchObject(approved);
  const seen = site.requests.map(({ method, url }) => `${method} ${url.pathname}`);
  expect(seen).toEqual(["GET /authorize", "GET /authorize", "POST /authorize", "GET /callback"]);
  // The second tab comes with the first one's cookies.
  expect(site.requests[1]?.headers.cookie).toBe("__Host-consent=h4ndle");
});

test("loses cookies at any hop", async ({ attempt, expect }) => {
  let lost = 0;
  const attempted = await attempt({
    beforeHop: async ({ url, forgetCookies }) => {
      if (url.pathname === "/callback")
        lost += await forgetCookies(({ host }) => host === "localhost");
    },
  });
  expect(attempted).toMatchObject(stopped);
  expect(lost).toBe(2);
});

test("CON-16 two tabs of one browser end both, with one jar of cookies", async ({
  site,
  expect,
}) => {
  const url = `${site.origin}/authorize?scope=read`;
  const options = { url, login: "octocat", stopBefore };
  const both = await attemptInTwoTabs(options, { act: "deny" });
  expect(both).toMatchObject([approved, { ending: { kind: "refused" } }]);
  expect(site.requests.map(({ method }) => method)).toEqual(["GET", "GET", "POST", "GET", "POST"]);
  const [first, second] = await attemptInTwoTabs(options);
  expect([first, second]).toMatchObject([approved, approved]);
  // GitHub's list of accounts is passed once.
  expect(second.hops.length).toBeLessThan(first.hops.length);
});

test("refuses an act that nobody can do, before anything is requested", async ({ expect }) => {
  const options = { url: "http://localhost:9/", login: "octocat", act: "aprove" as "approve" };
  expect(await errorOf(attemptSignIn(options))).toMatchObject({
    code: "USAGE",
    message: 'Nobody can "aprove" at a sign-in.',
    hint: expect.stringContaining("approve, deny"),
  });
});

test("ends on the page that thanks for a no, when the client is not told", async ({ expect }) => {
  const page =
    '<form method="post"><button name="a" value="no">No, thanks</button><button>Yes</button></form>';
  await using site = await serve({
    "GET /authorize": page,
    "POST /authorize": "<p>Nothing was shared.</p>",
  });
  const url = `${site.origin}/authorize`;
  const { ending } = await attemptSignIn({ url, login: "octocat", stopBefore, act: "deny" });
  expect(ending).toEqual({ kind: "stopped", status: 200, text: "Nothing was shared." });
});

test.for([0, -1, 1.5, Number.NaN, 2 ** 31])(
  "no answer can be waited for %s ms",
  async (answerTimeoutMs, { expect }) => {
    const attempt = attemptSignIn({
      url: "http://localhost:1/",
      login: "octocat",
      answerTimeoutMs,
    });
    expect(await errorOf(attempt)).toMatchObject({
      code: "USAGE",
      message: `No answer can be waited for ${answerTimeoutMs} ms.`,
    });
  },
);
