import { requireClosedBrowser, type StartedBrowser } from "./chromium-args.ts";
import type { GitHubEmulator } from "./emulator.ts";
import { isLoopback } from "./loopback.ts";
import { passesNetwork } from "./network.ts";
import { withoutRedirect, type Answer } from "./without-redirect.ts";

/** As much of Playwright's `Request` as is needed. */
export interface RoutedRequest {
  url(): string;
  method(): string;
  headers(): Record<string, string>;
  postDataBuffer(): Buffer | null;
  isNavigationRequest(): boolean;
  redirectedFrom(): object | null;
}

/** As much of Playwright's `WebSocketRoute` as is needed. */
export interface RoutedWebSocket {
  url(): string;
  close(): Promise<void>;
}

/** As much of Playwright's `Route` as is needed. */
export interface Route {
  request(): RoutedRequest;
  fetch(options: { maxRedirects: number; timeout: number }): Promise<{
    status(): number;
    headers(): Record<string, string>;
    body(): Promise<Buffer>;
  }>;
  fulfill(answer: Answer): Promise<void>;
  fallback(): Promise<void>;
  abort(errorCode?: string): Promise<void>;
}

/** As much of Playwright's `BrowserContext` as is needed. */
export interface RoutedContext {
  browser(): StartedBrowser | null;
  route(url: (url: URL) => boolean, handler: (route: Route) => Promise<void>): Promise<unknown>;
  routeWebSocket(
    url: (url: URL) => boolean,
    handler: (socket: RoutedWebSocket) => Promise<void>,
  ): Promise<void>;
  on(event: "request", listener: (request: RoutedRequest) => void): unknown;
  cookies(url: string): Promise<{ name: string; value: string }[]>;
}

/**
 * Puts the emulated GitHub before a browser that Playwright drives: its hosts are answered, loopback passes, and everything
 * else that a page asks for is refused. What is refused, and what GitHub does not have here, is recorded by the network of this
 * process, if there is one, as the Worker's requests are.
 *
 * Playwright does not ask a route again where a redirect leads, and the browser would go to the real GitHub. So no page is
 * redirected: every document is fetched here, whatever its host, and a redirect becomes a page that goes on to its target.
 * Chrome's `form-action` is therefore not applied to where a form is redirected.
 *
 * What a page loads besides is left to the browser with its redirects: one that leads to another machine is recorded here. It is
 * Chromium's start that refuses it, and whatever the browser asks for by itself: `chromiumArgs`. A Firefox or WebKit follows it.
 *
 * @param routed a page stands for its whole context: windows that it opens are routed too. Routes of your own come
 * afterwards, and hand on what they do not answer with `fallback`
 * @param options.allow lets further URLs pass besides loopback
 * @throws {KitError} NETWORK_NOT_GUARDED when Chromium was started without `chromiumArgs`
 * @see https://playwright.dev/docs/api/class-browsercontext#browser-context-route
 * @example
 * const browser = await chromium.launch({ args: chromiumArgs() });
 * const page = await browser.newPage();
 * await routeGitHub(kit.github, page);
 */
export async function routeGitHub(
  github: GitHubEmulator,
  routed: RoutedContext | { context(): RoutedContext },
  { allow = () => false }: { allow?: ((url: URL) => boolean) | undefined } = {},
): Promise<void> {
  const context = "context" in routed ? routed.context() : routed;
  await requireClosedBrowser(context.browser());
  const hosts = new Set(Object.values(github.sites).map((site) => new URL(site).host));
  const passes = (method: string, url: URL) => allow(url) || passesNetwork(method, url);
  context.on("request", (asked) => {
    // A redirect comes by no route, and so past the emulation.
    const url = new URL(asked.url());
    if (asked.redirectedFrom() !== null && isHttp(url)) passes(asked.method(), url);
  });
  await context.routeWebSocket(
    (url) => !isLoopback(url) && !allow(url),
    async (socket) => {
      passes("WebSocket", new URL(socket.url()));
      await socket.close();
    },
  );
  await context.route(
    () => true,
    async (route) => {
      const asked = route.request();
      const url = new URL(asked.url());
      const isGitHub = hosts.has(url.host);
      const isDocument = asked.isNavigationRequest() && isHttp(url);
      if (!isGitHub && isHttp(url) && !passes(asked.method(), url)) {
        return route.abort("blockedbyclient");
      }
      if (!isGitHub && !isDocument) return route.fallback();
      try {
        const answer = isGitHub ? await ask(github, context, asked) : await fetchDocument(route);
        if (answer === undefined) {
          // The browser's own wish is no mistake of a page's.
          if (url.pathname !== "/favicon.ico") passes(asked.method(), url);
          return await route.abort("blockedbyclient");
        }
        const shown = typeof answer === "string" ? answer : withoutRedirect(asked, answer);
        await (typeof shown === "string" ? route.abort(shown) : route.fulfill(shown));
      } catch {
        // Nobody listens, or the answer broke off. A page that was closed meanwhile cannot be told.
        await route.abort("connectionfailed");
      }
    },
  );
}

function isHttp({ protocol }: URL): boolean {
  return protocol === "http:" || protocol === "https:";
}

/** @returns GitHub's answer, or the error that the browser shows instead; undefined for an address that is not emulated */
async function ask(
  github: GitHubEmulator,
  context: RoutedContext,
  asked: RoutedRequest,
): Promise<Answer | string | undefined> {
  const body = asked.postDataBuffer();
  const headers = new Headers(asked.headers());
  // Playwright promises no cookies among a request's headers.
  const cookies = await context.cookies(asked.url());
  headers.set("Cookie", cookies.map(({ name, value }) => `${name}=${value}`).join("; "));
  const request = new Request(asked.url(), {
    method: asked.method(),
    headers,
    ...(body !== null && { body: new Uint8Array(body) }),
  });
  const response = await github.answer(request);
  if (response === undefined) return undefined;
  if (response.type === "error") return "connectionreset";
  const setCookie = response.headers.getSetCookie().join("\n");
  return {
    status: response.status,
    headers: {
      ...Object.fromEntries(response.headers),
      ...(setCookie !== "" && { "set-cookie": setCookie }),
    },
    body: Buffer.from(await response.arrayBuffer()),
  };
}

async function fetchDocument(route: Route): Promise<Answer> {
  // How long it may take is for whoever waits for the page to say.
  const response = await route.fetch({ maxRedirects: 0, timeout: 0 });
  const headers = { ...response.headers() };
  // The body is unpacked already.
  delete headers["content-encoding"];
  delete headers["content-length"];
  return { status: response.status(), headers, body: await response.body() };
}
