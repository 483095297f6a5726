import type { GitHubEmulator } from "./emulator.ts";

/** As much of Playwright's `Request` as is needed. */
export interface RoutedRequest {
  url(): string;
  method(): string;
  headers(): Record<string, string>;
  postDataBuffer(): Buffer | null;
}

/** As much of Playwright's `Route` as is needed. */
export interface Route {
  request(): RoutedRequest;
  fulfill(answer: { status: number; headers: Record<string, string>; body: Buffer }): Promise<void>;
  abort(errorCode?: string): Promise<void>;
}

/** A Playwright `Page` or `BrowserContext`. */
export interface Routed {
  route(url: (url: URL) => boolean, handler: (route: Route) => Promise<void>): Promise<unknown>;
}

const HOSTS = new Set(["github.com", "api.github.com"]);

/**
 * Puts the emulated GitHub before a browser that Playwright drives: github.com is answered, and nothing of it leaves.
 *
 * Playwright shows a routed request without its cookies, so the session is kept here: one for each call.
 *
 * @see https://playwright.dev/docs/api/class-page#page-route
 * @example await routeGitHub(kit.github, page);
 */
export async function routeGitHub(github: GitHubEmulator, routed: Routed): Promise<void> {
  let cookie = "";
  await routed.route(
    (url) => HOSTS.has(url.hostname),
    async (route) => {
      const asked = route.request();
      const body = asked.postDataBuffer();
      const headers = new Headers(asked.headers());
      headers.set("Cookie", cookie);
      const request = new Request(asked.url(), {
        method: asked.method(),
        headers,
        ...(body !== null && { body: new Uint8Array(body) }),
      });
      const response = await github.answer(request);
      if (response === undefined) return route.abort("blockedbyclient");
      if (response.type === "error") return route.abort("connectionreset");
      const [set] = response.headers.getSetCookie();
      cookie = set?.split(";")[0] ?? cookie;
      response.headers.delete("Set-Cookie");
      return route.fulfill({
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: Buffer.from(await response.arrayBuffer()),
      });
    },
  );
}
