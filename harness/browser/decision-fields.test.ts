import { test } from "vitest";
import { attemptSignIn } from "./attempt.ts";
import { errorOf, redirect, serve } from "./site.test-support.ts";

const stopBefore = "http://127.0.0.1:33418/callback";

const radios = `<label><input type="radio" name="decision" value="0" checked> Deny</label>
  <label><input type="radio" name="decision" value="1"> Allow</label>`;
const select = `<select name="decision"><option value="0">No, thanks</option><option value="1">Yes</option></select>`;

test.for<[string, string, object, string]>([
  ["radio buttons", radios, {}, "decision=1"],
  ["radio buttons of which none is on", radios.replace(" checked", ""), {}, "decision=1"],
  ["a select", select, {}, "decision=1"],
  ["radio buttons, for who denies", radios, { act: "deny", deny: "Continue" }, "decision=0"],
  ["a choice that is no decision", select.replace("Yes", "Blue"), {}, "decision=0"],
  ["what is filled in", radios, { fill: { decision: "Deny" } }, "decision=0"],
  [
    "one of several that approve, chosen already",
    `${radios.replace(" checked", "")}
    <label><input type="radio" name="decision" value="2" checked> Always allow</label>`,
    {},
    "decision=2",
  ],
])("decides by %s where the button only leads on", async ([, fields, wish, sent], { expect }) => {
  await using site = await serve({
    "GET /authorize": `<form method="post">${fields}<button>Continue</button></form>`,
    "POST /authorize": ({ body }) =>
      redirect(`${stopBefore}?${body === "decision=0" ? "error=access_denied" : "code=c"}`),
  });
  const url = `${site.origin}/authorize`;
  await attemptSignIn({ url, login: "octocat", stopBefore, ...wish }).catch(() => {});
  expect(site.requests.at(-1)?.body).toBe(sent);
});

test.for([
  ["approve", "confirm", "confirm=on"],
  ["deny", "confirm", ""],
  ["approve", "newsletter", ""],
] as const)("to %s by a box called %s sends %j", async ([act, name, sent], { expect }) => {
  const box = `<label><input type="checkbox" name="${name}"> Consent?</label>`;
  await using site = await serve({
    "GET /authorize": `<form method="post">${box}<button>Submit</button></form>`,
    "POST /authorize": redirect(`${stopBefore}?${sent ? "code=c" : "error=access_denied"}`),
  });
  const url = `${site.origin}/authorize`;
  await attemptSignIn({ url, login: "octocat", stopBefore, act });
  expect(site.requests.at(-1)?.body).toBe(sent);
});

test.for([
  ["news=no", '<select name="news"><option value="no">No<option value="yes">Yes</select>'],
  [
    "trust=no",
    '<label><input type="radio" name="trust" value="no" checked>No</label><label><input type="radio" name="trust" value="yes">Yes</label>',
  ],
  ["", '<label><input type="checkbox" name="consent"> Send me marketing mail</label>'],
  ["", '<label><input type="checkbox" name="allow"> Share analytics</label>'],
  [
    "allow_sharing=no",
    '<select name="allow_sharing"><option value="no">No<option value="yes">Yes</select>',
  ],
])("leaves what is no decision as it is: %j", async ([sent, fields], { expect }) => {
  await using site = await serve({
    "GET /authorize": `<form method="post">${fields}<button>Continue</button></form>`,
    "POST /authorize": redirect(`${stopBefore}?code=c`),
  });
  const url = `${site.origin}/authorize`;
  await attemptSignIn({ url, login: "octocat", stopBefore });
  expect(site.requests.at(-1)?.body).toBe(sent);
});

test("a no by a field counts as one, wherever it leads", async ({ expect }) => {
  await using site = await serve({
    "GET /authorize": `<form method="post">${radios.replace(" checked", "")}<button>Submit</button></form>`,
    "POST /authorize": "<p>Access denied</p>",
  });
  const url = `${site.origin}/authorize`;
  const { ending } = await attemptSignIn({ url, login: "octocat", stopBefore, act: "deny" });
  expect(ending).toMatchObject({ kind: "stopped", text: "Access denied" });
});

test("decides for each scope that is asked about", async ({ expect }) => {
  const fields = ["scope.read", "scope.email"]
    .map((name) => radios.replaceAll('name="decision"', `name="${name}"`))
    .join("");
  await using site = await serve({
    "GET /authorize": `<form method="post">${fields}<button>Submit</button></form>`,
    "POST /authorize": redirect(`${stopBefore}?code=c`),
  });
  const url = `${site.origin}/authorize`;
  await attemptSignIn({ url, login: "octocat", stopBefore });
  expect(site.requests.at(-1)?.body).toBe("scope.read=1&scope.email=1");
});

test("decides for each scope beside a button that authorizes", async ({ expect }) => {
  const fields = radios.replaceAll('name="decision"', 'name="scope.read"');
  await using site = await serve({
    "GET /authorize": `<form method="post">${fields}<button name="authorize" value="Authorize">Authorize</button></form>`,
    "POST /authorize": redirect(`${stopBefore}?code=c`),
  });
  const url = `${site.origin}/authorize`;
  await attemptSignIn({ url, login: "octocat", stopBefore });
  expect(site.requests.at(-1)?.body).toBe("scope.read=1&authorize=Authorize");
});

test("leaves a choice alone beside a button that approves by itself", async ({ expect }) => {
  await using site = await serve({
    "GET /authorize": `<form method="post">News? ${radios}<button>Authorize</button></form>`,
    "POST /authorize": () => redirect(`${stopBefore}?code=c`),
  });
  const url = `${site.origin}/authorize`;
  await attemptSignIn({ url, login: "octocat", stopBefore });
  expect(site.requests.at(-1)?.body).toBe("decision=0");
});

test("does not choose between several that approve, and says what there is", async ({ expect }) => {
  const several = `${radios}<label><input type="radio" name="decision" value="2"> Always allow</label>`;
  await using site = await serve({
    "GET /authorize": `<form method="post">${several}<button>Continue</button></form>`,
  });
  const url = `${site.origin}/authorize`;
  expect(await errorOf(attemptSignIn({ url, login: "octocat", stopBefore }))).toMatchObject({
    code: "PAGE_NOT_UNDERSTOOD",
    message: expect.stringContaining('"0" for "Deny", "1" for "Allow", "2" for "Always allow"'),
    hint: expect.stringContaining("fill"),
  });
});
