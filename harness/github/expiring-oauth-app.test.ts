import type { ExpectStatic } from "vitest";
import { gitHubAppsSchema } from "./app-schema.ts";
import { createGitHubEmulator } from "./emulator.ts";
import { ACCESS_TOKEN, CALLBACK, statusOf, test as base } from "./github.test-support.ts";
import { formToken, open, signIn } from "./person.test-support.ts";

const EIGHT_HOURS_MS = 28_800_000;

interface TokenAnswer {
  access_token: string;
  refresh_token: string;
  scope: string;
  error?: string;
}

/** An OAuth app whose owner has opted out of expiring tokens, and one whose owner has not. */
const test = base
  .override("github", ({ clock }) =>
    createGitHubEmulator({
      apps: gitHubAppsSchema.parse([
        { name: "Lasting", expiringTokens: false, deviceFlow: true },
        { name: "Expiring" },
      ]),
      callbackUrl: CALLBACK,
      now: () => clock.nowMs,
    }),
  )
  .extend(
    "token",
    ({ fetchCode, requestToken }) =>
      async (query: Record<string, string>, app: Record<string, string> = {}) => {
        const code = await fetchCode("octocat", { ...app, ...query });
        const answer: TokenAnswer = await (await requestToken({ code, ...app })).json();
        return answer;
      },
  )
  .extend(
    "refresh",
    ({ requestToken }) =>
      async (refresh_token: string, more: Record<string, string> = {}) => {
        const asked = { grant_type: "refresh_token", refresh_token, ...more };
        const answer: TokenAnswer = await (await requestToken(asked)).json();
        return answer;
      },
  );

function post(url: string, body: Record<string, string>, Cookie = "") {
  const headers = { Accept: "application/json", Cookie };
  return fetch(url, { method: "POST", headers, body: new URLSearchParams(body) });
}

/** What an OAuth app is given whose tokens expire. */
const expiringFor = (expect: ExpectStatic) => ({
  access_token: expect.stringMatching(/^gho_CANARYoctocat/),
  expires_in: 28_800,
  refresh_token: expect.stringMatching(/^ghr_CANARYoctocat/),
  refresh_token_expires_in: 15_897_600,
  scope: "gist",
  token_type: "bearer",
});

/** @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#requiring-expiring-tokens-for-your-app */
test("gives an OAuth app tokens that last where its owner has opted out", async ({
  clock,
  token,
  expect,
}) => {
  const lasting = await token({ scope: "gist" });
  expect(lasting).toEqual({
    access_token: expect.stringMatching(/^gho_CANARYoctocat/),
    scope: "gist",
    token_type: "bearer",
  });
  clock.nowMs += EIGHT_HOURS_MS;
  expect(await statusOf(lasting.access_token)).toBe(200);
});

test("GH-21 gives an OAuth app tokens that expire after eight hours, and renews them", async ({
  clock,
  github,
  token,
  refresh,
  expect,
}) => {
  const { clientId, clientSecret } = github.apps[1]!;
  const app = { client_id: clientId, client_secret: clientSecret };
  const issued = await token({ scope: "gist" }, app);
  expect(issued).toEqual(expiringFor(expect));
  clock.nowMs += EIGHT_HOURS_MS;
  expect(await statusOf(issued.access_token)).toBe(401);
  // "You cannot provide a `scope` parameter during token refresh in order to change the access of the resulting token."
  const renewed = await refresh(issued.refresh_token, { ...app, scope: "repo" });
  expect(renewed).toEqual(expiringFor(expect));
  expect(await statusOf(renewed.access_token)).toBe(200);
  expect(await refresh(issued.refresh_token, app)).toHaveProperty("error", "bad_refresh_token");
});

// A refresh token of another app's must not do, or one leaked token would open every app.
test("refuses an app the refresh token of another one", async ({
  github,
  token,
  refresh,
  expect,
}) => {
  const { clientId, clientSecret } = github.apps[1]!;
  const app = { client_id: clientId, client_secret: clientSecret };
  const { refresh_token } = await token({ scope: "gist" }, app);
  expect(await refresh(refresh_token)).toHaveProperty("error", "bad_refresh_token");
  expect(await refresh(refresh_token, app)).toHaveProperty("access_token");
});

/** @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#opting-in-to-expiring-tokens-at-runtime */
test("gives an expiring token for the scope offline_access, and keeps no such scope", async ({
  token,
  refresh,
  expect,
}) => {
  const issued = await token({ scope: "gist offline_access" });
  expect(issued).toEqual(expiringFor(expect));
  expect(await refresh(issued.refresh_token)).toEqual(expiringFor(expect));
});

/**
 * "It is not tracked as a typical scope like `repo` or `user`, and will not cause additional prompts to appear if used."
 * https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#1-request-a-users-github-identity
 */
test("asks nobody again for offline_access, and shows no such scope", async ({
  authorizationUrl,
  token,
  expect,
}) => {
  const headers = { Cookie: await signIn("octocat") };
  const first = await open(authorizationUrl({ scope: "gist offline_access" }), { headers });
  expect(first.text).toContain("gist");
  expect(first.text).not.toContain("<code>offline_access");
  await token({ scope: "gist" });
  const asked = authorizationUrl({ scope: "gist offline_access" });
  const again = await fetch(asked, { headers, redirect: "manual" });
  expect(again.headers.get("Location")).toMatch(`${CALLBACK}?code=`);
});

/**
 * "Both the web application flow and the device flow support expiring tokens."
 * https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#expiring-access-tokens
 */
test("gives a device an expiring token for offline_access, to be renewed without a secret", async ({
  github,
  refresh,
  expect,
}) => {
  const client_id = github.app.clientId;
  const DEVICE = "https://github.com/login/device";
  const asked = await post(`${DEVICE}/code`, { client_id, scope: "gist offline_access" });
  const { device_code, user_code }: Record<string, string> = await asked.json();
  const cookie = await signIn("octocat");
  const page = await post(DEVICE, { user_code: user_code ?? "" }, cookie);
  const authenticity_token = formToken({ text: await page.text() });
  await post(`${DEVICE}/authorize`, { authenticity_token, authorize: "1" }, cookie);
  const grant_type = "urn:ietf:params:oauth:grant-type:device_code";
  const polled = await post(ACCESS_TOKEN, {
    client_id,
    device_code: device_code ?? "",
    grant_type,
  });
  const issued: TokenAnswer = await polled.json();
  expect(issued).toEqual(expiringFor(expect));
  expect(await refresh(issued.refresh_token, { client_secret: "" })).toEqual(expiringFor(expect));
});
