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
});

test("shares users, tokens and faults between its addresses", async ({ expect }) => {
  const github = createGitHubEmulator();
  await using served = await serveGitHub(github);
  github.fail("GET /login/oauth/authorize", "503");
  expect((await fetch(authorizeAt(github, served.origin))).status).toBe(503);
  expect((await fetch(authorizeAt(github, served.origin))).status).toBe(200);
  github.fail("GET /login/oauth/authorize", "reset");
  const broken = fetch(authorizeAt(github, served.origin)).then((response) => response.text());
  await expect(broken).rejects.toThrow();
});

test("serves no other host than this machine", async ({ expect }) => {
  await using served = await serveGitHub(createGitHubEmulator());
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  const headers = { Host: "evil.example" };
  request(served.origin, { headers }, ({ statusCode }) => resolve(statusCode)).end();
  expect(await promise).toBe(421);
});
