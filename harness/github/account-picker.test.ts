import { describe } from "vitest";
import { gitHubAppsSchema } from "./app-schema.ts";
import { createGitHubEmulator } from "./emulator.ts";
import { AUTHORIZE, test } from "./github.test-support.ts";
import { answer, formToken, open, signIn } from "./person.test-support.ts";

/** The account that a page offers before all others. */
function firstAccount(page: { text: string }): string | undefined {
  return /name="login" value="([^"]+)"/.exec(page.text)?.[1];
}

test("puts the account that `login` suggests first", async ({ authorizationUrl, expect }) => {
  expect(firstAccount(await open(authorizationUrl()))).toBe("octocat");
  expect(firstAccount(await open(authorizationUrl({ login: "monalisa" })))).toBe("monalisa");
});

/** Chooses an account on the picker, and goes where it leads. @returns what was there, and the new session's cookie */
async function choose(login: string, picker: { text: string }, cookie: string) {
  const return_to = /name="return_to" value="([^"]+)"/.exec(picker.text)?.[1] ?? "";
  const body = new URLSearchParams({ login, return_to: return_to.replaceAll("&#38;", "&") });
  const headers = { Cookie: cookie };
  const chosen = await open("https://github.com/session", { method: "POST", headers, body });
  const page = await open(chosen.location?.href ?? "", { headers: { Cookie: chosen.cookie } });
  return { page, cookie: chosen.cookie };
}

/**
 * "Forces the account picker to appear if set to `select_account`."
 * https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#1-request-a-users-github-identity
 */
test("forces the account picker with `prompt=select_account`, every time and not twice", async ({
  authorizationUrl,
  expect,
}) => {
  const url = authorizationUrl({ prompt: "select_account" });
  let cookie = await signIn("octocat");
  expect(formToken(await open(authorizationUrl(), { headers: { Cookie: cookie } }))).not.toBe("");
  for (const _ of [1, 2]) {
    const picker = await open(url, { headers: { Cookie: cookie } });
    expect(picker.text).toContain('name="login"');
    const chosen = await choose("octocat", picker, cookie);
    expect(formToken(chosen.page)).not.toBe("");
    ({ cookie } = chosen);
  }
});

/**
 * "When specified, the web application flow will prompt users with a specific account they can use for signing in."
 * https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app#using-the-web-application-flow-to-generate-a-user-access-token
 * How it does so to somebody who is signed in as another is not documented.
 */
test("shows the account picker where `login` suggests another account than the one signed in", async ({
  authorizationUrl,
  expect,
}) => {
  const cookie = await signIn("octocat");
  const visit = (login: string, Cookie = cookie) =>
    open(authorizationUrl({ login }), { headers: { Cookie } });
  const picker = await visit("monalisa");
  expect(firstAccount(picker)).toBe("monalisa");
  // It is a suggestion: whoever stays the same is not asked again.
  const { page } = await choose("octocat", picker, cookie);
  expect(page.text).toContain("<strong>octocat</strong>");
  for (const login of ["Octocat", "nobody"]) {
    expect(formToken(await visit(login, await signIn("octocat")))).not.toBe("");
  }
});

/**
 * "The account picker will also appear if the application has a non-HTTP redirect URI or if the user has multiple accounts
 * signed in."
 * https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#1-request-a-users-github-identity
 */
test("shows the account picker to whoever is signed in twice", async ({
  authorizationUrl,
  expect,
}) => {
  const first = await signIn("octocat");
  const picker = await open(authorizationUrl({ prompt: "select_account" }), {
    headers: { Cookie: first },
  });
  const { cookie, page } = await choose("hubot", picker, first);
  expect(page.text).toContain("<strong>hubot</strong>");
  const again = await open(authorizationUrl(), { headers: { Cookie: cookie } });
  expect(again.text).toContain('name="login"');
  expect((await choose("octocat", again, cookie)).page.text).toContain("<strong>octocat</strong>");
});

describe("a native app", () => {
  test.override("github", ({ clock }) => {
    const apps = gitHubAppsSchema.parse([{ name: "App", callbackUrl: "com.example.app://done" }]);
    return createGitHubEmulator({ apps, now: () => clock.nowMs });
  });

  // "Native apps […] will now always receive the account picker."
  // https://github.blog/changelog/label/apps/
  test("shows the account picker every time", async ({ github, expect }) => {
    const first = await signIn("octocat");
    const picker = await open(`${AUTHORIZE}?client_id=${github.app.clientId}`, {
      headers: { Cookie: first },
    });
    expect(picker.text).toContain('name="login"');
    const { page, cookie } = await choose("octocat", picker, first);
    const { location } = await answer(cookie, formToken(page), "1");
    expect(location?.href).toMatch(/^com\.example\.app:\/\/done\?code=[\da-f]{20}$/);
  });
});
