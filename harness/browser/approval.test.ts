import { test } from "vitest";
import { findApproval, findDenial } from "./approval.ts";
import { links, parsePage, submitButtons, type Pressable } from "./page.ts";
import { DEFAULT_REFERRER_POLICY } from "./referrer.ts";

function pressables(controls: string): Pressable[] {
  const page = parsePage({
    url: new URL("http://localhost/"),
    status: 200,
    content: { text: `<form>${controls}</form>`, encoding: "UTF-8", isHtml: true },
    referrerPolicy: DEFAULT_REFERRER_POLICY,
  });
  return [...submitButtons(page), ...links(page)];
}

function find(controls: string, hint?: string): string | undefined {
  return findApproval(pressables(controls), hint)?.words;
}

test.for([
  ["the word", "<button>Deny</button><button>Approve</button>", "Approve"],
  [
    "the word beside others",
    "<button>Don't allow</button><button>Allow access</button>",
    "Allow access",
  ],
  ["the other order", "<button>Yes, connect</button><button>No, thanks</button>", "Yes, connect"],
  [
    "the value",
    '<button name="a" value="deny">Nein</button><button name="a" value="allow">Ja</button>',
    "Ja",
  ],
  [
    "the name",
    '<button name="rejectAccess">Nein</button><button name="approveAccess">Ja</button>',
    "Ja",
  ],
  [
    "the name before the words",
    '<button name="authorize">Go</button><button>Accept newsletter</button>',
    "Go",
  ],
  [
    "GitHub's page",
    '<button name="authorize" value="0">Cancel</button><button name="authorize" value="1">Authorize app</button>',
    "Authorize app",
  ],
  ["one that leads on", "<button>Continue</button><button>Back</button>", "Continue"],
  [
    "approving before leading on",
    "<button>Sign in</button><button>Authorize</button>",
    "Authorize",
  ],
  ["one that leads on alone", "<button>Weiter</button>", "Weiter"],
  ["one that checks a code", "<button>Verify</button><button>Resend code</button>", "Verify"],
  [
    "the value, where the name is that of both",
    '<button name="authorize" value="0">Lopeta</button><button name="authorize" value="1">Jatka</button>',
    "Jatka",
  ],
  [
    "the words, where the name is that of both",
    '<button name="allow">Block</button><button name="allow">Allow</button>',
    "Allow",
  ],
  ["pictures", '<button><img alt="Deny"></button><button><img alt="Allow"></button>', "Allow"],
  [
    "words that do not want to be asked again",
    "<button>Reject</button><button>Allow and don’t ask again</button>",
    "Allow and don’t ask again",
  ],
  [
    "its name and value, where the name of an app seems to deny",
    '<button name="authorize" value="1">Authorize Block &amp; Co</button><button name="authorize" value="0">Cancel</button>',
    "Authorize Block & Co",
  ],
  [
    "its words, whatever is in its ticket",
    '<button name="id" value="qX7d-no-Yb2LrT04kMc9eA">Allow</button><button>Deny</button>',
    "Allow",
  ],
  ["one that is there twice", "<button>Allow</button><button>Allow</button>", "Allow"],
  [
    "an input",
    '<input type="submit" value="Decline"><input type="submit" value="Accept">',
    "Accept",
  ],
  [
    "an icon with a label",
    '<button aria-label="Deny">×</button><button aria-label="Allow">✓</button>',
    "Allow",
  ],
  [
    "its role before its name",
    '<button role="link" name="approve">Learn more</button><button>Yes</button>',
    "Yes",
  ],
  [
    "its role before that of a link",
    '<a href="/a">Allow all</a><a role="button" href="/b">Allow</a><button>Deny</button>',
    "Allow",
  ],
  ["its name where only links are there", '<a href="/a">Docs</a><a href="/b">Allow</a>', "Allow"],
] as const)("finds the approving button by %s", ([, controls, expected], { expect }) => {
  expect(find(controls)).toBe(expected);
});

test.for([
  ["none is there", ""],
  ["two approve", "<button>Allow once</button><button>Allow always</button>"],
  ["no words are known", "<button>Kyllä</button><button>Ei</button>"],
  [
    "buttons by role approve alike",
    '<a role="button" href="/a">Allow once</a><button>Allow always</button>',
  ],
  ["only a link leads on", '<button>Deny</button><a href="/a">Continue</a>'],
  ["all deny", "<button>Cancel</button><button>Sign out</button>"],
  ["the one that approves is disallowed", "<button>Disallow</button>"],
  ["the only one says nothing known", "<button>Kyllä</button>"],
  ["the only one dismisses", "<button>Dismiss</button>"],
  ["the only one is a picture that denies", '<button><img alt="Deny"></button>'],
  ["only its name denies", '<button name="deny">Yes</button>'],
  ["a name says yes, a value no", '<button name="allow" value="0">Lopeta</button>'],
  [
    "a name and a value say yes, words no",
    '<button name="allow" value="1">Do not authorize</button>',
  ],
  ["the words stand elsewhere", '<p id="x">Deny access</p><button aria-labelledby="x">Go</button>'],
  ["accents are written apart", "<button>Na\u0303o autorizar</button>"],
] as const)("does not decide when %s", ([, controls], { expect }) => {
  expect(find(controls)).toBeUndefined();
});

test.for([
  ["Prosseguir", "Não autorizar"],
  ["Continua", "Non autorizzare"],
  ["Doorgaan", "Niet toestaan"],
  ["Continuer", "N’autoriser pas"],
  ["Continue", "Continue without allowing"],
  ["OK", "Block"],
  ["J’autorise", "Je refuse de continuer"],
  ["Zugriff gewähren", "Zugriff verweigern"],
] as const)("finds %s, and not %s", ([approving, denying], { expect }) => {
  expect(find(`<button>${denying}</button><button>${approving}</button>`)).toBe(approving);
  expect(find(`<button>${denying}</button>`)).toBeUndefined();
});

test.for(["Authorize Later", "Allow No-Code Studio", "Allow (never expires)", "Approve Block"])(
  "takes %s for the yes beside what says no, and never for a no",
  (words, { expect }) => {
    for (const no of ["<button>Cancel</button>", '<a href="/no">Deny</a>']) {
      expect(find(`<button>${words}</button>${no}`)).toBe(words);
      expect(findDenial(pressables(`<button>${words}</button>${no}`))?.words).toMatch(
        /Cancel|Deny/,
      );
    }
    expect(findDenial(pressables(`<button>${words}</button>`))).toBeUndefined();
  },
);

test.for([
  "Allow nothing",
  "Allow no access",
  "Allow never",
  "Continue to Nothing",
  "Sign in without password",
  "Continue as Marie Nee",
  "Change SIM",
])("takes %s neither for a yes beside a no, nor for a no", (words, { expect }) => {
  const controls = `<button>${words}</button><button>Deny</button>`;
  expect(find(controls)).toBeUndefined();
  expect(findDenial(pressables(`<button>${words}</button>`))).toBeUndefined();
  expect(findDenial(pressables(controls))?.words).toBe("Deny");
});

test("takes Authorize Later before what merely leads on", ({ expect }) => {
  const others = '<button>Continue with Google</button><a href="/no">Cancel</a>';
  expect(find(`<button>Authorize Later</button>${others}`)).toBe("Authorize Later");
});

test.for([
  ["Allow", "Allow read (no write)"],
  ["Allow full access", "Allow without write access"],
  ["Allow", "Allow, but do not remember"],
])("says no neither by %s nor by %s", (both, { expect }) => {
  const controls = both.map((words) => `<button>${words}</button>`).join("");
  expect(findDenial(pressables(`${controls}<a href="/no">Deny</a>`))?.words).toBe("Deny");
  expect(findDenial(pressables(controls))).toBeUndefined();
});

test("takes a hint where the words do not tell", ({ expect }) => {
  const controls = "<button>Kyllä, kiitos</button><button>Ei</button>";
  expect(find(controls)).toBeUndefined();
  expect(find(controls, "kyllä, kiitos")).toBe("Kyllä, kiitos");
  expect(find(controls, "Kyllä")).toBe("Kyllä, kiitos");
  expect(find(controls, "Ja")).toBeUndefined();
});

test("takes a hint to a link beside buttons, and to what is no word", ({ expect }) => {
  expect(find('<button>Allow</button><a href="/a">Let it in</a>', "Let it in")).toBe("Let it in");
  expect(find("<button>→</button><button>←</button>", "→")).toBe("→");
  expect(find("<button>→</button>", "←")).toBeUndefined();
});

test("follows a hint even to a button that seems to deny", ({ expect }) => {
  const controls = "<button>Allow No Limits Inc.</button><button>Rather not</button>";
  expect(find(controls.replace("Rather not", "Allow"))).toBe("Allow");
  expect(find("<button>Allow No Limits Inc.</button><button>Peruuta</button>")).toBeUndefined();
  expect(find(controls, "Allow No Limits Inc.")).toBe("Allow No Limits Inc.");
});

test("ignores a hint on a page that has no such button", ({ expect }) => {
  expect(find("<button>Allow</button><button>Deny</button>", "Kyllä")).toBe("Allow");
});

test("does not take for a denial what only does not want to be asked again", ({ expect }) => {
  const controls = "<button>Reject</button><button>Allow and don’t ask again</button>";
  expect(findDenial(pressables(controls))?.words).toBe("Reject");
});
