import { statusOf, test as base } from "./github.test-support.ts";
import { open, signIn } from "./person.test-support.ts";

interface Credentials {
  clientId: string;
  clientSecret: string;
}

/** @see https://docs.github.com/rest/apps/oauth-applications */
const test = base.extend(
  "call",
  ({ github }) =>
    (method: string, path: string, body: object, app: Credentials = github.app) => {
      const Authorization = `Basic ${btoa(`${app.clientId}:${app.clientSecret}`)}`;
      return fetch(`https://api.github.com/applications/${app.clientId}/${path}`, {
        method,
        headers: { Authorization, "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
    },
);

test("tells an app what one of its tokens is good for", async ({
  github,
  githubAccessToken,
  call,
  expect,
}) => {
  const access_token = await githubAccessToken("hubot", "gist");
  const checked = await call("POST", "token", { access_token });
  expect(checked.status).toBe(200);
  const body: unknown = await checked.json();
  expect(body).toMatchObject({
    token: access_token,
    token_last_eight: access_token.slice(-8),
    scopes: ["gist"],
    app: { client_id: github.app.clientId },
    user: { login: "hubot" },
    expires_at: "2026-11-22T20:00:00.000Z",
  });
});

// The document's own request: `curl -L -X POST -u … https://api.github.com/applications/Iv1.8a61f9b3a7aba766/token -d
// '{"access_token":"gho_…"}'`; curl calls what follows `-d` a form.
test("reads JSON that is not called so", async ({ github, githubAccessToken, expect }) => {
  const { clientId, clientSecret } = github.app;
  const check = (access_token: string) =>
    fetch(`https://api.github.com/applications/${clientId}/token`, {
      method: "POST",
      headers: {
        Authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}`,
        "Content-Type": "application/x-www-form-urlencoded",
      },
      body: JSON.stringify({ access_token }),
    });
  expect((await check(await githubAccessToken("octocat"))).status).toBe(200);
  expect((await check("gho_unknown")).status).toBe(404);
});

test("puts a new token in the place of one", async ({ githubAccessToken, call, expect }) => {
  const access_token = await githubAccessToken("octocat", "gist");
  const response = await call("PATCH", "token", { access_token });
  const body: { token: string } = await response.json();
  expect(await statusOf(access_token)).toBe(401);
  expect(await statusOf(body.token)).toBe(200);
});

// The REST document says nothing of expiry; that a reset leaves it as it is, is reported of GitHub's announcement at
// https://github.com/orgs/community/discussions/206564.
test("resets a token without a longer life, and leaves what renews it", async ({
  clock,
  github,
  fetchCode,
  requestToken,
  call,
  expect,
}) => {
  const issued = await requestToken({ code: await fetchCode("octocat", { scope: "gist" }) });
  const { access_token, refresh_token }: Record<string, string> = await issued.json();
  clock.nowMs += 3_600_000;
  const response = await call("PATCH", "token", { access_token });
  const { token, ...reset }: { token: string } = await response.json();
  expect(reset).toMatchObject({
    created_at: "2026-11-22T12:00:00.000Z",
    updated_at: "2026-11-22T13:00:00.000Z",
    expires_at: "2026-11-22T20:00:00.000Z",
  });
  const checked = await call("POST", "token", { access_token: token });
  expect(await checked.json()).toMatchObject({ ...reset, token });
  expect([await statusOf(access_token ?? ""), await statusOf(token)]).toEqual([401, 200]);
  clock.nowMs += 7 * 3_600_000;
  expect(await statusOf(token)).toBe(401);
  const asked = { grant_type: "refresh_token", refresh_token: refresh_token ?? "" };
  const renewed: { access_token: string } = await (await requestToken(asked)).json();
  expect(await statusOf(renewed.access_token)).toBe(200);
  github.revoke("octocat");
  expect(await statusOf(renewed.access_token)).toBe(401);
});

test("refreshing ends a token that was reset", async ({
  fetchCode,
  requestToken,
  call,
  expect,
}) => {
  const issued = await requestToken({ code: await fetchCode("octocat") });
  const { access_token, refresh_token }: Record<string, string> = await issued.json();
  const { token }: { token: string } = await (
    await call("PATCH", "token", { access_token })
  ).json();
  await requestToken({ grant_type: "refresh_token", refresh_token: refresh_token ?? "" });
  expect(await statusOf(token)).toBe(401);
});

test("answers 404 to an app that asks at another one's address about its own token", async ({
  github,
  githubAccessToken,
  expect,
}) => {
  const access_token = await githubAccessToken("octocat");
  const { clientId, clientSecret } = github.app;
  const refused = await fetch(
    `https://api.github.com/applications/${github.apps[1]?.clientId}/token`,
    {
      method: "POST",
      headers: { Authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
      body: JSON.stringify({ access_token }),
    },
  );
  expect(refused.status).toBe(404);
});

test("GH-08 ends one token, and asks nobody again", async ({ githubAccessToken, call, expect }) => {
  const [access_token, other] = [
    await githubAccessToken("octocat"),
    await githubAccessToken("octocat"),
  ];
  expect((await call("DELETE", "token", { access_token })).status).toBe(204);
  expect(await statusOf(access_token)).toBe(401);
  expect(await statusOf(other)).toBe(200);
});

// "Deleting an application's grant will also delete all OAuth tokens associated with the application for the user."
test("GH-08 ends all that an app may do for a user", async ({
  authorizationUrl,
  githubAccessToken,
  call,
  expect,
}) => {
  const [access_token, other] = [
    await githubAccessToken("octocat"),
    await githubAccessToken("octocat"),
  ];
  const hubots = await githubAccessToken("hubot");
  expect((await call("DELETE", "grant", { access_token })).status).toBe(204);
  expect([await statusOf(access_token), await statusOf(other)]).toEqual([401, 401]);
  expect(await statusOf(hubots)).toBe(200);
  const headers = { Cookie: await signIn("octocat") };
  expect((await open(authorizationUrl(), { headers })).text).toContain(
    "Authorize Worker under test",
  );
});

/**
 * "Invalid tokens will return `404 NOT FOUND`": https://docs.github.com/rest/apps/oauth-applications#check-a-token and
 * https://docs.github.com/rest/apps/oauth-applications#reset-a-token. The two that delete document no answer to one.
 */
test.for([
  ["POST", "token"],
  ["PATCH", "token"],
  ["DELETE", "token"],
  ["DELETE", "grant"],
] as const)(
  "answers 404 to %s %s with a token it does not know, or of another app",
  async ([method, path], { github, githubAccessToken, call, expect }) => {
    const access_token = await githubAccessToken("octocat");
    const unknown = await call(method, path, { access_token: "gho_unknown" });
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toMatchObject({ message: "Not Found" });
    const asOther = await call(method, path, { access_token }, github.apps[1]);
    expect(asOther.status).toBe(404);
    expect(await statusOf(access_token)).toBe(200);
  },
);

/**
 * "You will use the app's client ID as the username and the app's client secret as the password."
 * https://docs.github.com/rest/authentication/authenticating-to-the-rest-api#using-basic-authentication
 * "Authenticating with invalid credentials will initially return a `401 Unauthorized` response."
 * https://docs.github.com/rest/authentication/authenticating-to-the-rest-api#failed-login-limit
 */
test("refuses wrong credentials with 401", async ({ github, githubAccessToken, call, expect }) => {
  const access_token = await githubAccessToken("octocat");
  const { clientId } = github.app;
  const refused = await call("DELETE", "grant", { access_token }, { clientId, clientSecret: "no" });
  expect(refused.status).toBe(401);
  expect(await refused.json()).toMatchObject({ message: "Bad credentials" });
  expect(await statusOf(access_token)).toBe(200);
});

/**
 * 422 "Validation failed, or the endpoint has been spammed.": https://docs.github.com/rest/apps/oauth-applications#delete-an-app-token
 * "`missing_field`: A parameter that was required was not specified."
 * https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api#validation-failed
 */
test("refuses to delete without a token to delete with 422", async ({ call, expect }) => {
  const missing = await call("DELETE", "token", {});
  expect(missing.status).toBe(422);
  expect(await missing.json()).toMatchObject({
    message: "Validation Failed",
    errors: [{ field: "access_token", code: "missing_field" }],
  });
});

/**
 * GitHub has two messages for a body that is no JSON object:
 * https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api
 */
test.for([
  ["{", "Problems parsing JSON"],
  ["access_token=gho_x", "Problems parsing JSON"],
  ["[]", "Body should be a JSON object"],
  ["null", "Body should be a JSON object"],
])("refuses the body %s with 400", async ([body, message], { github: { app }, expect }) => {
  const response = await fetch(`https://api.github.com/applications/${app.clientId}/token`, {
    method: "POST",
    headers: { Authorization: `Basic ${btoa(`${app.clientId}:${app.clientSecret}`)}` },
    body,
  });
  expect([response.status, await response.json()]).toMatchObject([400, { message }]);
});
