import type { GitHubEmulator } from "./emulator.ts";
import { withoutRedirect, type Answer } from "./without-redirect.ts";

/** As much of Playwright's `Request` as is needed. */
export interface RoutedRequest {
  url(): string;
  method(): string;
  headers(): Record<string, string>;
  postDataBuffer(): Buffer | null;
  isNavigationRequest(): boolean;
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
  route(url: (url: URL) => boolean, handler: (route: Route) => Promise<void>): Promise<unknown>;
  cookies(url: string): Promise<{ name: string; value: string }[]>;
}

/**
 * Puts the emulated GitHub before a browser that Playwright drives: its hosts are answered, and nothing of them leaves.
 *
 * Playwright does not ask a route again where a redirect leads, and the browser would go to the real GitHub. So no page is
 * redirected: every document is fetched here, whatever its host, and a redirect becomes a page that goes on to its target.
 * Chrome's `form-action` is therefore not applied to where a form is redirected.
 *
 * Left alone are what scripts fetch from other hosts, with its redirects, and Chromium's way of connecting ahead to the
 * host of an address, before anything is asked.
 *
 * @param routed a page stands for its whole context: windows that it opens are routed too. Routes of your own come
 * afterwards, and hand on what they do not answer with `fallback`
 * @see https://playwright.dev/docs/api/class-browsercontext#browser-context-route
 * @example await routeGitHub(kit.github, page);
 */
export async function routeGitHub(
  github: GitHubEmulator,
  routed: RoutedContext | { context(): RoutedContext },
): Promise<void> {
  const context = "context" in routed ? routed.context() : routed;
  const hosts = new Set(Object.values(github.sites).map((site) => new URL(site).host));
  await context.route(
    () => true,
    async (route) => {
      const asked = route.request();
      const { host, protocol } = new URL(asked.url());
      const isGitHub = hosts.has(host);
      const isDocument = asked.isNavigationRequest() && /^https?:$/.test(protocol);
      if (!isGitHub && !isDocument) return route.fallback();
      try {
        const answer = isGitHub ? await ask(github, context, asked) : await fetchDocument(route);
        const shown = typeof answer === "string" ? answer : withoutRedirect(asked, answer);
        await (typeof shown === "string" ? route.abort(shown) : route.fulfill(shown));
      } catch {
        // Nobody listens, or the answer broke off. A page that was closed meanwhile cannot be told.
        await route.abort("connectionfailed");
      }
    },
  );
}

/** @returns GitHub's answer, or the error that the browser shows instead */
async function ask(
  github: GitHubEmulator,
  context: RoutedContext,
  asked: RoutedRequest,
): Promise<Answer | string> {
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
  if (response === undefined) return "blockedbyclient";
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
