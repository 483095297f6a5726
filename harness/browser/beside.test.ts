import { test } from "vitest";
import { attemptSignIn, type AttemptOptions } from "./attempt.ts";
import { form, goThrough, PROCEED, stopBefore } from "./go-through.test-support.ts";
import { redirect, serve } from "./site.test-support.ts";

test.for([
  ["a notice about cookies", form("other", "<button>Accept all cookies</button>")],
  ["a notice that is named", form("other", '<button name="acceptCookies">OK</button>')],
  [
    "a newsletter",
    form("other", '<input name="mail"><input type="submit" value="Yes, subscribe me">'),
  ],
  ["a choice of language", form("other", '<button name="lang" value="ja">日本語</button>')],
  ["a choice of language in its form", "", '<button name="ui_locale" value="ja">日本語</button>'],
  ["a closed popover", `<div popover>${form("other", "<button>Allow</button>")}</div>`],
  ["closed details", `<details>${form("other", "<button>Allow all apps</button>")}</details>`],
  ["a closed dialog", `<dialog>${form("other", "<button>Allow</button>")}</dialog>`],
  ["a way to settings", form("other", "<button>Consent settings</button>")],
  ["a report", form("other", "<button>Report this authorize request</button>")],
  ["a way back", form("other", "<button>Unauthorize</button>")],
  ["a way out in its form", "", '<button formaction="/other">Terminate consent</button>'],
  ["a way to say no in its form", "", '<button formaction="/other">Authorize later</button>'],
  ["words about it in its form", "", '<button formaction="/other">Show what I allow</button>'],
] as const)("leaves %s beside the consent form", async ([, beside, within = ""], { expect }) => {
  const page = beside + form("yes", `${within}<button>Continue</button>`);
  expect(await goThrough(page)).toBe("/yes");
});

test.for([
  ["summary", `<details><summary>${form("yes", "<button>Allow</button>")}</summary></details>`],
  ["open popover, where nothing else is", `<div popover>${PROCEED}</div>`],
  ["opened details", `<details open>${form("yes", "<button>Allow</button>")}</details>`],
] as const)("presses what is in the %s", async ([, page], { expect }) => {
  expect(await goThrough(page)).toBe("/yes");
});

test.for([
  ["one approves and one leads on", form("other", "<button>I agree to the survey</button>")],
  ["both say the same", form("other", "<button>Continue</button>")],
  ["one approves by its name", form("other", '<button name="accept">Carry on</button>')],
] as const)("does not choose between two forms when %s", async ([, beside], { expect }) => {
  expect(await goThrough(beside + PROCEED)).toBe("PAGE_NOT_UNDERSTOOD");
  const options = { approve: "Let it in" };
  expect(await goThrough(beside + form("yes", "<button>Let it in</button>"), options)).toBe("/yes");
});

test("does not take a button that leads on for the link that approves", async ({ expect }) => {
  const page = `${form("other", "<button>Submit</button>")}<a href="/yes">Allow</a>`;
  expect(await goThrough(page)).toBe("PAGE_NOT_UNDERSTOOD");
});

test("approves beside a form that asks for more than a yes", async ({ expect }) => {
  const signIn = form("other", '<input name="user"><button>Sign in</button>');
  expect(await goThrough(signIn + form("yes", "<button>Allow</button>"))).toBe("/yes");
});

test.for([
  ["a link", '<a href="/other">How consent works</a><button type="button">Allow</button>'],
  [
    "what leads on",
    `<button type="button">Allow</button>${form("other", "<button>Continue</button>")}`,
  ],
  ["a link for a button of a script", '<a href="javascript:allow()">Allow</a>'],
  [
    "a link to terms",
    'By continuing you <a href="/other">agree to the Terms of Use</a><div id="root"></div>',
  ],
  [
    "what leads a guest on",
    `<span onclick="x()">Allow</span>${form("other", "<button>Continue as guest</button>")}`,
  ],
  [
    "what leads on beside an element that runs a script",
    `<div onclick="x()">Allow</div>${form("other", "<button>Continue</button>")}`,
  ],
  ["a link that leads nowhere", '<a href="#" onclick="x()">Allow</a>'],
  [
    "what deletes the account",
    '<div id="root"></div><form method="post" action="/account/delete/?id=1"><button>Confirm</button></form>',
  ],
  [
    "a search",
    '<div id="root"></div><form action="other/search"><input name="q"><button>Submit</button></form>',
  ],
  [
    "what signs out",
    '<div id="root"></div><form method="post" action="/users/sign_out"><button>Continue</button></form>',
  ],
  ["a link around the page", '<nav><a href="/other">Grant programme</a></nav>'],
] as const)("does not press %s where only a script could approve", async ([, page], { expect }) => {
  expect(await goThrough(page)).toBe("PAGE_NOT_UNDERSTOOD");
});

test("names a button by whole words, and none that says the opposite", async ({ expect }) => {
  const page =
    form("other", "<button>Don't allow</button>") + form("yes", "<button>Accept</button>");
  expect(await goThrough(page, { approve: "Allow" })).not.toContain("/other");
  expect(
    await goThrough(form("other", "<button>Discontinue</button>"), { approve: "Continue" }),
  ).toBe("PAGE_NOT_UNDERSTOOD");
  const asked = form("yes", "<button>Allow</button>") + form("other", "<button>Notify me</button>");
  expect(await goThrough(asked, { act: "deny", deny: "No" })).toBe("PAGE_NOT_UNDERSTOOD");
});

test.for([
  ["consent/remove.bg", "Allow"],
  ["consent/rate-my-repo", "Allow"],
  ["oauth/subscribe", "Allow"],
  ["yes", "Authorize Cookie Jar"],
] as const)("presses in the form at %s what approves", async ([action, words], { expect }) => {
  const controls = `<button>${words}</button><button formaction="/no">Deny</button>`;
  await using site = await serve({
    "GET /authorize": form(action, controls),
    [`POST /${action}`]: redirect(`${stopBefore}?code=c`),
  });
  const url = `${site.origin}/authorize`;
  const { ending } = await attemptSignIn({ url, login: "octocat", stopBefore });
  expect(ending).toEqual({ kind: "approved" });
});

test("answers what is asked, and not whether the page was of help", async ({ expect }) => {
  const yesOrNo = "<button name=h value=y>Yes</button><button name=h value=n>No</button>";
  const named = form("yes", '<input name="label" value="My laptop"><button>Continue</button>');
  const no = '<a href="/no">Cancel</a>';
  expect(await goThrough(named + no + form("feedback", yesOrNo))).toBe("/yes");
  expect(await goThrough(named + no + form("feedback", yesOrNo), { act: "deny" })).toBe("/no");
  expect(await goThrough(named + no + form("other", yesOrNo))).toBe("PAGE_NOT_UNDERSTOOD");
});

const pair =
  '<button name="a" value="1">Allow access</button><button formaction="/no">Deny</button>';
test.for<[string, string, Partial<AttemptOptions>]>([
  ["a choice of language", `<select name="language"><option>English</option></select>${pair}`, {}],
  ["a search", `<input type="search" name="q">${pair}`, {}],
  [
    "the name of an app that sounds like a notice",
    '<button>Authorize Cookies Inc</button><button formaction="/no">Deny</button>',
    { approve: "Authorize Cookies Inc", deny: "Deny" },
  ],
])("asks in a form with %s", async ([, controls, hints], { expect }) => {
  const page = form("yes", controls);
  expect(await goThrough(page, hints)).toBe("/yes");
  expect(await goThrough(page, { ...hints, act: "deny" })).toBe("/no");
});

test.for(["article", "dialog open", "main"])(
  "finds links at the foot of <%s>",
  async (tag, { expect }) => {
    const foot = '<footer><a href="/yes">Allow</a> <a href="/no">Deny</a></footer>';
    const page = `<${tag}><p>Allow App?</p>${foot}</${tag.split(" ")[0]}>`;
    expect(await goThrough(page)).toBe("/yes");
    expect(await goThrough(page, { act: "deny" })).toBe("/no");
    expect(await goThrough(foot, { approve: "Allow" })).toBe("/yes");
  },
);
