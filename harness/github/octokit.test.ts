import { OAuthApp as OctokitApp } from "@octokit/oauth-app";
import * as oauth from "@octokit/oauth-methods";
import { CALLBACK, statusOf, test as base } from "./github.test-support.ts";
import { answer, formToken, signIn } from "./person.test-support.ts";

// Octokit's own packages, as they are published, run their flows against the emulator.
// https://github.com/octokit/oauth-methods.js, https://github.com/octokit/oauth-app.js
const test = base
  .extend("app", ({ github }) => ({
    clientType: "oauth-app" as const,
    clientId: github.app.clientId,
    clientSecret: github.app.clientSecret,
  }))
  .extend("githubApp", ({ github }) => {
    const app = github.apps.find(({ kind }) => kind === "github-app");
    if (app === undefined) throw new Error("There is no GitHub App.");
    const { clientId, clientSecret } = app;
    return { clientType: "github-app" as const, clientId, clientSecret };
  });

/** Types a device's code and agrees. */
async function letIn(userCode: string): Promise<void> {
  const cookie = await signIn("monalisa");
  const send = (path: string, form: Record<string, string>) =>
    fetch(`https://github.com/login/device${path}`, {
      method: "POST",
      headers: { Cookie: cookie },
      body: new URLSearchParams(form),
    });
  const page = await send("", { user_code: userCode });
  const authenticity_token = formToken({ text: await page.text() });
  await send("/authorize", { authenticity_token, authorize: "1" });
}

test("Octokit exchanges a code, checks, resets and deletes the token", async ({
  app,
  fetchCode,
  expect,
}) => {
  const code = await fetchCode("octocat", { scope: "gist" });
  const { authentication } = await oauth.exchangeWebFlowCode({ ...app, code });
  expect(authentication).toMatchObject({ scopes: ["gist"] });
  const { token } = authentication;
  const checked = await oauth.checkToken({ ...app, token });
  expect(checked.data.user?.login).toBe("octocat");
  const reset = await oauth.resetToken({ ...app, token });
  await expect(oauth.checkToken({ ...app, token })).rejects.toMatchObject({ status: 404 });
  await oauth.deleteToken({ ...app, token: reset.authentication.token });
  expect(await statusOf(reset.authentication.token)).toBe(401);
});

test("Octokit deletes an authorization", async ({ app, githubAccessToken, expect }) => {
  const token = await githubAccessToken("octocat");
  expect((await oauth.deleteAuthorization({ ...app, token })).status).toBe(204);
  expect(await statusOf(token)).toBe(401);
});

test("Octokit reports a code that was used already", async ({ app, fetchCode, expect }) => {
  const code = await fetchCode("octocat");
  await oauth.exchangeWebFlowCode({ ...app, code });
  await expect(oauth.exchangeWebFlowCode({ ...app, code })).rejects.toThrow(
    /^The code passed is incorrect or expired. \(bad_verification_code, https:\/\/docs/,
  );
});

test("Octokit lets a device in, refreshes its token once, and not twice", async ({
  githubApp,
  clock,
  expect,
}) => {
  const { data } = await oauth.createDeviceCode({ ...githubApp });
  const exchange = () => oauth.exchangeDeviceCode({ ...githubApp, code: data.device_code });
  await expect(exchange()).rejects.toThrow("authorization_pending");
  await letIn(data.user_code);
  clock.nowMs += data.interval * 1000;
  const { authentication } = await exchange();
  if (!("refreshToken" in authentication)) throw new Error("There is no refresh token.");
  const { refreshToken } = authentication;
  expect(authentication.expiresAt).toBe("2026-11-22T20:00:05.000Z");
  const refreshed = await oauth.refreshToken({ ...githubApp, refreshToken });
  expect(await statusOf(refreshed.authentication.token)).toBe(200);
  await expect(oauth.refreshToken({ ...githubApp, refreshToken })).rejects.toThrow(
    "bad_refresh_token",
  );
});

test("Octokit's OAuth app signs a user in through the web flow", async ({ github, expect }) => {
  const { clientId, clientSecret } = github.app;
  const app = new OctokitApp({ clientType: "oauth-app", clientId, clientSecret });
  const created: string[] = [];
  app.on("token", ({ token }) => void created.push(token));
  const { url, state } = app.getWebFlowAuthorizationUrl({
    scopes: ["read:user"],
    redirectUrl: CALLBACK,
  });
  const cookie = await signIn("hubot");
  const page = await fetch(url, { headers: { Cookie: cookie } });
  const { location } = await answer(cookie, formToken({ text: await page.text() }), "1");
  expect(location?.searchParams.get("state")).toBe(state);
  const code = location?.searchParams.get("code") ?? "";
  const { authentication } = await app.createToken({ code });
  expect(created).toEqual([authentication.token]);
  const octokit = await app.getUserOctokit({ ...authentication });
  const { data } = await octokit.request("GET /user");
  expect(data.login).toBe("hubot");
});
