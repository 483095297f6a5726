import { CALLBACK, test as base } from "./github.test-support.ts";
import { answer, formToken, open, signIn } from "./person.test-support.ts";

/**
 * "For users who have authorized scopes for the application, the user won't be shown the OAuth authorization page."
 * https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#1-request-a-users-github-identity
 */
const test = base.extend("octocat", async ({ authorizationUrl, requestToken, network }) => {
  if (network.unexpected.length > 0) throw new Error("The network is not fresh.");
  const headers = { Cookie: await signIn("octocat") };
  const visit = (query: Record<string, string>) => open(authorizationUrl(query), { headers });
  return {
    visit,
    /** Presses Authorize. @param ticked the boxes that stay ticked */
    async authorize(page: { text: string }, ticked?: string[]) {
      const boxes = ticked && [["scopes_shown", "1"], ...ticked.map((scope) => ["scope", scope])];
      return answer(headers.Cookie, formToken(page), "1", boxes);
    },
    cancel: (page: { text: string }) => answer(headers.Cookie, formToken(page), "0"),
    async scopesOf({ location }: { location: URL | null }): Promise<string> {
      const code = location?.searchParams.get("code") ?? "";
      const { scope }: { scope: string } = await (await requestToken({ code })).json();
      return scope;
    },
  };
});

test("asks once, and needs no click the second time", async ({ octocat, expect }) => {
  const first = await octocat.visit({ scope: "read:user" });
  expect(first.status).toBe(200);
  await octocat.authorize(first);
  const second = await octocat.visit({ scope: "read:user" });
  expect(second.location?.href).toMatch(`${CALLBACK}?code=`);
  expect(await octocat.scopesOf(second)).toBe("read:user");
});

test("asks again when an app wants more than it was given", async ({ octocat, expect }) => {
  await octocat.authorize(await octocat.visit({ scope: "user" }));
  expect((await octocat.visit({ scope: "user:email" })).status).toBe(302);
  expect((await octocat.visit({ scope: "user gist" })).status).toBe(200);
});

test("asks again after the user cancelled", async ({ octocat, expect }) => {
  await octocat.cancel(await octocat.visit({}));
  expect((await octocat.visit({})).status).toBe(200);
});

// "A third web flow that does not provide a `scope` will receive a token with `user` and `repo` scope."
test("gives an app that asks for no scope all that it was given before", async ({
  octocat,
  expect,
}) => {
  await octocat.authorize(await octocat.visit({ scope: "user" }));
  await octocat.authorize(await octocat.visit({ scope: "repo" }));
  expect(await octocat.scopesOf(await octocat.visit({}))).toBe("user,repo");
});

/**
 * "Users can edit their scopes, effectively granting your application less access than you originally requested."
 * https://docs.github.com/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps#requested-scopes-and-granted-scopes
 */
test("grants only the scopes that the user left ticked", async ({ octocat, expect }) => {
  const page = await octocat.visit({ scope: "read:user gist" });
  expect(await octocat.scopesOf(await octocat.authorize(page, ["gist"]))).toBe("gist");
  const again = await octocat.visit({ scope: "read:user gist" });
  expect(await octocat.scopesOf(await octocat.authorize(again, ["repo"]))).toBe("");
});

test("shows the account picker to a user who needs no click, if the app asks for it", async ({
  octocat,
  expect,
}) => {
  await octocat.authorize(await octocat.visit({}));
  const picker = await octocat.visit({ prompt: "select_account" });
  expect(picker.status).toBe(200);
  expect(picker.text).toContain('name="login"');
});

/**
 * "If an app signs the user in ten times within one hour, the next sign in within the same hour will require
 * re-authorization." https://docs.github.com/apps/oauth-apps/building-oauth-apps/rate-limits-for-oauth-apps
 */
test("asks again at the eleventh sign-in of an hour", async ({ octocat, clock, expect }) => {
  await octocat.authorize(await octocat.visit({}));
  for (let time = 2; time <= 10; time++) expect((await octocat.visit({})).status).toBe(302);
  expect((await octocat.visit({})).status).toBe(200);
  clock.nowMs += 60 * 60_000;
  expect((await octocat.visit({})).status).toBe(302);
});

test("offers people without an account to sign up, unless `allow_signup` is false", async ({
  authorizationUrl,
  expect,
}) => {
  expect((await open(authorizationUrl())).text).toContain("New to GitHub?");
  expect((await open(authorizationUrl({ allow_signup: "false" }))).text).not.toContain("New to");
});

// The form that asks for an account is the emulator's own, so GitHub documents no refusal of it.
test("sends nobody elsewhere who chooses an account", async ({ expect }) => {
  for (const return_to of ["https://evil.example/", "//evil.example", "logout", ""]) {
    const body = new URLSearchParams({ login: "octocat", return_to });
    expect((await open("https://github.com/session", { method: "POST", body })).status).toBe(422);
  }
});
