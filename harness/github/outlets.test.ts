import { request } from "node:http";
import { test } from "vitest";
import { completeSignIn } from "../browser/sign-in.ts";
import { createGitHubEmulator, type GitHubEmulator } from "./emulator.ts";
import { routeGitHub, type Route } from "./route-github.ts";
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

interface Fulfilled {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** Stands for a Playwright page: hands requests to whatever was routed, as Playwright does. */
function createPage() {
  let matches: ((url: URL) => boolean) | undefined;
  let handle: ((route: Route) => Promise<void>) | undefined;
  return {
    async route(url: (url: URL) => boolean, handler: (route: Route) => Promise<void>) {
      [matches, handle] = [url, handler];
    },
    async open(url: string, form?: Record<string, string>): Promise<Fulfilled | string> {
      if (!matches?.(new URL(url))) return "not routed";
      const { promise, resolve } = Promise.withResolvers<Fulfilled | string>();
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      const body = form && Buffer.from(new URLSearchParams(form).toString());
      await handle?.({
        request: () => ({
          url: () => url,
          method: () => (form ? "POST" : "GET"),
          headers: () => headers,
          postDataBuffer: () => body ?? null,
        }),
        fulfill: async (answer) => resolve(answer),
        abort: async (errorCode) => resolve(errorCode ?? "failed"),
      });
      return promise;
    },
  };
}

test("answers a browser that Playwright drives, and keeps its session", async ({ expect }) => {
  const github = createGitHubEmulator({ callbackUrl: CALLBACK });
  const page = createPage();
  await routeGitHub(github, page);
  const url = authorizeAt(github, "https://github.com");
  const returnTo = url.slice("https://github.com/".length);
  const signedIn = await page.open("https://github.com/session", {
    login: "octocat",
    return_to: returnTo,
  });
  expect(signedIn).toMatchObject({ status: 302, headers: { location: returnTo } });
  const asked = (await page.open(url)) as Fulfilled;
  expect(asked.body.toString()).toContain("<strong>octocat</strong>");
  expect(await page.open("https://github.com/octocat")).toBe("blockedbyclient");
  expect(await page.open("https://example.com/")).toBe("not routed");
  github.fail("GET /login/oauth/authorize", "reset");
  expect(await page.open(url)).toBe("connectionreset");
});
