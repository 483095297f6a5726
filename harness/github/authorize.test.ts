import { gitHubAppsSchema } from "./app-schema.ts";
import { createGitHubEmulator, type GitHubEmulator } from "./emulator.ts";
import { AUTHORIZE, CALLBACK, test } from "./github.test-support.ts";
import { answer, formToken, open, signIn } from "./person.test-support.ts";
import { gitHubUsersSchema } from "./user-schema.ts";

function asApp(github: GitHubEmulator, query: Record<string, string> = {}): string {
  return `${AUTHORIZE}?${new URLSearchParams({ client_id: github.app.clientId, ...query })}`;
}

test("asks who is at the keyboard when nobody is signed in at GitHub", async ({
  authorizationUrl,
  github,
  expect,
}) => {
  const page = await open(authorizationUrl());
  expect(page.status).toBe(200);
  for (const login of github.logins) expect(page.text).toContain(`value="${login}"`);
  expect(page.text).not.toContain('value="nobody"');
});

const EVIL = '"><script>alert(1)</script>';
const ESCAPED = "&#34;&#62;&#60;script&#62;alert(1)&#60;/script&#62;";

test("escapes what an app asks for", async ({ authorizationUrl, expect }) => {
  const page = await open(authorizationUrl({ scope: EVIL, state: EVIL }));
  expect(page.text).not.toContain("<script>");
  const Cookie = await signIn("octocat");
  const asked = await open(authorizationUrl({ scope: EVIL }), { headers: { Cookie } });
  expect(asked.text).toContain(`value="${ESCAPED}"`);
  expect(asked.text).not.toContain("<script>");
});

test("escapes the names of users and apps", async ({ expect }) => {
  const users = gitHubUsersSchema.parse([{ login: "eve", id: 1, name: EVIL }]);
  const apps = gitHubAppsSchema.parse([{ name: EVIL }]);
  const github = createGitHubEmulator({ users, apps });
  const send = async (url: string, init?: RequestInit) => {
    const response = await github.answer(new Request(url, init));
    const cookie = response?.headers.get("Set-Cookie")?.split(";")[0] ?? "";
    return { cookie, text: (await response?.text()) ?? "" };
  };
  const picker = await send(asApp(github));
  expect(picker.text).toContain(`eve (${ESCAPED})`);
  expect(picker.text).not.toContain("<script>");
  const body = new URLSearchParams({ login: "eve", return_to: "login/oauth/authorize" });
  const { cookie } = await send("https://github.com/session", { method: "POST", body });
  const asked = await send(asApp(github), { headers: { Cookie: cookie } });
  expect(asked.text).toContain(`<h1>Authorize ${ESCAPED}</h1>`);
  expect(asked.text).not.toContain("<script>");
});

test("returns to the app with a code and its state when the user authorizes", async ({
  authorizationUrl,
  expect,
}) => {
  const cookie = await signIn("octocat");
  const page = await open(authorizationUrl(), { headers: { Cookie: cookie } });
  const { status, location } = await answer(cookie, formToken(page), "1");
  expect(status).toBe(302);
  expect(location?.href).toMatch(
    /^http:\/\/localhost:43210\/callback\?code=[\da-f]{20}&state=xyz$/,
  );
});

/** @see https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-authorization-request-errors#access-denied */
test("returns to the app with access_denied when the user cancels", async ({
  authorizationUrl,
  expect,
}) => {
  const cookie = await signIn("octocat");
  const page = await open(authorizationUrl(), { headers: { Cookie: cookie } });
  const { location } = await answer(cookie, formToken(page), "0");
  expect(Object.fromEntries(location?.searchParams ?? [])).toEqual({
    error: "access_denied",
    error_description: "The user has denied your application access.",
    error_uri: expect.stringContaining("#access-denied"),
    state: "xyz",
  });
});

// GitHub documents no form of its own, so neither this refusal; a form that can be forged would be no form to test with.
test("refuses a form token that is forged, used already, or another session's", async ({
  authorizationUrl,
  expect,
}) => {
  const cookie = await signIn("octocat");
  const page = await open(authorizationUrl(), { headers: { Cookie: cookie } });
  expect((await answer(cookie, "forged", "1")).status).toBe(422);
  expect((await answer(await signIn("hubot"), formToken(page), "1")).status).toBe(422);
  expect((await answer(cookie, formToken(page), "1")).status).toBe(302);
  expect((await answer(cookie, formToken(page), "1")).status).toBe(422);
});

// GitHub documents that `client_id` is "required", not what happens without a good one; people report a 404 page:
// https://github.com/src-d/code-annotation/issues/253
test("shows a 404 page for an app that does not exist", async ({ authorizationUrl, expect }) => {
  expect((await open(authorizationUrl({ client_id: "Ov23liUnknown" }))).status).toBe(404);
  expect((await open(AUTHORIZE)).status).toBe(404);
});

/** @see https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-authorization-request-errors#redirect-uri-mismatch */
test("sends a redirect URI that does not match to the registered callback URL with an error", async ({
  github,
  authorizationUrl,
  expect,
}) => {
  const redirect_uri = "https://evil.example/callback";
  const { status, location } = await open(authorizationUrl({ redirect_uri }));
  expect(status).toBe(302);
  expect(location?.href.startsWith(`${CALLBACK}?`)).toBe(true);
  expect(location?.searchParams.get("error")).toBe("redirect_uri_mismatch");
  expect(location?.searchParams.get("state")).toBe("xyz");
  expect(github.takeRefusals()).toEqual([
    `GET /login/oauth/authorize → 302 redirect_uri_mismatch (it was asked to return to ${redirect_uri}; the app has ${CALLBACK})`,
  ]);
});

test("uses the registered callback URL when no redirect URI is given", async ({
  github,
  expect,
}) => {
  const cookie = await signIn("octocat");
  const page = await open(asApp(github), { headers: { Cookie: cookie } });
  const { location } = await answer(cookie, formToken(page), "1");
  expect(location?.href).toMatch(/^http:\/\/localhost:43210\/callback\?code=[\da-f]{20}$/);
});

/**
 * "Must be `S256` - the `plain` code challenge method is not supported." GitHub names no error; the code is RFC 7636's.
 * https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#1-request-a-users-github-identity
 */
test("refuses a code challenge that is not S256 or not of 43 characters", async ({
  authorizationUrl,
  expect,
}) => {
  const code_challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
  const errorOf = async (query: Record<string, string>) =>
    (await open(authorizationUrl(query))).location?.searchParams.get("error");
  expect(await errorOf({ code_challenge, code_challenge_method: "S256" })).toBeUndefined();
  expect(await errorOf({ code_challenge, code_challenge_method: "plain" })).toBe("invalid_request");
  expect(await errorOf({ code_challenge })).toBe("invalid_request");
  expect(await errorOf({ code_challenge_method: "S256" })).toBe("invalid_request");
  expect(await errorOf({ code_challenge: "short", code_challenge_method: "S256" })).toBe(
    "invalid_request",
  );
});

// GitHub asks for a password; what the emulator does instead is its own.
test("signs nobody in who has no account", async ({ expect }) => {
  expect(await signIn("nobody")).toBe("");
  expect(await signIn("octocat")).toMatch(/^user_session=/);
});

/**
 * "GitHub will redirect to the registered callback URL using the following parameters to summarize the error."
 * https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-authorization-request-errors#application-suspended
 */
test("sends the users of a suspended app back with application_suspended", async ({
  github,
  authorizationUrl,
  expect,
}) => {
  const client_id = github.apps.find(({ suspended }) => suspended)?.clientId ?? "";
  const url = authorizationUrl({ client_id, redirect_uri: `${CALLBACK}/deeper` });
  const location = new URL(
    (await fetch(url, { redirect: "manual" })).headers.get("Location") ?? "",
  );
  expect(location.origin + location.pathname).toBe(CALLBACK);
  expect(Object.fromEntries(location.searchParams)).toEqual({
    error: "application_suspended",
    error_description: "Your application has been suspended. Contact support@github.com.",
    error_uri: expect.stringMatching(/#application-suspended$/),
    state: "xyz",
  });
});
