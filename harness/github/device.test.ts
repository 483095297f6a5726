import { gitHubAppsSchema } from "./app-schema.ts";
import { createGitHubEmulator } from "./emulator.ts";
import { ACCESS_TOKEN, test as base } from "./github.test-support.ts";
import { formToken, open, signIn } from "./person.test-support.ts";

interface DeviceCode {
  device_code: string;
  user_code: string;
  interval: number;
}

const DEVICE = "https://github.com/login/device";

function post(url: string, body: Record<string, string>, cookie = "") {
  const headers = { Accept: "application/json", Cookie: cookie };
  return fetch(url, { method: "POST", headers, body: new URLSearchParams(body) });
}

const test = base
  .extend("clientId", ({ github }) => {
    const app = github.apps.find(({ kind, deviceFlow }) => kind === "oauth-app" && deviceFlow);
    return app?.clientId ?? "";
  })
  .extend("start", ({ clientId }) => async (client_id = clientId): Promise<DeviceCode> => {
    const asked = { client_id, scope: "gist" };
    return (await post(`${DEVICE}/code`, asked)).json();
  })
  /** Waits for as long as it was told, and asks. */
  .extend("poll", ({ clientId, clock }) => async (device: DeviceCode, waitSeconds = 5) => {
    clock.nowMs += waitSeconds * 1000;
    const response = await post(ACCESS_TOKEN, {
      client_id: clientId,
      device_code: device.device_code,
      grant_type: "urn:ietf:params:oauth:grant-type:device_code",
    });
    const answer: Record<string, unknown> = await response.json();
    return { status: response.status, ...answer };
  });

async function errorOf(url: string, body: Record<string, string>): Promise<object> {
  const response = await post(url, body);
  return { status: response.status, ...((await response.json()) as object) };
}

/** Types the code and answers the page. */
async function enter(userCode: string, authorize: string, login = "octocat"): Promise<string> {
  const cookie = await signIn(login);
  const page = await (await post(DEVICE, { user_code: userCode }, cookie)).text();
  const authenticity_token = formToken({ text: page });
  return (await post(`${DEVICE}/authorize`, { authenticity_token, authorize }, cookie)).text();
}

/** @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#step-1-app-requests-the-device-and-user-verification-codes-from-github */
test("gives a device its codes", async ({ start, expect }) => {
  expect(await start()).toEqual({
    device_code: expect.stringMatching(/^[\da-f]{40}$/),
    user_code: expect.stringMatching(/^[A-Z]{4}-[A-Z]{4}$/),
    verification_uri: DEVICE,
    expires_in: 900,
    interval: 5,
  });
});

test("lets a device in whose code its user typed, once", async ({ start, poll, expect }) => {
  const device = await start();
  expect(await poll(device)).toMatchObject({ status: 200, error: "authorization_pending" });
  const typed = device.user_code.toLowerCase().replace("-", " ");
  expect(await enter(typed, "1")).toContain("Your device is now connected");
  expect(await poll(device)).toMatchObject({
    access_token: expect.stringMatching(/^gho_CANARYoctocat/),
    scope: "gist",
  });
  expect(await poll(device)).toMatchObject({ error: "incorrect_device_code" });
});

/** "The `slow_down` error response adds 5 seconds to the last `interval`." https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#rate-limits-for-the-device-flow */
test("slows a device down that asks too often", async ({ start, poll, expect }) => {
  const device = await start();
  await poll(device);
  expect(await poll(device, 4.9)).toMatchObject({ error: "slow_down", interval: 10 });
  expect(await poll(device, 9.9)).toMatchObject({ error: "slow_down", interval: 15 });
  expect(await poll(device, 15)).toMatchObject({ error: "authorization_pending" });
});

/**
 * "You'll receive a `access_denied` error and the user won't be able to use the verification code again."
 * https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#error-codes-for-the-device-flow
 */
test("refuses a device whose user cancelled, and its code from then on", async ({
  start,
  poll,
  expect,
}) => {
  const device = await start();
  expect(await enter(device.user_code, "0")).toContain("was not let in");
  expect(await poll(device)).toMatchObject({ status: 200, error: "access_denied" });
  expect(await enter(device.user_code, "1")).toContain("did something unexpected");
});

/**
 * "If the device code expired, then you will see the `token_expired` error": so says the row of `expired_token`, which is
 * the code of RFC 8628, and the one that GitHub sends.
 * https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#error-codes-for-the-device-flow
 */
test("refuses a device after fifteen minutes", async ({ start, poll, expect }) => {
  const device = await start();
  expect(await poll(device, 900)).toMatchObject({ status: 200, error: "expired_token" });
  expect(await enter(device.user_code, "1")).toContain("did something unexpected");
});

/** "The device_code provided is not valid." https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#error-codes-for-the-device-flow */
test("refuses the device code of another app", async ({ github, clientId, start, expect }) => {
  const { device_code } = await start();
  const other = github.apps.find((app) => app.deviceFlow && app.clientId !== clientId);
  const grant_type = "urn:ietf:params:oauth:grant-type:device_code";
  const refused = await errorOf(ACCESS_TOKEN, {
    client_id: other?.clientId ?? "",
    device_code,
    grant_type,
  });
  expect(refused).toMatchObject({ status: 200, error: "incorrect_device_code" });
});

/**
 * "The grant type must be `urn:ietf:params:oauth:grant-type:device_code` and included as an input parameter."
 * https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#error-codes-for-the-device-flow
 */
test("refuses a device that names no grant type", async ({ clientId, start, expect }) => {
  const { device_code } = await start();
  const refused = await errorOf(ACCESS_TOKEN, { client_id: clientId, device_code });
  expect(refused).toMatchObject({ status: 200, error: "unsupported_grant_type" });
});

/**
 * "Device flow has not been enabled in the app's settings."
 * https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#error-codes-for-the-device-flow
 * The status and the rest of the answer have no document: https://github.com/weaveworks/weave-gitops/pull/1748.
 */
test("gives no codes to an app without device flow, with status 400", async ({
  github,
  expect,
}) => {
  const { clientId: client_id } = github.app;
  expect(await errorOf(`${DEVICE}/code`, { client_id })).toEqual({
    status: 400,
    error: "device_flow_disabled",
    error_description: "Device Flow must be explicitly enabled for this App",
    error_uri: "https://docs.github.com",
  });
});

/**
 * `client_id` is "**Required**":
 * https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#step-1-app-requests-the-device-and-user-verification-codes-from-github
 * The answer without a good one has no document: https://github.com/emdash-cms/emdash/issues/157 and
 * https://github.com/github/app/issues/1320.
 */
test("answers 404 to an app that is not known", async ({ expect }) => {
  const notFound = { status: 404, error: "Not Found" };
  expect(await errorOf(`${DEVICE}/code`, { client_id: "Ov23liUnknown" })).toEqual(notFound);
  expect(await errorOf(`${DEVICE}/code`, {})).toEqual(notFound);
});

/**
 * GitHub documents no `invalid_scope`; it is what people get from the device flow of OAuth apps, with status 200.
 * "Unlike a traditional OAuth token, the user access token does not use scopes", so a GitHub App may ask for anything:
 * https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app#about-user-access-tokens
 */
test("gives no codes for a scope that does not exist", async ({ github, clientId, expect }) => {
  const asked = { client_id: clientId, scope: "gist user:read" };
  expect(await errorOf(`${DEVICE}/code`, asked)).toEqual({
    status: 200,
    error: "invalid_scope",
    error_description: "The scopes requested are invalid: user:read.",
    error_uri: "https://docs.github.com",
  });
  const gitHubApp = github.apps.find(({ kind }) => kind === "github-app")?.clientId ?? "";
  expect(await errorOf(`${DEVICE}/code`, { ...asked, client_id: gitHubApp })).toHaveProperty(
    "device_code",
  );
});

/**
 * GitHub documents what happens to a suspended app in the web application flow, and nothing for this one:
 * https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-authorization-request-errors#application-suspended
 */
test("gives no codes to a suspended app", async ({ expect }) => {
  const apps = gitHubAppsSchema.parse([{ name: "Bad", deviceFlow: true, suspended: true }]);
  const github = createGitHubEmulator({ apps });
  const refused = await github.answer(
    new Request(`${DEVICE}/code?client_id=${github.app.clientId}`, {
      method: "POST",
      headers: { Accept: "application/json" },
    }),
  );
  expect(refused?.status).toBe(400);
  expect(await refused?.json()).toMatchObject({ error: "application_suspended" });
});

/**
 * "When a user submits the verification code on the browser, there is a rate limit of 50 submissions in an hour per
 * application." What the user sees then is not documented.
 * https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#rate-limits-for-the-device-flow
 */
test("takes fifty codes of an app in an hour", async ({
  github,
  clientId,
  clock,
  start,
  expect,
}) => {
  const cookie = await signIn("octocat");
  const submit = async ({ user_code }: { user_code: string }) =>
    (await post(DEVICE, { user_code }, cookie)).status;
  const device = await start();
  for (let time = 1; time <= 50; time++) expect(await submit(device)).toBe(200);
  expect(await submit(device)).toBe(429);
  const other = github.apps.find((app) => app.deviceFlow && app.clientId !== clientId);
  expect(await submit(await start(other?.clientId))).toBe(200);
  clock.nowMs += 60 * 60_000;
  expect(await submit(await start())).toBe(200);
});

// What GitHub says to a code that it does not know is not documented.
test("asks who is at the keyboard, and says when no device waits with a code", async ({
  expect,
}) => {
  expect((await open(DEVICE)).text).toContain('name="return_to" value="login/device"');
  const cookie = await signIn("octocat");
  expect((await open(DEVICE, { headers: { Cookie: cookie } })).text).toContain('name="user_code"');
  const wrong = await (await post(DEVICE, { user_code: "<AAAA>" }, cookie)).text();
  expect(wrong).toContain("No device waits with the code &#60;AAAA&#62;.");
  expect(await (await post(DEVICE, { user_code: "" }, cookie)).text()).toContain(
    "That is no code.",
  );
});

/**
 * "If the user for whom you are trying to generate a user access token has not verified their primary email address".
 * https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors#unverified-user-email
 */
test("gives no token for a user without a verified address", async ({ start, poll, expect }) => {
  const device = await start();
  await enter(device.user_code, "1", "unverified");
  for (const _ of ["once", "again"])
    expect(await poll(device)).toMatchObject({ status: 200, error: "unverified_user_email" });
});
