import { ACCESS_TOKEN, CALLBACK, test } from "./github.test-support.ts";
import { codeChallengeOf } from "./secrets.ts";

const codeVerifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const pkce = { code_challenge: codeChallengeOf(codeVerifier), code_challenge_method: "S256" };

test("exchanges a code for an access token that names its user", async ({
  fetchCode,
  requestToken,
  expect,
}) => {
  const code = await fetchCode("octocat", { scope: "read:user user:email" });
  const response = await requestToken({ code, redirect_uri: CALLBACK });
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    access_token: expect.stringMatching(/^gho_CANARYoctocat[A-Za-z\d]{23}$/),
    expires_in: 28_800,
    refresh_token: expect.stringMatching(/^ghr_CANARYoctocat\w{63}$/),
    refresh_token_expires_in: 15_897_600,
    scope: "read:user,user:email",
    token_type: "bearer",
  });
});

/**
 * "By default, the response takes the following form"; "you can also receive the response in different formats if you
 * provide the format in the `Accept` header".
 * https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#2-users-are-redirected-back-to-your-site-by-github
 */
test("answers in the encoding that Accept asks for, a form by default", async ({
  fetchCode,
  requestToken,
  expect,
}) => {
  const code = () => fetchCode("octocat", { scope: "repo gist" });
  const form = await requestToken({ code: await code() }, {});
  expect(form.headers.get("Content-Type")).toContain("application/x-www-form-urlencoded");
  expect(await form.text()).toMatch(
    /^access_token=gho_\w{36}&expires_in=28800&refresh_token=ghr_\w{76}&refresh_token_expires_in=15897600&scope=repo%2Cgist&token_type=bearer$/,
  );
  const xml = await requestToken({ code: await code() }, { Accept: "application/xml" });
  expect(xml.headers.get("Content-Type")).toBe("application/xml; charset=utf-8");
  expect(await xml.text()).toMatch(
    /^<OAuth><access_token>gho_\w{36}<\/access_token><expires_in>28800<\/expires_in>.+<scope>repo,gist<\/scope><token_type>bearer<\/token_type><\/OAuth>$/,
  );
  const refused = await requestToken({ code: "x" }, {});
  expect(await refused.text()).toMatch(/^error=bad_verification_code&error_description=The\+code/);
  const refusedInXml = await requestToken({ code: "x" }, { Accept: "application/xml" });
  expect(await refusedInXml.text()).toMatch(
    /^<OAuth><error>bad_verification_code<\/error><error_description>[^<]+<\/error_description><error_uri>[^<]+<\/error_uri><\/OAuth>$/,
  );
});

async function requestTokenAsJson(body: string): Promise<unknown> {
  const headers = { Accept: "application/json", "Content-Type": "application/json" };
  return (await fetch(ACCESS_TOKEN, { method: "POST", headers, body })).json();
}

/**
 * That a body which is no JSON counts as empty is not documented; that `client_id` is "required" is.
 * GitHub's documents do not say so; Auth.js sends them that way by default, see https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1
 */
test("takes an app's credentials as HTTP Basic, too", async ({ github, fetchCode, expect }) => {
  const { clientId, clientSecret } = github.app;
  const send = async (secret: string) => {
    const body = new URLSearchParams({ code: await fetchCode("octocat") });
    const Authorization = `Basic ${btoa(`${clientId}:${secret}`)}`;
    const headers = { Authorization, Accept: "application/json" };
    return (await fetch(ACCESS_TOKEN, { method: "POST", headers, body })).json();
  };
  expect(await send(clientSecret)).toMatchObject({ token_type: "bearer" });
  expect(await send("wrong")).toMatchObject({ error: "incorrect_client_credentials" });
  expect(github.takeRefusals()).toEqual([
    "POST /login/oauth/access_token → 200 incorrect_client_credentials",
  ]);
});

test("what GitHub refused is told by whose request it was", async ({
  github,
  fetchCode,
  expect,
}) => {
  const { clientId: client_id, clientSecret: client_secret } = github.app;
  const send = (code: string) =>
    requestTokenAsJson(JSON.stringify({ client_id, client_secret, code }));
  const code = await fetchCode("octocat");
  await send(code);
  await send(code);
  await fetch("https://api.github.com/user", {
    headers: { Authorization: "Bearer nobody", "User-Agent": "test" },
  });
  expect(github.takeRefusals("hubot")).toEqual([]);
  const line = "POST /login/oauth/access_token → 200 bad_verification_code";
  expect(github.takeRefusals("octocat")).toEqual([line]);
  await send("of nobody");
  expect(github.takeRefusals("hubot")).toEqual([line]);
  expect(github.takeRefusals()).toEqual(["GET /user → 401"]);
});

test("takes its parameters as JSON too", async ({ github, fetchCode, expect }) => {
  const { clientId: client_id, clientSecret: client_secret } = github.app;
  const body = JSON.stringify({ client_id, client_secret, code: await fetchCode("octocat") });
  const broken = await requestTokenAsJson(body.slice(1));
  expect(broken).toHaveProperty("error", "incorrect_client_credentials");
  expect(await requestTokenAsJson(body)).toHaveProperty("access_token");
});

/** @see https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors#incorrect-client-credentials */
test("refuses wrong client credentials with status 200 and incorrect_client_credentials", async ({
  fetchCode,
  requestToken,
  expect,
}) => {
  const code = await fetchCode("octocat");
  const refused = await requestToken({ code, client_secret: "0".repeat(40) });
  expect(refused.status).toBe(200);
  expect(await refused.json()).toEqual({
    error: "incorrect_client_credentials",
    error_description: "The client_id and/or client_secret passed are incorrect.",
    error_uri:
      "https://docs.github.com/apps/managing-oauth-apps/troubleshooting-oauth-app-access-token-request-errors/#incorrect-client-credentials",
  });
  const unknown = await requestToken({ code, client_id: "Ov23liUnknown" });
  expect(await unknown.json()).toMatchObject({ error: "incorrect_client_credentials" });
  expect(await (await requestToken({ code })).json()).toHaveProperty("access_token");
});

/** @see https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors#bad-verification-code */
test("refuses a code that is unknown, or used already", async ({
  fetchCode,
  requestToken,
  expect,
}) => {
  const unknown = await requestToken({ code: "0".repeat(20) });
  expect(unknown.status).toBe(200);
  expect(await unknown.json()).toEqual({
    error: "bad_verification_code",
    error_description: "The code passed is incorrect or expired.",
    error_uri:
      "https://docs.github.com/apps/managing-oauth-apps/troubleshooting-oauth-app-access-token-request-errors/#bad-verification-code",
  });
  const code = await fetchCode("octocat");
  expect(await (await requestToken({ code })).json()).toHaveProperty("access_token");
  expect(await (await requestToken({ code })).json()).toHaveProperty(
    "error",
    "bad_verification_code",
  );
});

/**
 * "The temporary code will expire after 10 minutes."
 * https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#2-users-are-redirected-back-to-your-site-by-github
 */
test("refuses a code that is ten minutes old", async ({
  clock,
  fetchCode,
  requestToken,
  expect,
}) => {
  const [old, young] = [await fetchCode("octocat"), await fetchCode("octocat")];
  clock.nowMs += 10 * 60_000 - 1;
  expect(await (await requestToken({ code: young })).json()).toHaveProperty("access_token");
  clock.nowMs += 1;
  const refused = await (await requestToken({ code: old })).json();
  expect(refused).toHaveProperty("error", "bad_verification_code");
});

/** @see https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors#redirect-uri-mismatch */
test("refuses another redirect URI than the code was issued for", async ({
  fetchCode,
  requestToken,
  expect,
}) => {
  const code = await fetchCode("octocat");
  const refused = await requestToken({ code, redirect_uri: `${CALLBACK}/other` });
  expect(await refused.json()).toEqual({
    error: "redirect_uri_mismatch",
    error_description:
      "The redirect_uri MUST match the registered callback URL for this application.",
    error_uri:
      "https://docs.github.com/apps/managing-oauth-apps/troubleshooting-authorization-request-errors/#redirect-uri-mismatch2",
  });
  expect(await (await requestToken({ code, redirect_uri: CALLBACK })).json()).toHaveProperty(
    "access_token",
  );
});

/**
 * "Required if `code_challenge` was sent during the user authorization." Which error a wrong one gets is not documented.
 * https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#2-users-are-redirected-back-to-your-site-by-github
 */
test("refuses a code whose verifier is missing or wrong, and takes the right one", async ({
  fetchCode,
  requestToken,
  expect,
}) => {
  const code = await fetchCode("octocat", pkce);
  const exchange = async (parameters: Record<string, string>) =>
    (await requestToken({ code, ...parameters })).json();
  expect(await exchange({})).toHaveProperty("error", "bad_verification_code");
  expect(await exchange({ code_verifier: "wrong" })).toHaveProperty(
    "error",
    "bad_verification_code",
  );
  expect(await exchange({ code_verifier: codeVerifier })).toHaveProperty("access_token");
});

/** @see https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors#unverified-user-email */
test("GH-07 refuses a user whose primary e-mail address is not verified", async ({
  fetchCode,
  requestToken,
  expect,
}) => {
  const refused = await requestToken({ code: await fetchCode("unverified") });
  expect(refused.status).toBe(200);
  expect(await refused.json()).toEqual({
    error: "unverified_user_email",
    error_description: "The user must have a verified primary email.",
    error_uri: expect.stringMatching(/#unverified_user_email$/),
  });
});

test("takes a token request as multipart/form-data", async ({ github, fetchCode, expect }) => {
  const body = new FormData();
  body.set("client_id", github.app.clientId);
  body.set("client_secret", github.app.clientSecret);
  body.set("code", await fetchCode("octocat"));
  body.set("file", new Blob(["x"]));
  const headers = { Accept: "application/json" };
  const answer = await fetch(ACCESS_TOKEN, { method: "POST", headers, body });
  expect(await answer.json()).toHaveProperty("access_token");
  const broken = { ...headers, "Content-Type": "multipart/form-data; boundary=x" };
  const refused = await fetch(ACCESS_TOKEN, { method: "POST", headers: broken, body: "--y" });
  expect(await refused.json()).toHaveProperty("error", "incorrect_client_credentials");
});

test("names every answer by an id", async ({ requestToken, getAs, expect }) => {
  const answers = [await requestToken({ code: "x" }), await getAs("/user"), await getAs("/user")];
  const ids = answers.map(({ headers }) => headers.get("X-GitHub-Request-Id"));
  expect(ids.every((id) => /^(?:[\dA-F]{8}:){4}[\da-f]{8}$/.test(id ?? ""))).toBe(true);
  expect(new Set(ids).size).toBe(3);
});
