import { test } from "./github.test-support.ts";

const DOCUMENT =
  "https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors";

test.for([
  ["GH-07", "bad_verification_code", `${DOCUMENT}#bad-verification-code`],
  ["GH-07", "incorrect_client_credentials", `${DOCUMENT}#incorrect-client-credentials`],
  ["GH-07", "redirect_uri_mismatch", `${DOCUMENT}#redirect-uri-mismatch`],
  ["GH-07", "unverified_user_email", `${DOCUMENT}#unverified-user-email`],
] as const)(
  "%s refuses a token with %s and status 200, by %s",
  async ([, fault], { github, fetchCode, requestToken, expect }) => {
    const code = await fetchCode("octocat");
    github.fail("POST /login/oauth/access_token", fault);
    const refused = await requestToken({ code });
    expect(refused.status).toBe(200);
    expect(await refused.json()).toHaveProperty("error", fault);
    // The code was never read, so it is still good.
    expect(await (await requestToken({ code })).json()).toHaveProperty("access_token");
  },
);

// No document of GitHub's names it, but interlink-hq/interLink#262 has met it.
test("GH-21 bad_refresh_token befalls a refresh, with status 200, and never a code", async ({
  github,
  fetchCode,
  requestToken,
  expect,
}) => {
  github.fail("POST /login/oauth/access_token", "bad_refresh_token");
  const code = await fetchCode("octocat");
  expect(await (await requestToken({ code })).json()).toHaveProperty("access_token");
  const refresh = { grant_type: "refresh_token", refresh_token: "ghr_0123" };
  const refused = await requestToken(refresh);
  expect(refused.status).toBe(200);
  expect(await refused.json()).toHaveProperty("error", "bad_refresh_token");
  expect(github.faults).toMatchObject([{ strikes: 1 }]);
});

/** @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#error-codes-for-the-device-flow */
test.for([
  "authorization_pending",
  "slow_down",
  "expired_token",
  "incorrect_device_code",
  "access_denied",
  "device_flow_disabled",
] as const)(
  "%s befalls a device, and never a browser",
  async (fault, { github, fetchCode, requestToken, expect }) => {
    github.fail("POST /login/oauth/access_token", fault);
    const code = await fetchCode("octocat");
    expect(await (await requestToken({ code })).json()).toHaveProperty("access_token");
    const grant_type = "urn:ietf:params:oauth:grant-type:device_code";
    const polled = await requestToken({ device_code: "0123", grant_type });
    expect(await polled.json()).toHaveProperty("error", fault);
    expect(github.faults).toMatchObject([{ strikes: 1 }]);
  },
);

/**
 * "The error response includes the new `interval` that you must use."
 * https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#error-codes-for-the-device-flow
 */
test("slow_down says how much longer to wait, and the device is held to it", async ({
  clock,
  github,
  requestToken,
  expect,
}) => {
  const body = new URLSearchParams({
    client_id: github.apps.find(({ deviceFlow }) => deviceFlow)!.clientId,
  });
  const headers = { Accept: "application/json" };
  const DEVICE_CODE = "https://github.com/login/device/code";
  const started = await fetch(DEVICE_CODE, { method: "POST", body, headers });
  const { device_code } = (await started.json()) as { device_code: string };
  const poll = async (afterSeconds: number) => {
    clock.nowMs += afterSeconds * 1000;
    const grant_type = "urn:ietf:params:oauth:grant-type:device_code";
    const client_id = body.get("client_id")!;
    return (await requestToken({ client_id, device_code, grant_type })).json();
  };
  github.fail("POST /login/oauth/access_token", "slow_down", { times: 2 });
  expect(await poll(5)).toMatchObject({ error: "slow_down", interval: 10 });
  expect(await poll(10)).toMatchObject({ error: "slow_down", interval: 15 });
  expect(await poll(10)).toMatchObject({ error: "slow_down", interval: 20 });
  expect(await poll(20)).toMatchObject({ error: "authorization_pending" });
});
