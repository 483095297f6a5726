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
  .extend("start", ({ clientId }) => async (): Promise<DeviceCode> => {
    const asked = { client_id: clientId, scope: "gist" };
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

async function errorOf(url: string, body: Record<string, string>): Promise<string> {
  const { error }: { error: string } = await (await post(url, body)).json();
  return error;
}

/** Types the code and answers the page. */
async function enter(userCode: string, authorize: string): Promise<string> {
  const cookie = await signIn("octocat");
  const page = await (await post(DEVICE, { user_code: userCode }, cookie)).text();
  const authenticity_token = formToken({ text: page });
  return (await post(`${DEVICE}/authorize`, { authenticity_token, authorize }, cookie)).text();
}

// https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#step-1-app-requests-the-device-and-user-verification-codes-from-github
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

// "The `slow_down` error response adds 5 seconds to the last `interval`."
// https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#rate-limits-for-the-device-flow
test("slows a device down that asks too often", async ({ start, poll, expect }) => {
  const device = await start();
  await poll(device);
  expect(await poll(device, 4.9)).toMatchObject({ error: "slow_down", interval: 10 });
  expect(await poll(device, 9.9)).toMatchObject({ error: "slow_down", interval: 15 });
  expect(await poll(device, 15)).toMatchObject({ error: "authorization_pending" });
});

// https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#error-codes-for-the-device-flow
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

test("refuses a device after fifteen minutes", async ({ start, poll, expect }) => {
  const device = await start();
  expect(await poll(device, 900)).toMatchObject({ status: 200, error: "expired_token" });
  expect(await enter(device.user_code, "1")).toContain("did something unexpected");
});

test("refuses a device code of another app, no grant type, and an app without device flow", async ({
  github,
  clientId,
  start,
  expect,
}) => {
  const { device_code } = await start();
  const other = github.apps.find((app) => app.deviceFlow && app.clientId !== clientId);
  const grant_type = "urn:ietf:params:oauth:grant-type:device_code";
  const client_id = other?.clientId ?? "";
  expect(await errorOf(ACCESS_TOKEN, { client_id, device_code, grant_type })).toBe(
    "incorrect_device_code",
  );
  expect(await errorOf(ACCESS_TOKEN, { client_id: clientId, device_code })).toBe(
    "unsupported_grant_type",
  );
  expect(await errorOf(`${DEVICE}/code`, { client_id: github.app.clientId })).toBe(
    "device_flow_disabled",
  );
  expect(await errorOf(`${DEVICE}/code`, { client_id: "Ov23liUnknown" })).toBe(
    "incorrect_client_credentials",
  );
});

test("asks who is at the keyboard, and says when no device waits with a code", async ({
  expect,
}) => {
  expect((await open(DEVICE)).text).toContain('name="return_to" value="login/device"');
  const cookie = await signIn("octocat");
  expect((await open(DEVICE, { headers: { Cookie: cookie } })).text).toContain('name="user_code"');
  const wrong = await (await post(DEVICE, { user_code: "<AAAA>" }, cookie)).text();
  expect(wrong).toContain("No device waits with the code &#60;AAAA&#62;.");
});
