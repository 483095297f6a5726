import { readFile } from "node:fs/promises";
import { test } from "vitest";
import { attemptSignIn, type AttemptOptions } from "./attempt.ts";
import { errorOf } from "./site.test-support.ts";

const stopBefore = "http://127.0.0.1:33418/callback";
const origin = "http://localhost:8788";

/** Goes through pages of other people's making, one after the other. @returns what was pressed, and what was sent at last */
async function goThrough(pages: string[], options: Partial<AttemptOptions> = {}) {
  const waiting = await Promise.all(
    pages.map((page) => readFile(new URL(`testing/${page}.html`, import.meta.url), "utf8")),
  );
  let sent = "";
  const { ending, hops } = await attemptSignIn({
    url: `${origin}/authorize?scope=read+write`,
    login: "octocat",
    stopBefore,
    fetch: async (url, { method, body }) => {
      sent = [method, url.replace(origin, ""), body]
        .filter((part) => typeof part === "string")
        .join(" ");
      const page = waiting.shift();
      if (page !== undefined)
        return new Response(page, { headers: { "Content-Type": "text/html; charset=utf-8" } });
      return Response.redirect(`${stopBefore}?code=c`);
    },
    ...options,
  });
  return { ending: ending.kind, pressed: hops.at(-1)?.pressed, sent };
}

test.for([
  [
    "cloudflare-demo",
    "POST /approve state=eyJvYXV0aFJlcUluZm8iOnt9fQ%3D%3D&csrf_token=0f8fad5b-d9cb-469f-a165-70867728950e",
  ],
  [
    "auth0-like",
    "POST /authorize?scope=read+write state=hKFo2SBqcXo&audience=https%3A%2F%2Fmcp.example&action=accept",
  ],
  [
    "keycloak-like",
    "POST /login-actions/consent?client_id=c&tab_id=t code=aB3dE5fG7hI9&accept=Yes",
  ],
  ["icon-buttons", "POST /grant request=r1&yes.x=0&yes.y=0"],
  ["aria-label", "POST /grant answer=1"],
  ["links", "GET /consent/allow?rid=7"],
  ["role-links", "GET /consent/allow?rid=7"],
  ["german", "POST /zustimmung vorgang=v1&antwort=1"],
  ["french", "POST /consentement choix=Autoriser+l%E2%80%99acc%C3%A8s"],
  ["spanish", "POST /consentimiento opcion=a"],
  ["two-step-consent", "POST /consent _csrf=c2&confirm=1"],
  ["unticked-scopes", "POST /consent transaction=t1&terms=accepted&verdict=grant"],
  ["beside-other-forms", "POST /oauth/consent ticket=t1"],
  ["form-attribute", "POST /consent id=7&ok=1&outside=yes"],
  ["open-dialog", "POST /consent d=y"],
  ["closed-dialog", "POST /consent rid=9&decision=allow"],
] as const)("approves on the consent page %s", async ([page, expected], { expect }) => {
  const { ending, sent } = await goThrough([page]);
  expect(sent).toBe(expected);
  expect(ending).toBe("approved");
});

test.for([
  ["auth0-like", "Decline"],
  ["keycloak-like", "No"],
  ["icon-buttons", "Deny access"],
  ["aria-label", "Don't allow"],
  ["links", "Deny"],
  ["role-links", "No, thanks"],
  ["german", "Ablehnen"],
  ["french", "Ne pas autoriser"],
  ["spanish", "No permitir"],
  ["two-step-consent", "Not now"],
  ["unticked-scopes", "Cancel"],
  ["beside-other-forms", "Cancel"],
  ["form-attribute", "Reject"],
  ["open-dialog", "Deny"],
  ["closed-dialog", "Deny"],
] as const)("denies on the consent page %s", async ([page, expected], { expect }) => {
  expect((await goThrough([page], { act: "deny" })).pressed).toBe(expected);
});

test("does not deny where Cancel only runs a script", async ({ expect }) => {
  const error = await errorOf(goThrough(["cloudflare-demo"], { act: "deny" }));
  expect(error).toMatchObject({
    code: "PAGE_NOT_UNDERSTOOD",
    message: expect.stringContaining('"Approve", "Cancel" (runs a script)'),
  });
});

test.for([
  ["approve", {}, 'has "Allow access" to approve, and only a script could press it'],
  ["deny", {}, 'has "Cancel" to deny, and only a script could press it'],
  ["approve", { approve: "Help" }, 'has "Help" to approve, and only a script could press it'],
] as const)(
  "does not %s where that takes a script, and says so: %o",
  async ([act, hint, part], { expect }) => {
    const error = await errorOf(goThrough(["role-scripts"], { act, ...hint }));
    expect(error).toMatchObject({
      code: "PAGE_NOT_UNDERSTOOD",
      message: expect.stringContaining(part),
      hint: expect.stringContaining("plain HTML form"),
    });
    expect(String(error)).toContain(
      '"Allow access" (runs a script), "Cancel" (runs a script), "Help" (runs a script)',
    );
  },
);

test("logs in on a first page when it is told what to type, then consents on the second", async ({
  expect,
}) => {
  const pages = ["two-step-login", "two-step-consent"];
  const error = await errorOf(goThrough(pages));
  expect(error).toMatchObject({
    code: "PAGE_NOT_UNDERSTOOD",
    message: expect.stringContaining('wants to know email ("E-mail"), password ("Password")'),
    hint: expect.stringContaining('fill: { "email"'),
  });
  const fill = { email: "octocat@github.com", password: "x" };
  expect(await goThrough(pages, { fill })).toMatchObject({
    ending: "approved",
    pressed: "Continue",
  });
  expect(await goThrough(pages, { fill, act: "deny" })).toMatchObject({ pressed: "Not now" });
});

test("ticks boxes that are not ticked by default to get a scope", async ({ expect }) => {
  const { sent } = await goThrough(["unticked-scopes"], { scopes: ["read"] });
  expect(sent).toBe("POST /consent transaction=t1&scope%5Bread%5D=1&terms=accepted&verdict=grant");
});

test("asks for a hint when two buttons approve or deny alike, and follows it", async ({
  expect,
}) => {
  const page = ["two-equal-buttons"];
  const error = await errorOf(goThrough(page));
  expect(error).toMatchObject({
    code: "PAGE_NOT_UNDERSTOOD",
    message: expect.stringMatching(
      /It says: Choose How long may Notes have access\? .*\nIts buttons: "Allow for an hour" \(for=a\), "Allow until I say otherwise" \(for=b\), /,
    ),
    hint: expect.stringContaining("approve:"),
  });
  const hour = await goThrough(page, { approve: "for an hour" });
  expect(hour.sent).toBe("POST /consent rid=9&for=a");

  expect(await errorOf(goThrough(page, { act: "deny" }))).toMatchObject({
    code: "PAGE_NOT_UNDERSTOOD",
    hint: expect.stringContaining("deny:"),
  });
  const denied = await goThrough(page, { act: "deny", deny: "Deny" });
  expect(denied.sent).toBe("POST /consent rid=9&for=c");
});
