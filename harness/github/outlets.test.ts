import { request } from "node:http";
import { test } from "vitest";
import { completeSignIn } from "../browser/sign-in.ts";
import { createGitHubEmulator, type GitHubEmulator } from "./emulator.ts";
import { serveGitHub } from "./serve-github.ts";

const CALLBACK = "http://localhost:43210/callback";

function authorizeAt(github: GitHubEmulator, origin: string): string {
  const query = new URLSearchParams({ client_id: github.app.clientId, redirect_uri: CALLBACK });
  return `${origin}/login/oauth/authorize?${query}`;
}

test("answers a request by itself, and leaves alone what is not GitHub's", async ({ expect }) => {
  const github = createGitHubEmulator();
  const page = await github.answer(new Request(authorizeAt(github, "https://github.com")));
  expect(await page?.text()).toContain("Sign in to GitHub");
  for (const url of ["https://github.com/octocat", "https://github.com.evil.example/session"]) {
    expect(await github.answer(new Request(url))).toBeUndefined();
  }
});

test("serves sign-in, tokens and API on a port, with links that stay there", async ({ expect }) => {
  const github = createGitHubEmulator({ callbackUrl: CALLBACK });
  await using served = await serveGitHub(github);
  const { url } = await completeSignIn({
    url: authorizeAt(github, served.origin),
    login: "octocat",
    stopBefore: CALLBACK,
    gitHubUrl: served.origin,
  });
  const { clientId: client_id, clientSecret: client_secret } = github.app;
  const code = new URL(url).searchParams.get("code") ?? "";
  const answer = await fetch(`${served.origin}/login/oauth/access_token`, {
    method: "POST",
    headers: { Accept: "application/json" },
    body: new URLSearchParams({ client_id, client_secret, code }),
  });
  const { access_token }: { access_token: string } = await answer.json();
  const headers = { Authorization: `Bearer ${access_token}` };
  const user = await (await fetch(`${served.origin}/api/v3/user`, { headers })).json();
  expect(user).toMatchObject({
    login: "octocat",
    html_url: `${served.origin}/octocat`,
    url: `${served.origin}/api/v3/users/octocat`,
  });
  expect((await fetch(`${served.origin}/nothing-here`)).status).toBe(404);
  const unknown = await fetch(`${served.origin}/api/v3/meta`);
  expect([unknown.status, await unknown.json()]).toMatchObject([404, { message: "Not Found" }]);
});

test("shares users, tokens and faults between its addresses", async ({ expect }) => {
  const github = createGitHubEmulator();
  await using served = await serveGitHub(github);
  github.fail("GET /login/oauth/authorize", "503");
  expect((await fetch(authorizeAt(github, served.origin))).status).toBe(503);
  expect((await fetch(authorizeAt(github, served.origin))).status).toBe(200);
  github.fail("GET /login/oauth/authorize", "reset");
  // No status either: who looks at nothing else would take it for an answer.
  await expect(fetch(authorizeAt(github, served.origin))).rejects.toThrow();
});

/** "Error code `unsupported_grant_type`": https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#error-codes-for-the-device-flow */
test.for(["toString", "constructor", "__proto__", "password"])(
  "answers GitHub's refusal to the grant type %s",
  async (grant_type, { expect }) => {
    const github = createGitHubEmulator();
    await using served = await serveGitHub(github);
    const refused = await fetch(`${served.origin}/login/oauth/access_token`, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams({ client_id: github.app.clientId, grant_type }),
    });
    expect(refused.status).toBe(200);
    expect(await refused.json()).toHaveProperty("error", "unsupported_grant_type");
  },
);

test("answers 400 to a path that stands for no text", async ({ expect }) => {
  await using served = await serveGitHub(createGitHubEmulator());
  for (const path of ["repos/%zz/x", "repos/octocat/%E0%A4%A"]) {
    const refused = await fetch(`${served.origin}/api/v3/${path}`);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ message: "Bad Request", status: "400" });
  }
});

test("says that it was GitHub which did not answer, where an answer fails", async ({ expect }) => {
  const github = createGitHubEmulator();
  const broken = { ...github, at: () => async () => Promise.reject(new Error("Broken.")) };
  await using served = await serveGitHub(broken);
  const response = await fetch(`${served.origin}/api/v3/user`);
  expect(response.status).toBe(502);
  expect(await response.text()).toBe("The emulated GitHub did not answer.\n");
});

test("serves no other host than this machine", async ({ expect }) => {
  await using served = await serveGitHub(createGitHubEmulator());
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  const headers = { Host: "evil.example" };
  request(served.origin, { headers }, ({ statusCode }) => resolve(statusCode)).end();
  expect(await promise).toBe(421);
});
