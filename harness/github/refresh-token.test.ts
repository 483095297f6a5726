import { completeSignIn } from "../browser/sign-in.ts";
import { gitHubAppsSchema } from "./app-schema.ts";
import { createGitHubEmulator } from "./emulator.ts";
import { AUTHORIZE, CALLBACK, statusOf, test as base } from "./github.test-support.ts";

const SECOND_CALLBACK = "http://localhost:43211/second";

interface TokenAnswer {
  access_token: string;
  refresh_token: string;
  error?: string;
}

const test = base
  .override("github", ({ clock }) =>
    createGitHubEmulator({
      apps: gitHubAppsSchema.parse([
        { name: "Expiring", kind: "github-app", furtherCallbackUrls: [SECOND_CALLBACK] },
      ]),
      callbackUrl: CALLBACK,
      now: () => clock.nowMs,
    }),
  )
  .extend(
    "token",
    ({ fetchCode, requestToken }) =>
      async (refresh_token?: string): Promise<TokenAnswer> => {
        if (refresh_token !== undefined) {
          return (await requestToken({ grant_type: "refresh_token", refresh_token })).json();
        }
        const code = await fetchCode("octocat", { scope: "repo" });
        return (await requestToken({ code })).json();
      },
  );

/** @see https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens */
test("GH-21 gives a GitHub App tokens that expire after eight hours", async ({
  clock,
  token,
  expect,
}) => {
  const issued = await token();
  expect(issued).toEqual({
    access_token: expect.stringMatching(/^ghu_CANARYoctocat\w{23}$/),
    expires_in: 28_800,
    refresh_token: expect.stringMatching(/^ghr_CANARYoctocat\w{63}$/),
    refresh_token_expires_in: 15_897_600,
    scope: "",
    token_type: "bearer",
  });
  clock.nowMs += 28_800_000 - 1;
  expect(await statusOf(issued.access_token)).toBe(200);
  clock.nowMs += 1;
  expect(await statusOf(issued.access_token)).toBe(401);
});

/**
 * "Once you use a refresh token, that refresh token and the old user access token will no longer work."
 * https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens#about-user-access-tokens-that-expire
 */
test("GH-22 takes a refresh token once, also when two come at the same moment", async ({
  token,
  expect,
}) => {
  const first = await token();
  const both = await Promise.all([token(first.refresh_token), token(first.refresh_token)]);
  const second = both.find(({ error }) => error === undefined);
  expect(both.filter(({ error }) => error === "bad_refresh_token")).toHaveLength(1);
  expect(await statusOf(first.access_token)).toBe(401);
  expect(await statusOf(second?.access_token ?? "")).toBe(200);
  expect(await token(second?.refresh_token)).toHaveProperty("refresh_token");
});

/**
 * "The user access token expires after eight hours, and the refresh token expires after six months."
 * https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens#about-user-access-tokens-that-expire
 * The error has no document; its words are quoted from https://github.com/interlink-hq/interLink/pull/262.
 */
test("GH-21 refuses a refresh token that is unknown or six months old", async ({
  clock,
  token,
  expect,
}) => {
  const { refresh_token } = await token();
  expect(await token("ghr_unknown")).toMatchObject({
    error: "bad_refresh_token",
    error_description: "The refresh token passed is incorrect or expired.",
  });
  clock.nowMs += 15_897_600_000;
  expect(await token(refresh_token)).toHaveProperty("error", "bad_refresh_token");
});

// RT-13. GitHub documents no outage of its own; that the refresh token is still good follows from its being unused.
test.for(["500", "503", "reset"] as const)(
  "GH-10 takes a refresh token that had come while GitHub was down with %s",
  async (fault, { github, token, expect }) => {
    const { refresh_token } = await token();
    github.fail("POST /login/oauth/access_token", fault);
    await expect(token(refresh_token)).rejects.toThrow();
    expect(await token(refresh_token)).toHaveProperty("access_token");
  },
);

/**
 * The secret is "**Required** unless the user access token was generated using the device flow."
 * https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens#refreshing-a-user-access-token-with-a-refresh-token
 */
test("refuses a refresh without the app's secret", async ({ token, requestToken, expect }) => {
  const { refresh_token } = await token();
  const refused = await requestToken({
    grant_type: "refresh_token",
    refresh_token,
    client_secret: "",
  });
  expect(await refused.json()).toHaveProperty("error", "incorrect_client_credentials");
});

/**
 * "This must be an exact match to one of the URLs you provided as a "Callback URL" in your app's settings."
 * https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app#using-the-web-application-flow-to-generate-a-user-access-token
 */
test("takes for a GitHub App exactly its callback URLs, the first by default", async ({
  authorizationUrl,
  github,
  requestToken,
  expect,
}) => {
  for (const redirect_uri of [`${CALLBACK}/deeper`, `${SECOND_CALLBACK}?more`]) {
    const { headers } = await fetch(authorizationUrl({ redirect_uri }), { redirect: "manual" });
    expect(headers.get("Location")).toMatch(`${CALLBACK}?error=redirect_uri_mismatch`);
  }
  const { url } = await completeSignIn({
    url: authorizationUrl({ redirect_uri: SECOND_CALLBACK }),
    login: "octocat",
    stopBefore: SECOND_CALLBACK,
  });
  const code = new URL(url).searchParams.get("code") ?? "";
  expect(await (await requestToken({ code })).json()).toHaveProperty("access_token");
  const byDefault = `${AUTHORIZE}?client_id=${github.app.clientId}`;
  const first = await completeSignIn({ url: byDefault, login: "octocat", stopBefore: CALLBACK });
  expect(first.url).toMatch(`${CALLBACK}?code=`);
});

/**
 * "Unlike a traditional OAuth token, the user access token does not use scopes."
 * https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app#about-user-access-tokens
 * That the header is there, and empty, has no document: a maintainer of GitHub's says it in https://github.com/cli/cli/issues/6520.
 */
test("tells no scopes for the token of a GitHub App", async ({ token, expect }) => {
  const headers = { Authorization: `Bearer ${(await token()).access_token}` };
  const emails = await fetch("https://api.github.com/user/emails", { headers });
  expect(emails.status).toBe(200);
  expect(emails.headers.get("X-OAuth-Scopes")).toBe("");
});
