import { statusOf, test as base } from "./github.test-support.ts";
import { open, signIn } from "./person.test-support.ts";
import { describeFlaws } from "./openapi.test-support.ts";

// https://docs.github.com/rest/apps/oauth-applications
const test = base.extend(
  "call",
  ({ github }) =>
    (method: string, path: string, body: object, secret = github.app.clientSecret) => {
      const Authorization = `Basic ${btoa(`${github.app.clientId}:${secret}`)}`;
      return fetch(`https://api.github.com/applications/${github.app.clientId}/${path}`, {
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
  expect(describeFlaws("POST /applications/{client_id}/token 200", body)).toEqual([]);
  expect(body).toMatchObject({
    token: access_token,
    token_last_eight: access_token.slice(-8),
    scopes: ["gist"],
    app: { client_id: github.app.clientId },
    user: { login: "hubot" },
    expires_at: null,
  });
});

test("puts a new token in the place of one", async ({ githubAccessToken, call, expect }) => {
  const access_token = await githubAccessToken("octocat", "gist");
  const response = await call("PATCH", "token", { access_token });
  const body: { token: string } = await response.json();
  expect(describeFlaws("PATCH /applications/{client_id}/token 200", body)).toEqual([]);
  expect(await statusOf(access_token)).toBe(401);
  expect(await statusOf(body.token)).toBe(200);
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

// "Invalid tokens will return `404 NOT FOUND`." https://docs.github.com/rest/apps/oauth-applications#check-a-token
test("refuses a token it does not know, wrong credentials and a missing token", async ({
  githubAccessToken,
  call,
  expect,
}) => {
  const access_token = await githubAccessToken("octocat");
  const unknown = await call("POST", "token", { access_token: "gho_unknown" });
  expect(unknown.status).toBe(404);
  expect(describeFlaws("POST /applications/{client_id}/token 404", await unknown.json())).toEqual(
    [],
  );
  expect((await call("DELETE", "grant", { access_token }, "wrong")).status).toBe(401);
  const missing = await call("DELETE", "token", {});
  expect(missing.status).toBe(422);
  expect(describeFlaws("POST /applications/{client_id}/token 422", await missing.json())).toEqual(
    [],
  );
  expect(await statusOf(access_token)).toBe(200);
});
