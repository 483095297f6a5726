import { test } from "vitest";
import { attemptSignIn } from "./attempt.ts";
import { form, goThrough, PROCEED, stopBefore } from "./go-through.test-support.ts";
import { redirect, serve } from "./site.test-support.ts";

test.for([
  '<form method="post" action="/other"><button name="lang" value="no">Norsk</button></form>',
  '<a href="/other?lang=no">No</a>',
  '<form method="post" action="/other"><button>Reject all cookies</button></form>',
] as const)("does not take for a denial %s", async (beside, { expect }) => {
  const asked = beside + form("yes", "<button>Allow</button>");
  const act = "deny";
  expect(await goThrough(asked, { act })).toBe("PAGE_NOT_UNDERSTOOD");
  expect(await goThrough(asked + form("no", "<button>No</button>"), { act })).toBe("/no");
});

test.for([
  '<footer><a href="/other">Do not sell my data</a></footer>',
  '<a href="/other">Do Not Sell My Personal Information</a>',
  '<a href="/other">Not you?</a>',
  '<a href="/other">Don\u2019t recognise this app?</a>',
  '<a href="/other">No account yet?</a>',
  '<a href="javascript:history.back()">Cancel</a>',
  '<button type="button">Deny</button><a href="/other">Stop</a>',
  '<a href="/other">Non-disclosure agreement</a>',
  '<a href="/other">Cancel subscription</a>',
  form("other", "<button>Cancel my membership</button>"),
  form("yes", '<button formaction="/apps/revoke-all">Stop sharing with all apps</button>'),
  form("yes", '<button name="report" value="1">Block this app forever</button>'),
])("does not take for a denial %s", async (beside, { expect }) => {
  const page = beside + form("yes", "<button>Allow</button>");
  expect(await goThrough(page, { act: "deny" })).toBe("PAGE_NOT_UNDERSTOOD");
});

test("presses nothing that leads on where several say no", async ({ expect }) => {
  const page = `${PROCEED}<a href="/other">Cancel</a><a href="/no">Decline</a>`;
  expect(await goThrough(page, { act: "deny" })).toBe("PAGE_NOT_UNDERSTOOD");
  expect(await goThrough(page, { act: "deny", deny: "Decline" })).toBe("/no");
});

test("says no by the link for it, among others that only sound like it", async ({ expect }) => {
  const page = `${PROCEED}<a href="/other">Not octocat?</a><a href="/no">Cancel and return</a>`;
  expect(await goThrough(page, { act: "deny" })).toBe("/no");
});

test.for([
  '<button type="button" onclick="history.back()">Cancel</button>',
  '<a href="#">Cancel</a>',
  form("other", "<button>Go back</button>"),
  form("other", "<button>Close</button>"),
])("does not go on, in place of a no, beside %s", async (beside, { expect }) => {
  expect(await goThrough(PROCEED + beside, { act: "deny" })).toBe("PAGE_NOT_UNDERSTOOD");
});

const scripted = form(
  "yes",
  '<button type="button" onclick="back()">Cancel</button><button>Allow</button>',
);
test.for([
  form("devices/1/block", "<button>Block this device</button>"),
  form("billing", "<button>Cancel my plan</button>"),
  form("promo", "<button>No thanks</button>"),
  form("other", "<button>No thanks</button>"),
])("does not say no, where only a script could, by %s", async (beside, { expect }) => {
  expect(await goThrough(scripted + beside, { act: "deny" })).toBe("PAGE_NOT_UNDERSTOOD");
});

test.for([
  '<a href="#main">Skip to main content</a>',
  '<a href="#">Back to top</a>',
  '<nav><button type="button" aria-label="Close menu">x</button></nav>',
])("goes through what asks nothing yet, to say no, beside %s", async (beside, { expect }) => {
  const around = beside.includes("top") ? `<footer>${beside}</footer>` : beside;
  await using site = await serve({
    "GET /authorize": around + form("next", "<button>Continue</button>"),
    "POST /next": around + form("no", "<button>Deny</button>") + PROCEED,
    "POST /no": redirect(`${stopBefore}?error=access_denied`),
  });
  const url = `${site.origin}/authorize`;
  const { ending } = await attemptSignIn({ url, login: "octocat", stopBefore, act: "deny" });
  expect(ending).toMatchObject({ kind: "refused" });
});

test("takes no link by which the client is told another error for a no", async ({ expect }) => {
  const report = `<a href="${stopBefore}?error=server_error">Report a problem</a>`;
  expect(await goThrough(PROCEED + report, { act: "deny" })).not.toBe("");
});

test("says no by the link that tells the client so", async ({ expect }) => {
  const back = `<a href="${stopBefore}?error=access_denied&state=s">Return to App</a>`;
  await using site = await serve({ "GET /authorize": PROCEED + back });
  const url = `${site.origin}/authorize`;
  const { ending } = await attemptSignIn({ url, login: "octocat", stopBefore, act: "deny" });
  expect(ending).toMatchObject({ kind: "refused", error: "access_denied" });
});
